// Zoom by dragging, back by a double click or the button.

import { element } from "./element.js";

const SMALLEST = 8;

/**
 * Lets a visitor drag a rectangle on `view` inside its box. The window it stands for goes to `state.zoom` under the
 * surface's name, with the view's `kind`: a zoom into other data would show another place. `changed` is called then.
 * Returns a function that gives the window to draw, or null for the whole.
 */
export function addZoom(view, state, changed) {
  const { node, name } = view.surface;
  const zoomed = (rectangle) => {
    state.zoom[name] = rectangle && { ...windowOf(view.scales, rectangle), kind: view.kind };
    changed();
  };
  const frame = element("div", { className: "rubber", hidden: true });
  const reset = element("button", { className: "reset", type: "button", hidden: true }, "Whole view");
  reset.setAttribute("aria-label", `Whole view of the ${name}`);
  let from = null;
  const place = (event) => {
    const rectangle = node.getBoundingClientRect();
    const { left, right, top, bottom } = view.box;
    const x = Math.max(left, Math.min(right, event.clientX - rectangle.left));
    const y = Math.max(top, Math.min(bottom, event.clientY - rectangle.top));
    return { x, y };
  };
  const rectangle = (a, b) => ({
    left: Math.min(a.x, b.x), right: Math.max(a.x, b.x), top: Math.min(a.y, b.y), bottom: Math.max(a.y, b.y),
  });
  const wide = ({ left, right, top, bottom }) => right - left >= SMALLEST && bottom - top >= SMALLEST;
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("button")) return;
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
    from = null;
    frame.hidden = true;
    if (wide(drawn)) zoomed(drawn);
  });
  node.addEventListener("pointercancel", () => {
    from = null;
    frame.hidden = true;
  });
  node.addEventListener("dblclick", () => zoomed(null));
  reset.addEventListener("click", () => zoomed(null));
  node.append(frame, reset);
  return () => {
    const window = state.zoom[name]?.kind === view.kind ? state.zoom[name] : null;
    reset.hidden = !window;
    return window;
  };
}

/** The part of the data inside a rectangle of pixels. */
function windowOf({ x, y }, { left, right, top, bottom }) {
  return { x: [x.invert(left), x.invert(right)], y: [y.invert(bottom), y.invert(top)] };
}

/** A line of text that follows the pointer; `words(x, y)` gives it, or "" for nothing. */
export function addHover(surface, words) {
  const { node } = surface;
  const tip = element("div", { className: "tip", "aria-hidden": "true", hidden: true });
  node.append(tip);
  node.addEventListener("pointermove", (event) => {
    const rectangle = node.getBoundingClientRect();
    const x = event.clientX - rectangle.left, y = event.clientY - rectangle.top;
    const text = event.buttons ? "" : words(x, y);
    tip.hidden = !text;
    tip.textContent = text;
    const right = x > surface.width / 2;
    Object.assign(tip.style, {
      left: right ? "" : `${x + 14}px`, right: right ? `${surface.width - x + 10}px` : "",
      top: `${Math.max(0, Math.min(y - 12, surface.height - tip.offsetHeight))}px`,
    });
  });
  node.addEventListener("pointerleave", () => (tip.hidden = true));
}
