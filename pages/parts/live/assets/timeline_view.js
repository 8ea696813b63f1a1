// The timeline: one row a worker, each job from its beginning to its end, coloured by its staleness.

import { box, clipped, drawAxes, line, scales, SMALL, within } from "./axes.js";
import { drawDensity } from "./density.js";
import { count, digits, element, fromTo } from "./element.js";
import { placeIn } from "./gestures.js";
import { Hover } from "./hover.js";
import { above, CANCELLED, eachJobBetween, FLYING, IGNORED, USED } from "./payload.js";
import { scale } from "./scale.js";
import { Surface } from "./surface.js";

const HEIGHT = 230;
const MOST_ROWS = 30;
const PAST = 0.62; // the playhead's place in the window
const ENDINGS = { [USED]: "used", [IGNORED]: "not used", [CANCELLED]: "thrown away", [FLYING]: "in flight at the end" };

export class TimelineView {
  constructor(state, changed, seek) {
    this.surface = new Surface("timeline", ["moving"], HEIGHT);
    this.state = state;
    const button = (words, text, factor) => {
      const made = element("button", { type: "button", className: "span", "aria-label": words, title: words }, text);
      made.addEventListener("click", () => {
        const end = this.schedule.seconds[this.schedule.arrivals] || 1;
        state.span = Math.max((1e-6 * end) / this.usual, Math.min(end / this.usual, state.span * factor));
        changed();
      });
      return made;
    };
    this.surface.node.append(
      element("div", { className: "spans" }, button("Show less time", "+", 0.5), button("Show more time", "−", 2)),
    );
    this.surface.node.addEventListener("click", (event) => {
      const { x, y } = placeIn(this.surface.node, event), job = event.target.closest("button") ? -1 : this.jobAt(x, y);
      if (job >= 0) seek(Math.min(this.schedule.jobs.event[job], this.schedule.arrivals));
    });
    this.hover = new Hover(this);
  }

  get box() {
    return box(this.surface, { left: 58, top: 26, bottom: 38 });
  }

  drawStill({ followed, theme }) {
    this.schedule = followed.schedule;
    this.usual = usualSpan(this.schedule);
    this.shades = shades(theme);
  }

  drawMoving({ followed, now, theme }) {
    const { schedule, surface } = this, context = surface.cleared("moving"), area = this.box;
    const end = schedule.seconds[schedule.arrivals] || 1;
    const span = Math.min(end, Math.max(end * 1e-6, this.usual * this.state.span));
    const from = Math.max(0, Math.min(end - span, now - PAST * span));
    const workers = schedule.jobs.first.length - 1;
    this.scales = scales(area, { x: [from, from + span], y: [workers + 0.5, 0.5] });
    this.rows = scale(0, workers, area.top, area.bottom);
    const dense = workers > MOST_ROWS || jobsShown(schedule, from, span) > area.right - area.left;
    clipped(context, area, () => {
      if (dense) drawDensity(context, this, area, from, span);
      else this.drawJobs(context, theme, from, span);
      const at = this.scales.x(now);
      context.globalAlpha = 0.55;
      context.fillStyle = theme.ground;
      context.fillRect(at, area.top, area.right - at, area.bottom - area.top);
      context.globalAlpha = 1;
      context.strokeStyle = theme.text;
      context.lineWidth = 1.5;
      line(context, at, area.top, at, area.bottom);
    });
    drawAxes(context, theme, this.scales, { x: "simulated seconds", y: "worker" }, { grid: false, gapY: 18, wholeY: true });
    this.drawLegend(context, theme, followed, dense);
  }

