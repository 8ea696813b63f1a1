// Contour lines of heights on a grid, by marching squares.

/**
 * Segments [x1, y1, x2, y2, ...] of the line at `level`, in units of the grid: `heights` holds rows of `columns`
 * values. A cell with a corner that is not finite has no line.
 */
export function contour(heights, columns, level) {
  const rows = heights.length / columns, segments = [];
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const i = r * columns + c;
      const a = heights[i], b = heights[i + 1], d = heights[i + columns], e = heights[i + columns + 1];
      const code = (a > level) | ((b > level) << 1) | ((e > level) << 2) | ((d > level) << 3);
      if (code === 0 || code === 15 || Number.isNaN(a + b + d + e)) continue;
      // At a saddle the mean of the corners tells which of them are joined.
      const high = a + b + d + e > 4 * level;
      const sides = code === 5 || code === 10 ? SADDLE[Number(high === (code === 5))] : SIDES[code > 7 ? 15 - code : code];
      for (const side of sides) {
        if (side === "t") segments.push(c + (level - a) / (b - a), r);
        else if (side === "r") segments.push(c + 1, r + (level - b) / (e - b));
        else if (side === "b") segments.push(c + (level - d) / (e - d), r + 1);
        else segments.push(c, r + (level - a) / (d - a));
      }
    }
  }
  return segments;
}

/** The four sides that two lines cut at a saddle. */
const SADDLE = ["ltbr", "lbtr"];

/** Which two sides the line cuts, by the corners above it: bit 0 the first row's left, then clockwise. */
const SIDES = { 1: "lt", 2: "tr", 3: "lr", 4: "rb", 6: "tb", 7: "lb" };
