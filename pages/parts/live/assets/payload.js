// Turns the bytes of one simulation (pages/parts/live/payload/binary.py) into typed arrays, and adds what follows from them.

const TYPES = { Uint8: Uint8Array, Uint16: Uint16Array, Uint32: Uint32Array, Float32: Float32Array };
const ALIGNED = 8;

/** The simulation in `buffer`. */
export function decode(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const array = (reference) => {
    if (reference === null) return null;
    const [type, offset, size] = reference;
    return new TYPES[type](buffer, 4 + length + offset, size);
  };
  if ((4 + length) % ALIGNED) throw new Error("the header is not aligned");
  const schedules = header.schedules.map((raw) => schedule(raw, array, header.workers));
  const methods = header.methods.map((raw) => ({
    ...raw,
    mark: header.marked ? raw.mark : null,
    schedule: schedules[raw.schedule],
    place: array(raw.place),
    moved: array(raw.moved),
    pull: column(raw.pull, array),
    columns: Object.fromEntries(Object.entries(raw.columns).map(([name, value]) => [name, column(value, array)])),
  }));
  const pinned = header.pinned.map((method) => ({ ...method, path: array(method.path) }));
  return { ...header, methods, pinned, map: map(header.map, array), gap: gap(header.gap, array) };
}

/** A function from the arrival's number to a value. */
function column(value, array) {
  if (typeof value === "number") return () => value;
  const values = array(value.values);
  const table = value.table ? array(value.table) : null;
  return table ? (index) => table[values[index]] : (index) => values[index];
}

function map(raw, array) {
  return { ...raw, heights: array(raw.heights), workers: array(raw.workers), frequencies: array(raw.frequencies) };
}

function gap(raw, array) {
  const curve = ({ leaves, x, median, low, high, raw }) =>
    ({ leaves, x: array(x), median: array(median), low: array(low), high: array(high), raw: array(raw) });
  const curves = raw.curves.map(curve), pinned = raw.pinned.map(curve);
  const runs = raw.runs?.map(({ x, gaps }) => ({ xs: gaps.map((_, i) => array(x[i] ?? x[0])), gaps: gaps.map(array) })) ?? null;
  const drawn = (curve) => curve && { x: array(curve.x), y: array(curve.y) };
  const theory = raw.theory?.map((one) => one && { expected: drawn(one.expected), line: drawn(one.line) }) ?? null;
  return { ...raw, curves, pinned, runs, theory };
}

/** A schedule with the second of every event: event 0 is the start, event k the k-th arrival. */
function schedule(raw, array, workers) {
  const time = array(raw.time);
  const made = {
    arrivals: raw.arrivals,
    worker: array(raw.worker),
    staleness: array(raw.staleness),
    used: array(raw.used),
    seconds: new Float32Array(raw.arrivals + 1),
    sent: new Uint32Array(raw.arrivals),
  };
  made.seconds.set(time, 1);
  const lag = array(raw.lag);
  for (let i = 0; i < raw.arrivals; i++) made.sent[i] = i - lag[i];
  const begunLag = array(raw.begunLag);
  const begun = begunLag ? made.sent.map((_, i) => i - begunLag[i]) : made.sent;
  made.version = array(raw.version) ?? made.sent;
  made.updates = updatesAfter(made);
  made.jobs = jobsOf(made, begun, array(raw.cancelled), array(raw.flying), array(raw.flyingEnd), workers);
  made.most = made.staleness.reduce((a, b) => Math.max(a, b), 0);
  return made;
}

/** Server updates after each event. A job's version and staleness add up to the updates before its arrival. */
function updatesAfter({ arrivals, version, staleness, used }) {
  const updates = new Uint32Array(arrivals + 1);
  for (let i = 0; i < arrivals; i++) {
    updates[i] = version[i] + staleness[i];
    updates[i + 1] = updates[i] + (used && !used[i] ? 0 : 1);
  }
  return updates;
}

export const USED = 0;
export const IGNORED = 1;
export const CANCELLED = 2;
export const FLYING = 3;

/**
 * All jobs, worker by worker in order of time: `first[w]` to `first[w + 1]` are those of worker w.
 * `end` holds seconds; `event` is the event of the job's end, beyond the last one for a job in flight at the end.
 */
function jobsOf({ arrivals, worker, used, sent, seconds }, begun, cancelled, flying, flyingEnd, workers) {
  const thrown = cancelled ? cancelled.length / 4 : 0;
  const count = arrivals + thrown + flyingEnd.length;
  const jobs = {
    first: new Uint32Array(workers + 1),
    begun: new Uint32Array(count), event: new Uint32Array(count), kind: new Uint8Array(count),
    sent: new Uint32Array(count), start: new Float32Array(count), end: new Float32Array(count),
  };
  for (let i = 0; i < arrivals; i++) jobs.first[worker[i] + 1]++;
  for (let i = 0; i < thrown; i++) jobs.first[cancelled[4 * i] + 1]++;
  for (let i = 0; i < flyingEnd.length; i++) jobs.first[flying[3 * i] + 1]++;
  for (let w = 0; w < workers; w++) jobs.first[w + 1] += jobs.first[w];
  const next = jobs.first.slice();
  const put = (who, modelSent, began, event, kind, end) => {
    const at = next[who]++;
    jobs.sent[at] = modelSent;
    jobs.begun[at] = began;
    jobs.event[at] = event;
    jobs.kind[at] = kind;
    jobs.start[at] = seconds[began];
    jobs.end[at] = end;
  };
  let c = 0;
  const putCancelled = (until) => {
    for (; c < thrown && cancelled[4 * c + 3] <= until; c++) {
      const event = cancelled[4 * c + 3];
      put(cancelled[4 * c], cancelled[4 * c + 1], cancelled[4 * c + 2], event, CANCELLED, seconds[event]);
    }
  };
  for (let i = 0; i < arrivals; i++) {
    putCancelled(i);
    put(worker[i], sent[i], begun[i], i + 1, used && !used[i] ? IGNORED : USED, seconds[i + 1]);
  }
  putCancelled(arrivals);
  for (let i = 0; i < flyingEnd.length; i++)
    put(flying[3 * i], flying[3 * i + 1], flying[3 * i + 2], arrivals + 1, FLYING, flyingEnd[i]);
  return jobs;
}

/** The first index in [from, to) at which sorted `values` exceed `limit`. */
export function above(values, limit, from = 0, to = values.length) {
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle] > limit) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Call `act(worker, job)` for every job that runs at some moment between two seconds. */
export function eachJobBetween(jobs, from, to, act) {
  for (let worker = 0; worker + 1 < jobs.first.length; worker++) {
    const last = jobs.first[worker + 1];
    for (let job = above(jobs.end, from, jobs.first[worker], last); job < last && jobs.start[job] < to; job++)
      act(worker, job);
  }
}

/** The job that worker `who` runs after `event`, or -1 when it waits. */
export function running(jobs, who, event) {
  const index = above(jobs.event, event, jobs.first[who], jobs.first[who + 1]);
  return index < jobs.first[who + 1] && jobs.begun[index] <= event ? index : -1;
}
