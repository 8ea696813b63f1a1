// The part of a straight line that can be seen.

/** The part of a segment inside the sides [left, top, right, bottom], as [x1, y1, x2, y2]; null where there is none. */
export function clippedSegment(x1, y1, x2, y2, [left, top, right, bottom]) {
  if (Math.max(x1, x2) < left || Math.min(x1, x2) > right || Math.max(y1, y2) < top || Math.min(y1, y2) > bottom) return null;
  let from = 0, to = 1;
  // Liang and Barsky 1984: each side cuts off what lies beyond it.
  for (const [along, before] of [[x1 - x2, x1 - left], [x2 - x1, right - x1], [y1 - y2, y1 - top], [y2 - y1, bottom - y1]]) {
    if (along < 0) from = Math.max(from, before / along);
    else if (along > 0) to = Math.min(to, before / along);
  }
  if (from > to) return null;
  const at = (share) => [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
  return [...(from > 0 ? at(from) : [x1, y1]), ...(to < 1 ? at(to) : [x2, y2])];
}
