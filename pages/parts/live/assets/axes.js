// A frame with ticks and titles: the figure's own axes.

import { scale, ticks, tickText } from "./scale.js";

export const SMALL = 12;
const MARGIN = 8; // pixels right of the box at least

/** The box inside the margins of a surface. */
export function box(surface, { left = 52, right = 10, top = 8, bottom = 38 } = {}) {
  return { left, top, right: surface.width - right, bottom: surface.height - bottom };
}

export const within = ({ left, right, top, bottom }, x, y) => x >= left && x <= right && y >= top && y <= bottom;

/** The scales of a box for a window { x: [low, high], y: [low, high] }. */
export function scales({ left, right, top, bottom }, window, logarithmicX = false, logarithmicY = false) {
  return { x: scale(...window.x, left, right, logarithmicX), y: scale(...window.y, bottom, top, logarithmicY) };
}

/** Grid, ticks, their numbers, and the axes' titles. Whole axes have no ticks between whole numbers. */
export function drawAxes(context, theme, { x, y }, titles, options = {}) {
  const { grid = true, gapX = 80, gapY = 44, wholeX = false, wholeY = false } = options;
  context.save();
  context.font = `${SMALL}px ${theme.font}`;
  context.fillStyle = theme.text;
  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const value of ticks(x, gapX, wholeX)) {
    const at = Math.round(x(value)) + 0.5;
    if (grid) line(context, at, y.to, at, y.from);
    const text = tickText(value, x.logarithmic), half = context.measureText(text).width / 2;
    context.fillText(text, Math.min(at, x.to + MARGIN - half), y.from + 6);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const value of ticks(y, gapY, wholeY)) {
    const at = Math.round(y(value)) + 0.5;
    if (grid) line(context, x.from, at, x.to, at);
    context.fillText(tickText(value, y.logarithmic), x.from - 6, at);
  }
  context.textAlign = "center";
  context.textBaseline = "bottom";
  if (titles.x) context.fillText(titles.x, (x.from + x.to) / 2, y.from + 38);
  if (titles.y) {
    context.translate(12, (y.from + y.to) / 2);
    context.rotate(-Math.PI / 2);
    context.textBaseline = "middle";
    context.fillText(titles.y, 0, 0);
  }
  context.restore();
}

export function line(context, x1, y1, x2, y2) {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

/** Draw only inside the box. */
export function clipped(context, { left, top, right, bottom }, draw) {
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  draw();
  context.restore();
}
