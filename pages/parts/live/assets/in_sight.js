// Only what is on the screen is drawn; what comes into sight is drawn then.

export class InSight {
  /** `came(view)` gets each view that was out of sight. */
  constructor(views, came) {
    /** Those in sight, all of them until more is known. */
    this.views = new Set(views);
    const viewOf = new Map(views.map((view) => [view.surface.node, view]));
    this.observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const view = viewOf.get(target), was = this.views.has(view);
        if (!isIntersecting) this.views.delete(view);
        else if (!was) {
          this.views.add(view);
          came(view);
        }
      }
    });
    for (const node of viewOf.keys()) this.observer.observe(node);
  }

  disconnect() {
    this.observer.disconnect();
  }
}
