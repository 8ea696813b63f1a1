// The paths of the methods on the map, painted as they grow.

import { thinned } from "./decimate.js";

const FEWEST = 64;
const CHUNKS = 512;
const MOST_POINTS = 1500;
const FAR = 5000; // pixels from the middle: a dashed line far longer would come out solid, and slowly

/**
 * A path in pixels, cut into chunks that always begin at the same events. Whole chunks are painted once onto the
 * layer that grows; what is left is drawn with every frame. So a picture depends on its event alone, and not on
 * the way to it.
 */
export class Trail {
  constructor(place, { x, y }) {
    const [middleX, middleY] = [(x.from + x.to) / 2, (y.from + y.to) / 2];
    this.count = endOf(place);
    this.xs = new Float32Array(this.count);
    this.ys = new Float32Array(this.count);
    for (let i = 0; i < this.count; i++) {
      const dx = x(place[2 * i]) - middleX, dy = y(place[2 * i + 1]) - middleY;
      const nearer = Math.min(1, FAR / Math.hypot(dx, dy)) || 0; // in the same direction
      this.xs[i] = middleX + nearer * dx;
      this.ys[i] = middleY + nearer * dy;
    }
    this.chunk = Math.max(FEWEST, Math.ceil(this.count / CHUNKS));
    this.group = Math.ceil((6 * this.count) / MOST_POINTS);
    this.lengths = this.measure();
  }

  /** The path's length in pixels at the beginning of each chunk: dashes go on from there. */
  measure() {
    const lengths = new Float64Array(Math.ceil(this.count / this.chunk) + 1);
    let length = 0;
    for (let i = 0; i < this.count; i++) {
      if (i % this.chunk === 0) lengths[i / this.chunk] = length;
      if (i + 1 < this.count) length += Math.hypot(this.xs[i + 1] - this.xs[i], this.ys[i + 1] - this.ys[i]);
    }
    return lengths;
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
    if (group <= 6) {
      context.moveTo(this.xs[from], this.ys[from]);
      for (let i = from + 1; i < to; i++) context.lineTo(this.xs[i], this.ys[i]);
    } else {
      for (const i of thinned(this.xs, this.ys, from, to, group)) context.lineTo(this.xs[i], this.ys[i]);
    }
    context.stroke();
  }
}

/** A path ends where it leaves all numbers behind. */
function endOf(place) {
  for (let i = 0; i < place.length; i++) if (!Number.isFinite(place[i]) || Math.abs(place[i]) > 1e30) return i >> 1;
  return place.length >> 1;
}
