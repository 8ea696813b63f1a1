// Keys of a zoom, while its view has the focus: the plain arrows stay the playhead's.

const FACTOR = 1.25;
const STEP = 0.1; // of the box, for each key that moves
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const SHORTCUTS = ["Plus", "-", "0", "Escape", ...Object.keys(ARROWS).map((name) => `Shift+${name}`)];

/** The surface becomes a group that takes the focus; the picture in it stays one thing for those who do not see it. */
export function addKeys(zoom) {
  const { node, name } = zoom;
  node.tabIndex = 0;
  const words = `Zoom of the ${name}: plus and minus zoom, Shift with an arrow key moves, 0 or Escape shows all`;
  const attributes = { role: "group", "aria-label": words, "aria-keyshortcuts": SHORTCUTS.join(" ") };
  for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, value);
  node.addEventListener("keydown", (event) => {
    const act = event.target === node && !event.altKey && !event.ctrlKey && !event.metaKey && actOf(zoom, event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation(); // or the playhead would step
    act();
  });
}

function actOf(zoom, { key, shiftKey }) {
  const { left, right, top, bottom } = zoom.view.box;
  const by = (factor) => () => zoom.about({ x: (left + right) / 2, y: (top + bottom) / 2 }, factor);
  if (key === "+" || key === "=") return by(FACTOR);
  if (key === "-" || key === "_") return by(1 / FACTOR);
  if (key === "0" || (key === "Escape" && zoom.window)) return () => zoom.choose(null);
  if (!shiftKey || !ARROWS[key]) return null;
  // An arrow to the right shows what lies there: the picture moves to the left.
  const [across, down] = ARROWS[key];
  return () => zoom.move(across * STEP * (right - left), down * STEP * (bottom - top));
}
