// The map: ground, contours, marks, the paths up to the playhead, models in flight, the vector of the last arrival.

import { box, clipped, drawAxes, scales } from "./axes.js";
import { contour } from "./contours.js";
import { Hover } from "./hover.js";
import { discRadius, mapWords } from "./map_words.js";
import { drawArrow, drawDiamond, drawHead, drawLimit, drawRing, drawStar } from "./marks.js";
import { running } from "./payload.js";
import { drawLetters, pinnedOf, THIN } from "./pinned.js";
import { faded, Surface } from "./surface.js";
import { Trail } from "./trail.js";
import { Zoom } from "./zoom.js";

export class MapView {
  constructor(state, changed, tallest = 430) {
    this.surface = new Surface("map", ["still", "trail", "moving"], (width) => Math.min(tallest, Math.max(260, width)));
    this.zoom = new Zoom(this, state, changed);
    this.hover = new Hover(this);
  }

  get box() {
    return box(this.surface, { left: 44, right: 8, top: 8, bottom: 24 });
  }

  /** Another problem lies elsewhere. */
  get kind() {
    return this.simulation.problem;
  }

  /** Where a window, or the whole, is drawn: equal lengths in both directions, however it was made. */
  scalesOf(window) {
    return scales(this.box, square(window ?? this.map, this.box));
  }

  /** All that stands still; the paths are painted anew. */
  drawStill({ simulation, theme, shown }) {
    const context = this.surface.cleared("still"), { map } = simulation;
    this.map = map;
    this.simulation = simulation;
    this.scales = this.scalesOf(this.zoom.drawn());
    if (this.drawn !== map) this.grid = gridOf(map);
    this.drawn = map;
    this.pinned = pinnedOf(simulation, shown)
      .filter(({ method }) => method.path)
      .map(({ method }) => ({ method, trail: new Trail(method.path, this.scales) }));
    clipped(context, this.box, () => {
      this.drawGround(context, theme);
      this.drawDiscs(context, simulation.colours.faint);
      for (const entry of this.pinned) this.drawPinned(context, entry);
    });
    drawAxes(context, theme, this.scales, {}, { grid: false, gapX: 70, gapY: 50 });
    this.trails = shown.map((method) => ({ method, trail: new Trail(method.place, this.scales) }));
    this.limits = shown
      .map((method) => ({ method, point: map.limits?.[simulation.methods.indexOf(method)] }))
      .filter(({ point }) => point);
    this.painted = null;
  }

  drawGround(context, theme) {
    const { x, y } = this.scales, { map, grid } = this;
    const wide = (map.x[1] - map.x[0]) / (map.columns - 1), high = (map.y[1] - map.y[0]) / (grid.rows - 1);
    const across = (c) => x(map.x[0] + c * wide), up = (r) => y(map.y[0] + r * high);
    context.save();
    context.globalAlpha = theme.dark ? 0.5 : 0.42;
    context.imageSmoothingEnabled = true;
    // The picture's pixels are the grid's points, so it reaches half a cell beyond them.
    context.drawImage(grid.picture, across(-0.5), up(grid.rows - 0.5), across(map.columns - 0.5) - across(-0.5),
      up(-0.5) - up(grid.rows - 0.5));
    context.restore();
    context.strokeStyle = theme.dark ? "rgba(190,200,220,0.35)" : "rgba(70,80,100,0.3)";
    context.lineWidth = 0.7;
    context.beginPath();
    for (const segments of grid.lines) {
      for (let i = 0; i < segments.length; i += 4) {
        context.moveTo(across(segments[i]), up(segments[i + 1]));
        context.lineTo(across(segments[i + 2]), up(segments[i + 3]));
      }
    }
    context.stroke();
  }

  drawPinned(context, { method, trail }) {
    style(context, method);
    context.lineWidth = THIN.width;
    context.globalAlpha = THIN.alpha;
    for (let chunk = 0; chunk < trail.chunksAt(trail.count); chunk++) trail.paintChunk(context, chunk);
    trail.paintRest(context, trail.count);
    context.globalAlpha = 1;
  }

