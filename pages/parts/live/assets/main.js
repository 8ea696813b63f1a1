// Where Streamlit's component comes in: one figure a node, however often data arrive.

import { Feed } from "./feed.js";
import { Figure } from "./figure.js";
import { decode } from "./payload.js";

const SHOWN = new WeakMap();

/** Show the simulation whose key is in `data`, unless its feed has brought it already. */
export async function show({ data, parentElement, setStateValue }) {
  let shown = SHOWN.get(parentElement);
  if (shown?.name !== data.feed) {
    leave(parentElement);
    const figure = new Figure(parentElement, setStateValue);
    const feed = new Feed(data.feed, () => figure.simulation?.key ?? "", (bytes) => draw(figure, bytes));
    shown = { name: data.feed, figure, feed };
    SHOWN.set(parentElement, shown);
  }
  shown.figure.words = data.words;
  if (shown.figure.simulation?.key !== data.key) await shown.feed.fetch();
  else shown.figure.describe();
}

function draw(figure, bytes) {
  mark("figure data");
  const simulation = decode(bytes);
  if (figure.simulation?.key === simulation.key) return;
  figure.update(simulation);
  mark("figure drawn");
  // A task that a frame leaves behind runs after that frame has been painted.
  requestAnimationFrame(() => setTimeout(() => mark("figure painted")));
}

export function leave(parentElement) {
  const shown = SHOWN.get(parentElement);
  shown?.feed.close();
  shown?.figure.leave();
  SHOWN.delete(parentElement);
}

/** Leave the latest time of something, for whoever measures (benchmarks/live.py). */
function mark(name) {
  performance.clearMarks(name);
  performance.mark(name);
}
