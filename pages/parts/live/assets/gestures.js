// Gestures of a zoom: moving by the mouse, the wheel with Ctrl, two fingers.

const RATE = 0.01; // of a zoom, for each unit of a wheel: a trackpad's pinch comes as many small ones
const MOST = 30; // units of one turn of the wheel that count

/** Where an event happened on a node, in its pixels, moved into `box` if one is given. */
export function placeIn(node, { clientX, clientY }, box) {
  const rectangle = node.getBoundingClientRect(), larger = node.currentCSSZoom ?? 1;
  const x = (clientX - rectangle.left) / larger, y = (clientY - rectangle.top) / larger;
  if (!box) return { x, y };
  return { x: Math.max(box.left, Math.min(box.right, x)), y: Math.max(box.top, Math.min(box.bottom, y)) };
}

export function addGestures(zoom) {
  addWheel(zoom);
  addPan(zoom);
  addFingers(zoom);
}

/** Without Ctrl (or ⌘) the wheel scrolls the page. */
function addWheel(zoom) {
  const turned = (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const units = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1);
    zoom.about(placeIn(zoom.node, event, zoom.view.box), Math.exp(-RATE * Math.max(-MOST, Math.min(MOST, units))));
  };
  zoom.node.addEventListener("wheel", turned, { passive: false });
}

/** Shift and drag, or drag with the middle button. */
function addPan(zoom) {
  const { node } = zoom;
  let from = null;
  const end = () => {
    from = null;
    node.classList.remove("moving");
  };
  node.addEventListener("pointerdown", (event) => {
    const pans = event.button === 1 || (event.button === 0 && event.shiftKey);
    if (!pans || event.pointerType === "touch" || event.target.closest("button")) return;
    from = placeIn(node, event);
    node.classList.add("moving");
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = placeIn(node, event);
    zoom.move(to.x - from.x, to.y - from.y);
    from = to;
  });
  node.addEventListener("pointerup", end);
  node.addEventListener("pointercancel", end);
  // The middle button would scroll by itself, or paste.
  for (const name of ["mousedown", "auxclick"])
    node.addEventListener(name, (event) => event.button === 1 && event.preventDefault());
}

/** Two fingers zoom about their middle and move with it. One finger is the page's. */
function addFingers(zoom) {
  const { node } = zoom;
  let fingers = null;
  const held = ({ touches }) => {
    const own = [...touches].filter(({ target }) => node.contains(target));
    if (own.length !== 2) return null;
    const [a, b] = own.map((touch) => placeIn(node, touch));
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) };
  };
  const changed = (event) => {
    fingers = held(event);
    if (fingers && event.cancelable) event.preventDefault();
  };
  const moved = (event) => {
    const from = fingers;
    changed(event);
    if (from && fingers) zoom.pinch(from, fingers);
  };
  for (const name of ["touchstart", "touchend", "touchcancel"]) node.addEventListener(name, changed, { passive: false });
  node.addEventListener("touchmove", moved, { passive: false });
}
