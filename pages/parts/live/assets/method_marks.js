// The marks of the methods, where many race, or one twice: told apart without colours and dashes (MARKS in pages/parts/style.py).

const around = (count, radius, turn = 0) =>
  Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count + turn - Math.PI / 2, size = typeof radius === "number" ? radius : radius[i % 2];
    return [size * Math.cos(angle), size * Math.sin(angle)];
  });
const ARM = 0.38; // half the width of a cross's arms
const PLUS = [[ARM, ARM], [ARM, 1.25], [-ARM, 1.25], [-ARM, ARM], [-1.25, ARM], [-1.25, -ARM], [-ARM, -ARM],
  [-ARM, -1.25], [ARM, -1.25], [ARM, -ARM], [1.25, -ARM], [1.25, ARM]];

/** Corners, for a mark as large as a circle with radius 1. */
const CORNERS = {
  circle: around(24, 1),
  square: around(4, 1.27, Math.PI / 4),
  diamond: around(4, 1.35),
  "triangle-up": around(3, 1.45),
  "triangle-down": around(3, 1.45, Math.PI),
  "triangle-left": around(3, 1.45, -Math.PI / 2),
  "triangle-right": around(3, 1.45, Math.PI / 2),
  cross: PLUS,
  x: PLUS.map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2]),
  star: around(10, [1.5, 0.62]),
};

/** The corners of a mark, in pixels. */
export function cornersOf(mark, x, y, radius) {
  return CORNERS[mark].map(([dx, dy]) => [x + radius * dx, y + radius * dy]);
}

/** A mark in the method's colour, with a line around it in another one. */
export function drawMark(context, { mark, colour }, x, y, radius, around, width) {
  context.setLineDash([]);
  context.fillStyle = colour;
  context.strokeStyle = around;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.beginPath();
  for (const corner of cornersOf(mark, x, y, radius)) context.lineTo(...corner);
  context.closePath();
  // What lies around it must not cover it.
  context.stroke();
  context.fill();
}
