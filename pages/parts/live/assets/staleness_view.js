// How stale the arrivals so far were: bars for the followed method, lines for the others.

import { box, clipped, drawAxes, scales } from "./axes.js";
import { count, digits, fromTo } from "./element.js";
import { Hover } from "./hover.js";
import { faded, Surface } from "./surface.js";
import { Tally } from "./tally.js";

const MOST_BINS = 40;

export class StalenessView {
  constructor() {
    this.surface = new Surface("staleness", ["still", "moving"], 210);
    this.hover = new Hover(this);
  }

  get box() {
    return box(this.surface, { left: 52, top: 12 });
  }

  drawStill({ simulation, theme, shown, followed }) {
    const most = Math.max(1, ...simulation.methods.map(({ schedule }) => schedule.most));
    this.wide = Math.max(1, Math.ceil((most + 1) / MOST_BINS));
    this.bins = Math.ceil((most + 1) / this.wide);
    const order = (this.order = [followed, ...shown.filter((method) => method !== followed)]);
    // The whole run's distribution sets the height, so that nothing jumps while the playhead moves.
    const highest = Math.max(...order.map((method) => Math.max(...this.shares(wholeRun(method, simulation.workers)))));
    this.scales = scales(this.box, { x: [-0.5, this.bins * this.wide - 0.5], y: [0, highest * 1.15 || 1] });
    const titles = { x: "staleness (updates)", y: "share of arrivals" };
    drawAxes(this.surface.cleared("still"), theme, this.scales, titles, { gapX: 50, gapY: 36, wholeX: true });
  }

  shares({ staleness, event }) {
    const shares = new Float64Array(this.bins);
    staleness.forEach((times, value) => (shares[Math.floor(value / this.wide)] += times / (event || 1)));
    return shares;
  }

  drawMoving({ tallyOf }) {
    this.tallyOf = tallyOf;
    const context = this.surface.cleared("moving"), { x, y } = this.scales;
    clipped(context, this.box, () => {
      this.order.forEach((method, index) => {
        const shares = this.shares(tallyOf(method));
        context.beginPath();
        context.moveTo(x(-0.5), y(0));
        shares.forEach((share, bin) => {
          context.lineTo(x(bin * this.wide - 0.5), y(share));
          context.lineTo(x((bin + 1) * this.wide - 0.5), y(share));
        });
        context.lineTo(x(this.bins * this.wide - 0.5), y(0));
        context.fillStyle = faded(method.colour, 0.3);
        if (index === 0) context.fill();
        context.strokeStyle = method.colour;
        context.lineWidth = 1.6;
        context.setLineDash(method.dash);
        context.stroke();
      });
    });
  }

  /** The bin under the pointer, and how many of each method's arrivals so far lie in it. */
  words(px) {
    const bin = Math.floor((this.scales.x.invert(px) + 0.5) / this.wide);
    if (bin < 0 || bin >= this.bins) return "";
    const from = bin * this.wide, to = from + this.wide - 1;
    const lines = this.order.map((method) => {
      const { staleness, event } = this.tallyOf(method);
      const times = staleness.subarray(from, to + 1).reduce((sum, more) => sum + more, 0);
      return `${method.label} ${digits((100 * times) / (event || 1))}%: ${count(times)} of ${count(event)} arrivals`;
    });
    return [`staleness ${fromTo(count(from), count(to))}`, ...lines].join("\n");
  }
}

const WHOLE = new WeakMap();

function wholeRun(method, workers) {
  if (!WHOLE.has(method)) WHOLE.set(method, new Tally(method, workers).at(method.schedule.arrivals));
  return WHOLE.get(method);
}
