// Zoom and panning of a view: by dragging, gestures and keys; back by a double click, a key or the button.

import { element } from "./element.js";
import { addGestures, placeIn } from "./gestures.js";
import { addKeys } from "./keys.js";
import { about, moved, pinched, possible, windowOf } from "./windows.js";

const SMALLEST = 8;

/**
 * What part of its data a view shows. It stands in `state.zoom` under the surface's name, with the view's `kind`: a
 * zoom into other data would show another place. The view has `box`, `kind`, and `scalesOf(window)`, null for the
 * whole; `changed(view)` is called after a change.
 */
export class Zoom {
  constructor(view, state, changed) {
    Object.assign(this, { view, state, changed, node: view.surface.node, name: view.surface.name });
    this.button = element("button", { className: "reset", type: "button", hidden: true }, "Whole view");
    this.button.setAttribute("aria-label", `Whole view of the ${this.name}`);
    this.button.addEventListener("click", () => {
      // The button goes, and the keys must not go with it.
      this.node.focus({ preventScroll: true });
      this.choose(null);
    });
    this.node.addEventListener("dblclick", () => this.choose(null));
    this.node.append(this.button);
    addRubber(this);
    addGestures(this);
    addKeys(this);
  }

  get window() {
    const chosen = this.state.zoom[this.name];
    return chosen?.kind === this.view.kind ? chosen : null;
  }

  /** The window that is drawn now; the button is there while it is a part. */
  drawn() {
    const { window } = this;
    this.button.hidden = !window;
    return window;
  }

  choose(window) {
    this.state.zoom[this.name] = window && { ...window, kind: this.view.kind };
    this.changed(this.view);
  }

  /** Show what a rectangle of pixels holds. Of several in one frame each begins where the last one ended. */
  show(rectangle) {
    const { view } = this;
    if (!view.scales) return;
    const now = view.scalesOf(this.window), wanted = windowOf(now, rectangle);
    if (possible(wanted, now, view.scalesOf(null))) this.choose(wanted);
  }

  about(at, factor) {
    this.show(about(this.view.box, at, factor));
  }

  move(right, down) {
    this.show(moved(this.view.box, right, down));
  }

  pinch(from, to) {
    this.show(pinched(this.view.box, from, to));
  }
}

/** Drag a rectangle with the mouse or a pen; one finger scrolls the page. */
function addRubber(zoom) {
  const { node, view } = zoom;
  const frame = element("div", { className: "rubber", hidden: true });
  let from = null;
  const place = (event) => placeIn(node, event, view.box);
  const rectangle = (a, b) => ({
    left: Math.min(a.x, b.x), right: Math.max(a.x, b.x), top: Math.min(a.y, b.y), bottom: Math.max(a.y, b.y),
  });
  const wide = ({ left, right, top, bottom }) => right - left >= SMALLEST && bottom - top >= SMALLEST;
  const end = () => {
    from = null;
    frame.hidden = true;
  };
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.shiftKey || event.pointerType === "touch" || event.target.closest("button")) return;
    from = place(event);
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    if (!from) return;
    const drawn = rectangle(from, place(event));
    frame.hidden = !wide(drawn);
    Object.assign(frame.style, {
      left: `${drawn.left}px`, top: `${drawn.top}px`,
      width: `${drawn.right - drawn.left}px`, height: `${drawn.bottom - drawn.top}px`,
    });
  });
  node.addEventListener("pointerup", (event) => {
    if (!from) return;
    const drawn = rectangle(from, place(event));
    end();
    if (wide(drawn)) zoom.show(drawn);
  });
  node.addEventListener("pointercancel", end);
  node.append(frame);
}
