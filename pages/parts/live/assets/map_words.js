// What lies under the pointer on the map, in words.

import { count, digits } from "./element.js";

const REACH = 12;
const PATH_REACH = 8;
const SURE = 5; // how many times its own uncertainty a height must have, to be told as a number

export const discRadius = (share) => Math.max(2, Math.min(22, 30 * Math.sqrt(share)));

/** The fixed points there, the place itself with the height of f, and the nearest point of a path. */
export function mapWords(view, px, py) {
  return [fixed(view, px, py), ground(view, px, py), passing(view, px, py)].filter(Boolean).join("\n");
}

function fixed({ map, scales, limits }, px, py) {
  const { x, y } = scales;
  const near = (point, reach = REACH) => Math.hypot(x(point[0]) - px, y(point[1]) - py) <= reach;
  if (map.goal && near(map.goal)) return "goal: minimiser of f";
  if (map.biased && near(map.biased)) return "biased limit: minimiser of F_p";
  if (near(map.start)) return "start";
  for (const { method, point } of limits) if (near(point)) return `exact limit of ${method.label}`;
  for (let i = 0; map.workers && 2 * i < map.workers.length; i++) {
    if (near(map.workers.subarray(2 * i, 2 * i + 2), discRadius(map.frequencies[i])))
      return `worker ${i + 1}'s own minimiser: ${digits(100 * map.frequencies[i])}% of the arrivals`;
  }
  return "";
}

function ground({ map, scales, simulation }, px, py) {
  const { x, y } = scales, place = [x.invert(px), y.invert(py)];
  // No more digits than a pixel tells apart.
  const decimals = Math.max(0, Math.min(9, Math.ceil(-Math.log10((x.high - x.low) / (x.to - x.from)))));
  const where = `at (${place.map((value) => value.toFixed(decimals)).join(", ")})`;
  const told = heightWords(map, ...place);
  return told ? `${where}, ${simulation.gap.measure.toLowerCase()} ${told}` : where;
}

/** The height of f in words, as far as its grid knows it: it was measured on a grid, and rounded. */
function heightWords(map, x, y) {
  const found = heightAt(map, x, y);
  if (!found) return "";
  const { height, unsure } = found;
  if (!Number.isFinite(height)) return "beyond all bounds";
  if (height < SURE * unsure) return `below ${digits(Number((SURE * unsure).toPrecision(1)))}`;
  return `≈ ${digits(Number(height.toPrecision(2)))}`;
}

/** f at a place, by the cubic through the grid's heights around it (exact for a quadratic); null beyond the grid. */
export function heightAt({ x, y, columns, heights, fine, top }, placeX, placeY) {
  const rows = heights.length / columns;
  const column = ((placeX - x[0]) / (x[1] - x[0])) * (columns - 1), row = ((placeY - y[0]) / (y[1] - y[0])) * (rows - 1);
  if (!(column >= 0 && column <= columns - 1 && row >= 0 && row <= rows - 1)) return null;
  const left = Math.min(columns - 2, Math.floor(column)), low = Math.min(rows - 2, Math.floor(row));
  const inner = left > 0 && left < columns - 2 && low > 0 && low < rows - 2;
  const [across, down] = inner ? [cubic(column - left), cubic(row - low)] : [linear(column - left), linear(row - low)];
  let height = 0, highest = 0;
  for (let i = 0; i < across.length; i++) {
    for (let j = 0; j < down.length; j++) {
      const code = heights[(low + j - Number(inner)) * columns + left + i - Number(inner)];
      if (code > fine) return { height: Infinity, unsure: 0 };
      highest = Math.max(highest, code);
      height += across[i] * down[j] * ((code / fine) * top) ** 2;
    }
  }
  return { height: Math.max(0, height), unsure: (highest + 1) * (top / fine) ** 2 };
}

const linear = (t) => [1 - t, t];

/** How much each of four neighbours counts (Keys 1981); a parabola goes through them unchanged. */
const cubic = (t) => [
  (t * (2 * t - 1 - t * t)) / 2, (2 + t * t * (3 * t - 5)) / 2, (t * (1 + 4 * t - 3 * t * t)) / 2, (t * t * (t - 1)) / 2,
];

/** The nearest point of a path up to the playhead. */
function passing({ trails, eventOf }, px, py) {
  let nearest = null;
  for (const { method, trail } of trails) {
    const event = trail.nearest(px, py, eventOf(method), PATH_REACH);
    if (event < 1) continue; // the start has its own words
    const [x, y] = trail.at(event), away = Math.hypot(x - px, y - py);
    if (!nearest || away < nearest.away) nearest = { method, event, away };
  }
  if (!nearest) return "";
  const { method, event } = nearest;
  return `${method.label} after arrival ${count(event)}, ${digits(method.schedule.seconds[event])} s`;
}
