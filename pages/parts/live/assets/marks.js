// Marks on the map and on curves.

import { drawMark } from "./method_marks.js";

const SHORTEST_ARROW = 16;

export function drawRing(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}

export function drawDiamond(context, x, y, radius) {
  context.beginPath();
  context.moveTo(x, y - radius);
  for (const [dx, dy] of [[1, 0], [0, 1], [-1, 0], [0, -1]]) context.lineTo(x + dx * radius, y + dy * radius);
  context.stroke();
}

/** Where a method ends. */
export function drawLimit(context, method, [x, y], theme) {
  context.fillStyle = method.colour;
  context.strokeStyle = theme.ground;
  context.lineWidth = 3;
  drawDiamond(context, x, y, 6);
  context.fill();
}

export function drawStar(context, x, y, radius) {
  context.beginPath();
  for (let i = 0; i < 10; i++) {
    const size = i % 2 ? 0.42 * radius : radius, angle = (Math.PI * i) / 5 - Math.PI / 2;
    context.lineTo(x + size * Math.cos(angle), y + size * Math.sin(angle));
  }
  context.fill();
}

/** Where a method stands, on its path or its curve; with its mark where many race. */
export function drawHead(context, method, [x, y], theme) {
  if (method.mark) {
    drawMark(context, method, x, y, 5, theme.text, 3.5);
    return;
  }
  context.setLineDash([]);
  context.fillStyle = method.colour;
  context.strokeStyle = theme.ground;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, 4.5, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

/** The arrival's vector; drawn longer by a power of 2 where it is too short to see. Returns that factor. */
export function drawArrow(context, { trail }, event, theme) {
  if (event < 1 || event >= trail.count) return 0;
  const x = trail.xs[event - 1], y = trail.ys[event - 1];
  let dx = trail.xs[event] - x, dy = trail.ys[event] - y;
  const length = Math.hypot(dx, dy);
  if (!(length > 1e-6)) return 0;
  const factor = 2 ** Math.max(0, Math.ceil(Math.log2(SHORTEST_ARROW / length)));
  dx *= factor;
  dy *= factor;
  const size = 6 / Math.hypot(dx, dy);
  const head = [x + dx, y + dy, x + dx - size * (dx + 0.5 * dy), y + dy - size * (dy - 0.5 * dx),
    x + dx - size * (dx - 0.5 * dy), y + dy - size * (dy + 0.5 * dx)];
  for (const [colour, width] of [[theme.ground, 5], [theme.text, 2]]) {
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + dx, y + dy);
    context.moveTo(head[2], head[3]);
    context.lineTo(head[0], head[1]);
    context.lineTo(head[4], head[5]);
    context.stroke();
  }
  return factor;
}
