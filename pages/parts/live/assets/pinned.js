// The pinned race, A: thin and pale below the current one, in its methods' colours, with a letter where a line ends.

import { SMALL, within } from "./axes.js";

export const THIN = { alpha: 0.8, width: 1.1 };
const APART = 14; // pixels between two letters
const ABOVE = 9; // pixels from a line's end to the middle of its letter

/** The methods of the pinned race that are shown, each with its curve of the gap: who hides a method hides A's. */
export function pinnedOf({ methods, pinned, gap }, shown) {
  const hidden = new Set(methods.filter((method) => !shown.includes(method)).map(({ label }) => label));
  return pinned.map((method, i) => ({ method, curve: gap.pinned[i] })).filter(({ method }) => !hidden.has(method.label));
}

/** The letter at the ends that are in the box; none where another one stands already. */
export function drawLetters(context, ends, box, theme) {
  const drawn = [];
  context.setLineDash([]);
  context.font = `bold ${SMALL}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = theme.ground;
  context.fillStyle = theme.text;
  for (const [endX, endY] of ends) {
    if (!within(box, endX, endY)) continue;
    const x = Math.min(box.right - 7, endX), y = endY - ABOVE < box.top + 8 ? endY + ABOVE : endY - ABOVE;
    if (drawn.some(([otherX, otherY]) => Math.abs(x - otherX) < APART && Math.abs(y - otherY) < APART)) continue;
    drawn.push([x, y]);
    context.strokeText("A", x, y);
    context.fillText("A", x, y);
  }
}
