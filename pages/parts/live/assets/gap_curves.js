// Curves of the gap: where they are drawn at a place, their marks, and where one leaves the picture.

import { line } from "./axes.js";
import { drawMark } from "./method_marks.js";
import { above } from "./payload.js";

const MARKS = 6; // on a curve in the whole view, and in a zoom up to twice as many
const NEAR = 5; // pixels

/** The pixel height at `place` of the line through (xs, values), as it is drawn. */
export function heightAt(xs, values, place, y) {
  const i = Math.max(0, above(xs, place) - 1), next = Math.min(i + 1, xs.length - 1);
  const share = next > i ? Math.max(0, Math.min(1, (place - xs[i]) / (xs[next] - xs[i] || 1))) : 0;
  return y(values[i]) * (1 - share) + y(values[next]) * share;
}

/** The value of that line there. */
export const valueAt = (xs, values, place, y) => y.invert(heightAt(xs, values, place, y));

/**
 * Where the curve `index` of `count` has its marks, between `low` and `high`: at equal steps of the whole axis, or of
 * halves of them in a zoom, so that they move with the curve; each curve a little later than the one before it, so
 * that no mark lies on another one.
 */
export function markPlaces(index, count, [low, high], whole) {
  const span = whole[1] - whole[0], closer = 2 ** Math.max(0, Math.floor(Math.log2(span / (high - low))));
  const step = span / MARKS / closer, shift = whole[0] + (step * (index + 0.5)) / count;
  const places = [];
  for (let k = Math.ceil((low - shift) / step); shift + k * step <= high; k++) places.push(shift + k * step);
  return places.filter((place) => place >= whole[0]);
}

/** A method's marks along its curve. */
export function drawMarks(context, { x, y }, { method, curve }, places, ground) {
  for (const place of places) {
    if (place > curve.x.at(-1)) break;
    drawMark(context, method, x(place), heightAt(curve.x, curve.median, place, y), 3.6, ground, 2);
  }
}

export function drawCross(context, x, y, width = 3) {
  context.lineWidth = width;
  line(context, x - NEAR, y - NEAR, x + NEAR, y + NEAR);
  line(context, x - NEAR, y + NEAR, x + NEAR, y - NEAR);
}