  drawJobs(context, theme, from, span) {
    const { jobs } = this.schedule, { x } = this.scales;
    const high = Math.max(1.5, (this.rows(1) - this.rows(0)) * 0.8);
    context.font = `${SMALL - 1}px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    eachJobBetween(jobs, from, from + span, (worker, job) => {
      const top = this.rows(worker + 0.5) - high / 2;
      const left = x(jobs.start[job]), wide = Math.max(0.5, x(jobs.end[job]) - left - (high > 4 ? 1 : 0));
      this.drawJob(context, theme, job, left, top, wide, high);
    });
  }

  drawJob(context, theme, job, left, top, wide, high) {
    const kind = this.schedule.jobs.kind[job], staleness = this.stalenessOf(job);
    if (kind === USED) {
      context.fillStyle = this.shades.of(staleness, this.schedule.most);
      context.fillRect(left, top, wide, high);
      // In the middle of what is seen of the job: a number is whole or not there.
      const from = Math.max(left, this.box.left), to = Math.min(left + wide, this.box.right);
      if (to - from > 24 && high > 11) {
        context.fillStyle = this.shades.ink(staleness, this.schedule.most);
        context.fillText(count(staleness), (from + to) / 2, top + high / 2 + 0.5);
      }
      return;
    }
    context.strokeStyle = theme.text;
    context.globalAlpha = 0.6;
    context.lineWidth = 1;
    context.setLineDash(kind === FLYING ? [2, 2] : []);
    context.strokeRect(left + 0.5, top + 0.5, Math.max(0, wide - 1), high - 1);
    context.setLineDash([]);
    if (kind === CANCELLED) {
      line(context, left, top, left + wide, top + high);
      line(context, left, top + high, left + wide, top);
    }
    context.globalAlpha = 1;
  }

  /** A job's staleness on arrival; 0 where it never arrived. */
  stalenessOf(job) {
    const { jobs, staleness } = this.schedule;
    return jobs.kind[job] <= IGNORED ? staleness[jobs.event[job] - 1] : 0;
  }

  drawLegend(context, theme, followed, dense) {
    const { left, right } = this.box, wide = 90, from = left + 4;
    context.font = `${SMALL}px ${theme.font}`;
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillStyle = theme.text;
    const words = "staleness 0";
    context.fillText(words, from, 12);
    const start = from + context.measureText(words).width + 6;
    for (let i = 0; i < wide; i++) {
      context.fillStyle = this.shades.at(i / (wide - 1));
      context.fillRect(start + i, 6, 1.5, 12);
    }
    context.fillStyle = theme.text;
    const rest = dense ? ", mean of many jobs; hatched: not used; grey: in flight at the end" : "";
    context.fillText(`${count(this.schedule.most)}${right > 700 ? rest : ""}`, start + wide + 6, 12);
    if (right <= 560) return;
    context.textAlign = "right";
    context.fillText(`jobs of ${followed.label}`, right - 76, 12);
  }

  jobAt(px, py) {
    if (!this.scales || !within(this.box, px, py)) return -1;
    const { jobs } = this.schedule, time = this.scales.x.invert(px);
    const worker = Math.min(jobs.first.length - 2, Math.floor(this.rows.invert(py)));
    const last = jobs.first[worker + 1], job = above(jobs.end, time, jobs.first[worker], last);
    return job < last && jobs.start[job] <= time ? job : -1;
  }

  words(px, py) {
    const job = this.jobAt(px, py);
    if (job < 0) return "";
    const { jobs } = this.schedule, kind = jobs.kind[job];
    const worker = above(jobs.first, job) - 1;
    const times = `${fromTo(digits(jobs.start[job]), digits(jobs.end[job]))} s`;
    const stale = kind <= IGNORED ? `, staleness ${count(this.stalenessOf(job))}` : "";
    return `worker ${worker + 1}, ${times}\n${ENDINGS[kind]}${stale}`;
  }
}

/** Seconds that show some jobs of the slowest worker, and not too many of the fastest. */
function usualSpan({ jobs, seconds, arrivals }) {
  let shortest = Infinity, longest = 0;
  for (let worker = 0; worker + 1 < jobs.first.length; worker++) {
    const from = jobs.first[worker], to = Math.min(from + 20, jobs.first[worker + 1]);
    if (to === from) continue;
    let busy = 0;
    for (let job = from; job < to; job++) busy += jobs.end[job] - jobs.start[job];
    shortest = Math.min(shortest, busy / (to - from));
    longest = Math.max(longest, busy / (to - from));
  }
  const wanted = Math.min(60 * shortest, Math.max(3 * longest, 16 * shortest));
  return Number.isFinite(wanted) && wanted > 0 ? wanted : seconds[arrivals] || 1;
}

function jobsShown({ seconds }, from, span) {
  return above(seconds, from + span) - above(seconds, from);
}

/** Colours of staleness: one hue, from the page's ground to a strong tone, evenly in the logarithm. */
function shades({ dark }) {
  const [fresh, stale] = dark ? [[58, 66, 82], [226, 170, 255]] : [[214, 220, 232], [92, 38, 136]];
  const at = (share) => `rgb(${fresh.map((from, i) => Math.round(from + (stale[i] - from) * share)).join(",")})`;
  const shareOf = (staleness, most) => (most > 0 ? Math.log1p(staleness) / Math.log1p(most) : 0);
  const table = Array.from({ length: 65 }, (_, i) => at(i / 64));
  return {
    at,
    of: (staleness, most) => table[Math.round(64 * shareOf(staleness, most))],
    ink: (staleness, most) => ((shareOf(staleness, most) > 0.5) === dark ? "#111418" : "#ffffff"),
    channels: (staleness, most) => fresh.map((from, i) => from + (stale[i] - from) * shareOf(staleness, most)),
  };
}
