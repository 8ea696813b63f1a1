// The paths of the methods on the map, painted as they grow.

import { clippedSegment } from "./clip.js";
import { thinned } from "./decimate.js";

const FEWEST = 64;
const CHUNKS = 512;
const MOST_POINTS = 1500;
const MOST_TIMES = 10; // so many times more points at most
const STEP = 4; // pixels from point to point: of paths with longer steps more points are seen
const MARGIN = 4; // pixels: more than half a line's width
const FAR = 5000; // pixels from the middle: a dashed line far longer would come out solid, and slowly
const SIGHT = 100; // pixels around the box: of such a line the rest is left out

/**
 * A path in pixels, cut into chunks that always begin at the same events. Whole chunks are painted once onto the
 * layer that grows; what is left is drawn with every frame. So a picture depends on its event alone, and not on
 * the way to it.
 */
export class Trail {
  constructor(place, { x, y }) {
    Object.assign(this, { place, x, y });
    this.sides = [x.from, y.to, x.to, y.from];
    const [middleX, middleY] = [(x.from + x.to) / 2, (y.from + y.to) / 2];
    this.count = endOf(place);
    this.xs = new Float32Array(this.count);
    this.ys = new Float32Array(this.count);
    this.chunk = Math.max(FEWEST, Math.ceil(this.count / CHUNKS));
    /** Chunks with a line to a point FAR away, which `xs` and `ys` hold nearer, in the same direction. */
    this.torn = new Uint8Array(Math.ceil(this.count / this.chunk));
    // Math.hypot would take twice as long, and each frame of a zoom comes here.
    for (let i = 0; i < this.count; i++) {
      const dx = x(place[2 * i]) - middleX, dy = y(place[2 * i + 1]) - middleY;
      const nearer = Math.min(1, FAR / Math.sqrt(dx * dx + dy * dy)) || 0;
      // A chunk ends with the first point of the next one.
      if (nearer < 1) this.torn[Math.floor(i / this.chunk)] = this.torn[Math.floor(Math.max(0, i - 1) / this.chunk)] = 1;
      this.xs[i] = middleX + nearer * dx;
      this.ys[i] = middleY + nearer * dy;
    }
    this.measure();
    this.group = this.groupSize();
  }

  /** Of how many points six are drawn: of as many as are seen, and of fewer where a zoom tells them apart. */
  groupSize() {
    const [left, top, right, bottom] = this.sides;
    let seen = 0;
    for (let i = 0; i < this.count; i++)
      if (this.xs[i] >= left && this.xs[i] <= right && this.ys[i] >= top && this.ys[i] <= bottom) seen++;
    const step = this.lengths.at(-1) / Math.max(1, this.count);
    return Math.ceil((6 * seen) / (MOST_POINTS * Math.max(1, Math.min(MOST_TIMES, step / STEP))));
  }

  /** The path's length in pixels at the beginning of each chunk, from where dashes go on, and each chunk's sides. */
  measure() {
    const { xs, ys, count, chunk } = this, chunks = Math.ceil(count / chunk);
    this.lengths = new Float64Array(chunks + 1);
    this.boxes = new Float32Array(4 * chunks);
    let length = 0;
    for (let index = 0; index < chunks; index++) {
      const from = index * chunk, to = Math.min(from + chunk, count - 1); // the next chunk's first point belongs to both
      let [left, top, right, bottom] = [xs[from], ys[from], xs[from], ys[from]];
      this.lengths[index] = length;
      for (let i = from + 1; i <= to; i++) {
        const x = xs[i], y = ys[i];
        if (x < left) left = x;
        else if (x > right) right = x;
        if (y < top) top = y;
        else if (y > bottom) bottom = y;
        length += Math.sqrt((x - xs[i - 1]) ** 2 + (y - ys[i - 1]) ** 2);
      }
      this.boxes.set([left, top, right, bottom], 4 * index);
    }
    this.lengths[chunks] = length;
  }

  /** Is a chunk within `reach` pixels of a rectangle? */
  reaches(index, [left, top, right, bottom], reach) {
    const { boxes } = this, at = 4 * index;
    return boxes[at] <= right + reach && boxes[at + 2] >= left - reach && boxes[at + 1] <= bottom + reach &&
      boxes[at + 3] >= top - reach;
  }

  /** The event up to `last` whose point is nearest, within `reach` pixels, the latest of several; else -1. */
  nearest(px, py, last, reach) {
    const end = Math.min(last, this.count - 1);
    let best = -1, least = reach * reach;
    for (let index = 0; index * this.chunk <= end; index++) {
      if (!this.reaches(index, [px, py, px, py], reach)) continue;
      for (let i = index * this.chunk; i <= Math.min(end, (index + 1) * this.chunk - 1); i++) {
        const squared = (this.xs[i] - px) ** 2 + (this.ys[i] - py) ** 2;
        if (squared <= least) [best, least] = [i, squared];
      }
    }
    return best;
  }

  /** Where the path is at an event, in pixels. */
  at(event) {
    const index = Math.min(event, this.count - 1);
    return [this.xs[index], this.ys[index]];
  }

  /** How many whole chunks lie before the event `at`. */
  chunksAt(at) {
    return Math.floor(Math.min(at, this.count - 1) / this.chunk);
  }

  paintChunk(context, index) {
    if (!this.reaches(index, this.sides, MARGIN)) return; // out of sight
    this.stroke(context, index * this.chunk, Math.min((index + 1) * this.chunk + 1, this.count), index, this.group);
  }

  /** What follows the last whole chunk, up to the event `at`. */
  paintRest(context, at) {
    const index = this.chunksAt(at);
    this.stroke(context, index * this.chunk, Math.min(at, this.count - 1) + 1, index, 1);
  }

  stroke(context, from, to, index, group) {
    if (to - from < 2) return;
    context.lineDashOffset = this.lengths[index];
    context.beginPath();
    if (this.torn[index]) this.lineInSight(context, from, to);
    else if (group <= 6) {
      context.moveTo(this.xs[from], this.ys[from]);
      for (let i = from + 1; i < to; i++) context.lineTo(this.xs[i], this.ys[i]);
    } else {
      for (const i of thinned(this.xs, this.ys, from, to, group)) context.lineTo(this.xs[i], this.ys[i]);
    }
    context.stroke();
  }

  /** The same where points are far away: a line to one that was drawn nearer would cross the box at another place. */
  lineInSight(context, from, to) {
    const [left, top, right, bottom] = this.sides, sides = [left - SIGHT, top - SIGHT, right + SIGHT, bottom + SIGHT];
    const { place } = this;
    let x = this.x(place[2 * from]), y = this.y(place[2 * from + 1]), joined = false;
    for (let i = from + 1; i < to; i++) {
      const nextX = this.x(place[2 * i]), nextY = this.y(place[2 * i + 1]), seen = clippedSegment(x, y, nextX, nextY, sides);
      if (seen && !joined) context.moveTo(seen[0], seen[1]);
      if (seen) context.lineTo(seen[2], seen[3]);
      joined = seen !== null && seen[2] === nextX && seen[3] === nextY;
      x = nextX;
      y = nextY;
    }
  }
}

/** A path ends where it leaves all numbers behind. */
function endOf(place) {
  for (let i = 0; i < place.length; i++) if (!Number.isFinite(place[i]) || Math.abs(place[i]) > 1e30) return i >> 1;
  return place.length >> 1;
}
