// The gap of every method, or its ratio to the best one, with the playhead.

import { box, clipped, drawAxes, line, scales } from "./axes.js";
import { digits } from "./element.js";
import { drawCross, drawMarks, heightAt, markPlaces, valueAt } from "./gap_curves.js";
import { Hover } from "./hover.js";
import { drawHead } from "./marks.js";
import { above } from "./payload.js";
import { drawLetters, pinnedOf, THIN } from "./pinned.js";
import { faded, Surface } from "./surface.js";
import { Zoom } from "./zoom.js";

const HEAD = 6; // pixels that a curve's head may reach beyond the box

export class GapView {
  constructor(state, changed, tallest = 430) {
    this.surface = new Surface("gap", ["still", "moving"], (width) => Math.min(tallest, Math.max(260, width)));
    this.zoom = new Zoom(this, state, changed);
    this.hover = new Hover(this);
    /** Is what lies behind the playhead hidden? */
    this.veiled = false;
    /** What is drawn above all: `above(context, view, theme)`. */
    this.above = null;
  }

  get box() {
    return box(this.surface, { left: 58 });
  }

  /** Seconds are no arrivals, a logarithm is no number, and a gap is no ratio. */
  get kind() {
    const { axis, logarithmic, relative } = this.gap;
    return `${axis} ${logarithmic} ${relative}`;
  }

  /** Where a window, or the whole, is drawn. */
  scalesOf(window) {
    return scales(this.box, window ?? this.gap, false, this.gap.logarithmic);
  }

  drawStill({ simulation, theme, shown, followed, now, eventOf }) {
    const context = this.surface.cleared("still"), { gap } = simulation;
    this.gap = gap;
    this.scales = this.scalesOf(this.zoom.drawn());
    this.lines = shown.map((method) => {
      const index = simulation.methods.indexOf(method);
      return { method, curve: gap.curves[index], runs: gap.runs?.[index], theory: gap.theory?.[index] };
    });
    this.pinned = pinnedOf(simulation, shown);
    drawAxes(context, theme, this.scales, { x: gap.title, y: gap.label });
    clipped(context, this.box, () => {
      if (gap.biased !== null && !this.veiled) this.drawBiased(context, gap.biased, theme.text);
      for (const entry of this.pinned) this.drawPinned(context, entry);
      drawLetters(context, this.pinned.map(({ curve }) => this.endOf(curve)), this.box, theme);
    });
    const seen = this.veiled ? { ...this.box, right: this.scales.x(this.placeOf(followed, now, eventOf)) } : this.box;
    clipped(context, seen, () => {
      for (const entry of this.lines) this.drawRuns(context, entry);
      for (const entry of this.lines) this.drawBand(context, entry);
      for (const entry of this.lines) this.drawRaw(context, entry);
      for (const entry of this.lines) this.drawCurve(context, entry, theme);
      for (const entry of this.lines) this.drawTheory(context, entry, theme);
      if (simulation.marked) this.drawMarks(context, simulation, theme);
    });
  }

  drawPinned(context, { method, curve }) {
    this.drawPlain(context, { x: curve.x, y: curve.median }, method.colour, THIN.width, method.dash, THIN.alpha);
    if (curve.leaves) drawCross(context, this.scales.x(curve.x.at(-1)), this.scales.y(curve.median.at(-1)) + 6, 1.5);
  }

  /** Where a curve is seen last, in pixels. */
  endOf(curve) {
    const { x, y } = this.scales, place = Math.min(curve.x.at(-1), x.high);
    return [x(place), heightAt(curve.x, curve.median, place, y)];
  }

  /** Where many race: marks tell curves apart. A method has its marks at the same places, whatever else is shown. */
  drawMarks(context, { methods }, theme) {
    const { low, high } = this.scales.x;
    for (const entry of this.lines) {
      const places = markPlaces(methods.indexOf(entry.method), methods.length, [low, high], this.gap.x);
      drawMarks(context, this.scales, entry, places, theme.ground);
    }
  }

  /** The rate line in the method's colour; the expected gap in the text's, as it lies on the method's own curve. */
  drawTheory(context, { method, theory }, theme) {
    if (theory?.line) this.drawPlain(context, theory.line, method.colour, 1.2, [9, 5]);
    if (theory?.expected) this.drawPlain(context, theory.expected, theme.text, 1.2, [1.5, 3.5], 0.8);
  }

