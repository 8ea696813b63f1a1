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
      const top = () => [c + (level - a) / (b - a), r];
      const right = () => [c + 1, r + (level - b) / (e - b)];
      const bottom = () => [c + (level - d) / (e - d), r + 1];
      const left = () => [c, r + (level - a) / (d - a)];
      const add = (from, to) => segments.push(...from(), ...to());
      // At a saddle the mean of the corners tells which of them are joined.
      const high = a + b + d + e > 4 * level;
      if (code === 5) high ? (add(left, bottom), add(top, right)) : (add(left, top), add(bottom, right));
      else if (code === 10) high ? (add(left, top), add(bottom, right)) : (add(left, bottom), add(top, right));
      else {
        const sides = SIDES[code > 7 ? 15 - code : code];
        const cut = { t: top, r: right, b: bottom, l: left };
        add(cut[sides[0]], cut[sides[1]]);
      }
    }
  }
  return segments;
}

/** Which two sides the line cuts, by the corners above it: bit 0 the first row's left, then clockwise. */
const SIDES = { 1: "lt", 2: "tr", 3: "lr", 4: "rb", 6: "tb", 7: "lb" };
