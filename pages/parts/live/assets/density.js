// The timeline for many workers or many jobs: the mean staleness in each small cell of workers and time.

import { eachJobBetween, FLYING, USED } from "./payload.js";

const CELL = 3;

/** Draw the cells of `view` (a TimelineView) for the window of `span` seconds from `from`. */
export function drawDensity(context, view, { left, right, top, bottom }, from, span) {
  const { jobs } = view.schedule, workers = jobs.first.length - 1;
  const columns = Math.ceil((right - left) / CELL), rows = Math.min(workers, Math.floor((bottom - top) / 2));
  const busy = new Float32Array(rows * columns), stale = new Float32Array(rows * columns), lost = new Float32Array(rows * columns);
  const flying = new Float32Array(rows * columns);
  const perSecond = columns / span;
  const rowOf = (worker) => Math.floor((worker * rows) / workers);
  eachJobBetween(jobs, from, from + span, (worker, job) => {
    const begin = Math.max(0, (jobs.start[job] - from) * perSecond), end = Math.min(columns, (jobs.end[job] - from) * perSecond);
    const kind = jobs.kind[job], staleness = view.stalenessOf(job), first = rowOf(worker) * columns;
    for (let column = Math.floor(begin); column < end; column++) {
      const share = Math.min(end, column + 1) - Math.max(begin, column), cell = first + column;
      busy[cell] += share;
      if (kind === USED) stale[cell] += share * staleness;
      else if (kind === FLYING) flying[cell] += share;
      else lost[cell] += share;
    }
  });
  const workersIn = new Uint16Array(rows);
  for (let worker = 0; worker < workers; worker++) workersIn[rowOf(worker)]++;
  paint(context, view, { busy, stale, lost, flying, rows, columns, workersIn }, { left, right, top, bottom });
}

function paint(context, { shades, schedule }, cells, { left, right, top, bottom }) {
  const { busy, stale, lost, flying, rows, columns, workersIn } = cells;
  const image = new ImageData(columns, rows);
  for (let cell = 0; cell < busy.length; cell++) {
    if (busy[cell] === 0) continue;
    const used = busy[cell] - lost[cell] - flying[cell], column = cell % columns;
    const row = Math.floor(cell / columns), cover = 255 * Math.min(1, busy[cell] / workersIn[row]);
    // Every other cell in grey where most of the work was not used: a hatching that no shade looks like.
    const hatched = lost[cell] > used && (column + row) % 2;
    const grey = hatched || flying[cell] > used; // what is in flight at the end has no staleness yet
    const colour = grey ? [127, 135, 150] : shades.channels(used > 0 ? stale[cell] / used : 0, schedule.most);
    image.data.set([...colour, cover], 4 * cell);
  }
  const small = new OffscreenCanvas(columns, rows);
  small.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, left, top, right - left, bottom - top);
}
