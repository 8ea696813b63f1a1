// Keys of a zoom, while its view has the focus: the plain arrows stay the playhead's.

const FACTOR = 1.25;
const STEP = 0.1; // of the box, for each key that moves

const by = (factor) => (zoom) => {
  const { left, right, top, bottom } = zoom.view.box;
  zoom.about({ x: (left + right) / 2, y: (top + bottom) / 2 }, factor);
};
// An arrow to the right shows what lies there: the picture moves to the left.
const moving = (across, down) => (zoom) => {
  const { left, right, top, bottom } = zoom.view.box;
  zoom.move(across * STEP * (right - left), down * STEP * (bottom - top));
};
const whole = (zoom) => zoom.choose(null);

/** A key a row: its name for people, words, its shortcut for readers of the screen, how events call it, what it does. */
export const ZOOM_KEYS = [
  ["+", "nearer", "Plus", ["+", "="], by(FACTOR)],
  ["−", "farther", "-", ["-", "_"], by(1 / FACTOR)],
  ["0", "all of it", "0", ["0"], whole],
  ["Esc", "all of it", "Escape", ["Escape"], whole],
  ["Shift ←", "moves to the left", "Shift+ArrowLeft", ["ArrowLeft"], moving(1, 0)],
  ["Shift →", "moves to the right", "Shift+ArrowRight", ["ArrowRight"], moving(-1, 0)],
  ["Shift ↑", "moves up", "Shift+ArrowUp", ["ArrowUp"], moving(0, 1)],
  ["Shift ↓", "moves down", "Shift+ArrowDown", ["ArrowDown"], moving(0, -1)],
];
const SHORTCUTS = ZOOM_KEYS.map(([, , shortcut]) => shortcut);

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
    act(zoom);
  });
}

function actOf(zoom, { key, shiftKey }) {
  if (key.startsWith("Arrow") && !shiftKey) return null;
  if (key === "Escape" && !zoom.window) return null;
  return ZOOM_KEYS.find(([, , , called]) => called.includes(key))?.[4];
}
