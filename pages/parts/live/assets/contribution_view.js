// What each worker has contributed so far: its share of all steps taken, against the fair share 1/n.

import { box, clipped, drawAxes, line, scales, SMALL } from "./axes.js";
import { digits } from "./element.js";
import { Hover } from "./hover.js";
import { Surface } from "./surface.js";

export class ContributionView {
  constructor() {
    this.surface = new Surface("contribution", ["still", "moving"], 210);
    this.hover = new Hover(this);
  }

  get box() {
    return box(this.surface, { left: 52, top: 12 });
  }

  drawStill({ simulation, theme, shown, followed }) {
    const { workers } = simulation;
    this.workers = workers;
    this.order = shown.length ? shown : [followed];
    const largest = Math.max(1 / workers, ...simulation.map.frequencies);
    this.scales = scales(this.box, { x: [0.5, workers + 0.5], y: [0, Math.min(1, 1.35 * largest)] });
    const context = this.surface.cleared("still"), { x, y } = this.scales;
    drawAxes(context, theme, this.scales, { x: "worker", y: "share of all steps" }, { gapX: 40, gapY: 36, wholeX: true });
    context.strokeStyle = context.fillStyle = theme.text;
    context.lineWidth = 1;
    context.setLineDash([6, 3]);
    line(context, x.from, y(1 / workers), x.to, y(1 / workers));
    context.setLineDash([]);
    context.font = `${SMALL}px ${theme.font}`;
    context.textAlign = "right";
    context.textBaseline = "bottom";
    context.fillText("fair share 1/n", x.to - 2, y(1 / workers) - 2);
  }

  drawMoving({ tallyOf }) {
    this.tallyOf = tallyOf;
    const context = this.surface.cleared("moving"), { x, y } = this.scales;
    const slot = (x(2) - x(1)) * 0.84, wide = slot / this.order.length;
    clipped(context, this.box, () => {
      this.order.forEach((method, index) => {
        const tally = tallyOf(method);
        context.fillStyle = context.strokeStyle = method.colour;
        if (wide < 3) {
          // Too narrow for bars: a line a method, with its dash.
          context.lineWidth = 1.8;
          context.setLineDash(method.dash);
          context.beginPath();
          tally.pull.forEach((_, worker) => context.lineTo(x(worker + 1), y(tally.share(worker))));
          context.stroke();
          context.setLineDash([]);
          return;
        }
        tally.pull.forEach((_, worker) => {
          const share = tally.share(worker), left = x(worker + 1) - slot / 2 + index * wide;
          drawBar(context, method, left, y(share), Math.max(2, wide - 1.5), y(0) - y(share));
        });
      });
    });
  }

  /** The worker under the pointer, its share of each method's steps so far, and how many times the fair share that is. */
  words(px) {
    const worker = Math.round(this.scales.x.invert(px));
    if (worker < 1 || worker > this.workers) return "";
    const shares = this.order.map((method) => {
      const share = this.tallyOf(method).share(worker - 1);
      return `${method.label} ${digits(100 * share)}%, ${digits(this.workers * share)} × fair`;
    });
    return [`worker ${worker}, fair share ${digits(100 / this.workers)}%`, ...shares].join("\n");
  }
}

/** A bar whose outline has the method's dash, so that it is told apart without its colour. */
function drawBar(context, { dash }, left, top, wide, high) {
  context.globalAlpha = dash.length ? 0.45 : 0.85;
  context.fillRect(left, top, wide, high);
  context.globalAlpha = 1;
  context.lineWidth = 1.4;
  context.setLineDash(dash);
  context.strokeRect(left + 0.5, top + 0.5, Math.max(0, wide - 1), high);
  context.setLineDash([]);
}