  drawPlain(context, curve, colour, width, dash, alpha = 1) {
    const { x, y } = this.scales;
    context.globalAlpha = alpha;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineJoin = "bevel";
    context.setLineDash(dash);
    context.beginPath();
    for (let i = 0; i < curve.x.length; i++) context.lineTo(x(curve.x[i]), y(curve.y[i]));
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  drawBiased(context, value, colour) {
    const { x, y } = this.scales;
    context.strokeStyle = colour;
    context.lineWidth = 1.2;
    context.setLineDash([1, 4]);
    line(context, x.from, y(value), x.to, y(value));
    context.setLineDash([]);
  }

  /** Single runs: thin and pale, so that the median and the band stay the first thing seen. */
  drawRuns(context, { method, runs }) {
    if (!runs) return;
    const { x, y } = this.scales;
    context.strokeStyle = faded(method.colour, 0.3);
    context.lineWidth = 0.8;
    context.lineJoin = "bevel";
    runs.gaps.forEach((gaps, run) => {
      const xs = runs.xs[run].map(x);
      context.beginPath();
      for (let i = 0; i < gaps.length; i++) context.lineTo(xs[i], y(gaps[i]));
      context.stroke();
    });
  }

  drawBand(context, { method, curve }) {
    if (!curve.low) return;
    const { x, y } = this.scales;
    context.fillStyle = faded(method.colour, 0.16);
    // Column by column: filling a ragged outline takes four times as long.
    const last = Math.min(x.to, Math.ceil(x(curve.x.at(-1))));
    let next = above(curve.x, x.invert(Math.floor(x.from)));
    for (let column = Math.floor(x.from); column < last; column++) {
      const middle = x.invert(column + 0.5), end = x.invert(column + 1);
      let top = heightAt(curve.x, curve.high, middle, y), bottom = heightAt(curve.x, curve.low, middle, y);
      for (; next < curve.x.length && curve.x[next] <= end; next++) {
        top = Math.min(top, y(curve.high[next]));
        bottom = Math.max(bottom, y(curve.low[next]));
      }
      context.fillRect(column, top, 1, bottom - top);
    }
  }

  /** The median itself, thin behind its running mean. */
  drawRaw(context, { method, curve }) {
    if (curve.raw) this.drawPlain(context, { x: curve.x, y: curve.raw }, method.colour, 0.9, [], 0.4);
  }

  drawCurve(context, { method, curve }, theme) {
    const { x, y } = this.scales, median = { x: curve.x, y: curve.median };
    // On the page's ground, or a dashed mean would be lost among the lines that it is a mean of.
    if (curve.raw) this.drawPlain(context, median, theme.ground, 4, [], 0.75);
    this.drawPlain(context, median, method.colour, 1.7, method.dash);
    if (curve.leaves) drawCross(context, x(curve.x.at(-1)), y(curve.median.at(-1)) + 6);
  }

  /** Where a method's playhead is on the axis. */
  placeOf(method, now, eventOf) {
    if (this.gap.axis === "seconds") return now;
    return this.gap.axis === "arrivals" ? eventOf(method) : method.schedule.updates[eventOf(method)];
  }

  drawMoving({ followed, eventOf, now, theme }) {
    const context = this.surface.cleared("moving"), { x, y } = this.scales;
    const placeOf = (method) => this.placeOf(method, now, eventOf);
    const { left, right, top, bottom } = this.box;
    clipped(context, { left: left - HEAD, right: right + HEAD, top, bottom }, () => {
      context.strokeStyle = theme.text;
      context.lineWidth = 1;
      const at = Math.round(x(placeOf(followed))) + 0.5;
      line(context, at, y.to, at, y.from);
      for (const { method, curve } of this.lines) {
        const place = placeOf(method);
        if (place > curve.x.at(-1) && curve.leaves) continue;
        const head = [x(Math.min(place, curve.x.at(-1))), heightAt(curve.x, curve.median, place, y)];
        drawHead(context, method, head, theme);
      }
    });
    this.above?.(context, this, theme);
  }

  /** What the curves say at a place of the axis, as they are drawn; of a running mean also the curve itself. */
  words(px) {
    if (this.veiled) return "";
    const { x, y } = this.scales, place = x.invert(px), unit = this.gap.relative ? "×" : "";
    // At an edge of the picture a curve is drawn there, wherever it is.
    const [low, high] = this.gap.y, lowest = this.gap.logarithmic ? low : -Infinity;
    const told = (curve, values) => {
      const value = valueAt(curve.x, values, place, y);
      return `${value >= high ? "at least " : value <= lowest ? "at most " : ""}${digits(value)}${unit}`;
    };
    const named = (entries, name = "") => entries
      .filter(({ curve }) => place >= curve.x[0] && place <= curve.x.at(-1))
      .map(({ method: { label }, curve }) => {
        const itself = curve.raw ? `, itself ${told(curve, curve.raw)}` : "";
        return `${name}${label} ${curve.raw ? "mean " : ""}${told(curve, curve.median)}${itself}`;
      });
    return [`${digits(place)} ${this.gap.title}`, ...named(this.lines), ...named(this.pinned, "A: ")].join("\n");
  }
}