  drawDiscs(context, colour) {
    const { map } = this, { x, y } = this.scales;
    context.strokeStyle = colour;
    context.fillStyle = faded(colour, 0.35);
    context.lineWidth = 1;
    for (let i = 0; map.workers && 2 * i < map.workers.length; i++) {
      context.beginPath();
      context.arc(x(map.workers[2 * i]), y(map.workers[2 * i + 1]), discRadius(map.frequencies[i]), 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
  }

  /** The fixed points, above all paths: once on the page's ground, so that they stand out, and once in their colour. */
  drawMarks(context, theme) {
    const { map } = this, { x, y } = this.scales;
    context.setLineDash([]);
    for (const { method, point } of this.limits) drawLimit(context, method, [x(point[0]), y(point[1])], theme);
    for (const [colour, width] of [[theme.ground, 6], [this.simulation.colours.point, 2]]) {
      context.strokeStyle = context.fillStyle = colour;
      context.lineWidth = width;
      drawRing(context, x(map.start[0]), y(map.start[1]), 5);
      if (map.biased) drawDiamond(context, x(map.biased[0]), y(map.biased[1]), 8);
      if (map.goal) drawStar(context, x(map.goal[0]), y(map.goal[1]), width > 2 ? 12 : 9);
    }
  }

  drawMoving({ followed, eventOf, theme }) {
    this.eventOf = eventOf;
    this.growTrails(eventOf);
    const context = this.surface.cleared("moving");
    clipped(context, this.box, () => {
      for (const { method, trail } of this.trails) {
        style(context, method);
        trail.paintRest(context, eventOf(method));
      }
      this.drawMarks(context, theme);
      drawLetters(context, this.pinned.map(({ trail }) => trail.at(trail.count - 1)), this.box, theme);
      for (const { method, trail } of this.trails) drawHead(context, method, trail.at(eventOf(method)), theme);
      const own = this.trails.find(({ method }) => method === followed);
      if (own) this.drawInFlight(context, own, eventOf(followed), theme);
      /** How many times longer the arrow is than what it stands for; 0 where there is none. */
      this.enlarged = own ? drawArrow(context, own, eventOf(followed), theme) : 0;
    });
  }

  growTrails(eventOf) {
    const wanted = this.trails.map(({ method, trail }) => trail.chunksAt(eventOf(method)));
    if (!this.painted || this.painted.some((chunks, i) => chunks > wanted[i])) {
      this.surface.cleared("trail");
      this.painted = wanted.map(() => 0);
    }
    const context = this.surface.trail;
    clipped(context, this.box, () => {
      const most = Math.max(0, ...wanted), from = Math.min(...this.painted, most);
      // Chunk by chunk, so that the order of painting is the same however the playhead came here.
      for (let chunk = from; chunk < most; chunk++) {
        this.trails.forEach(({ method, trail }, i) => {
          if (chunk < this.painted[i] || chunk >= wanted[i]) return;
          style(context, method);
          trail.paintChunk(context, chunk);
        });
      }
    });
    this.painted = wanted;
  }

  words(px, py) {
    return mapWords(this, px, py);
  }

  drawInFlight(context, { method, trail }, event, theme) {
    const { jobs } = method.schedule;
    context.setLineDash([]);
    context.lineWidth = 1.2;
    context.strokeStyle = method.colour;
    context.fillStyle = theme.ground;
    for (let worker = 0; worker + 1 < jobs.first.length; worker++) {
      const job = running(jobs, worker, event);
      if (job < 0 || jobs.sent[job] >= trail.count) continue;
      const px = trail.xs[jobs.sent[job]], py = trail.ys[jobs.sent[job]];
      context.fillRect(px - 2.5, py - 2.5, 5, 5);
      context.strokeRect(px - 2.5, py - 2.5, 5, 5);
    }
  }
}

function style(context, method) {
  context.strokeStyle = method.colour;
  context.lineWidth = 1.7;
  context.lineJoin = "bevel";
  context.setLineDash(method.dash);
}

/** The window with equal lengths in both directions. */
function square({ x, y }, { left, right, top, bottom }) {
  const unit = Math.max((x[1] - x[0]) / (right - left), (y[1] - y[0]) / (bottom - top));
  const half = ([low, high], pixels) => [(low + high - unit * pixels) / 2, (low + high + unit * pixels) / 2];
  return { x: half(x, right - left), y: half(y, bottom - top) };
}

/** The ground as a small picture, and the contour lines in units of the grid. */
function gridOf({ heights, columns, fine, levels }) {
  const rows = heights.length / columns;
  const values = Float32Array.from(heights, (height) => (height > fine ? NaN : height / fine));
  const picture = new OffscreenCanvas(columns, rows), context = picture.getContext("2d");
  const image = context.createImageData(columns, rows);
  values.forEach((value, index) => {
    const row = rows - 1 - Math.floor(index / columns), at = 4 * (row * columns + (index % columns));
    image.data.set([112, 126, 152, Number.isNaN(value) ? 255 : Math.round(255 * value)], at);
  });
  context.putImageData(image, 0, 0);
  const lines = Array.from({ length: levels }, (_, i) => contour(values, columns, (i + 0.5) / levels));
  return { rows, picture, lines };
}
