// Fewer points for the same picture.

/**
 * Indices of the points [from, to) of a path that keep its picture: of every `group` points the first, the last
 * and those that reach farthest to each of the four sides, in order. No extreme is lost in either direction.
 */
export function thinned(xs, ys, from, to, group) {
  const kept = [];
  for (let begin = from; begin < to; begin += group) {
    const end = Math.min(begin + group, to);
    let left = begin, right = begin, top = begin, bottom = begin;
    for (let i = begin; i < end; i++) {
      if (xs[i] < xs[left]) left = i;
      if (xs[i] > xs[right]) right = i;
      if (ys[i] < ys[top]) top = i;
      if (ys[i] > ys[bottom]) bottom = i;
    }
    const chosen = [begin, left, right, top, bottom, end - 1].sort((a, b) => a - b);
    for (const index of chosen) if (kept.at(-1) !== index) kept.push(index);
  }
  return kept;
}
