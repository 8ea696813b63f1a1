// Values under the pointer; on a touch screen, where a finger has tapped, until the next tap elsewhere.

import { within } from "./axes.js";
import { element } from "./element.js";
import { placeIn } from "./gestures.js";

const NEAR = 10; // pixels that a finger may move while it taps

export class Hover {
  /** Of a view: its `words(x, y)` say what is at a place of its box, or "" for nothing. */
  constructor(view) {
    Object.assign(this, { view, at: null });
    this.tip = element("div", { className: "tip", "aria-hidden": "true", hidden: true });
    const { node } = view.surface;
    node.append(this.tip);
    node.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") this.show(event.buttons ? null : placeIn(node, event));
    });
    node.addEventListener("pointerleave", ({ pointerType }) => pointerType !== "touch" && this.show(null));
    onTaps(node, (event, path) => {
      const here = path.includes(node) && !path[0].closest("button");
      if (here || !this.tip.hidden) this.show(here ? placeIn(node, event) : null);
    });
  }

  show(at) {
    this.at = at;
    this.again();
    if (!at || this.tip.hidden) return;
    const { tip, view: { surface } } = this, right = at.x > surface.width / 2;
    Object.assign(tip.style, {
      left: right ? "" : `${at.x + 14}px`, right: right ? `${surface.width - at.x + 10}px` : "",
      top: `${Math.max(0, Math.min(at.y - 12, surface.height - tip.offsetHeight))}px`,
    });
  }

  /** The words at the same place, after what is drawn there has changed. */
  again() {
    const { tip, at, view } = this;
    if (!at && tip.hidden) return;
    // There are no scales before something is drawn.
    const text = at && view.scales && within(view.box, at.x, at.y) ? view.words(at.x, at.y) : "";
    tip.hidden = !text;
    if (tip.textContent !== text) tip.textContent = text;
  }
}

/** Call `tapped(event, path)` for every finger that is lifted where it came down, anywhere on the page. */
function onTaps(node, tapped) {
  const down = new Map();
  let alone = true;
  const began = (event) => {
    if (!node.isConnected) return stop();
    if (event.pointerType !== "touch") return;
    down.set(event.pointerId, event);
    alone = down.size === 1;
  };
  const ended = (event) => {
    const from = down.get(event.pointerId);
    down.delete(event.pointerId);
    if (!from || !alone || event.type === "pointercancel") return;
    if (Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) <= NEAR)
      tapped(event, event.composedPath());
  };
  const stop = () => {
    document.removeEventListener("pointerdown", began, true);
    for (const name of ["pointerup", "pointercancel"]) document.removeEventListener(name, ended, true);
  };
  document.addEventListener("pointerdown", began, true);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, ended, true);
}
