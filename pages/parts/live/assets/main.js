// Where Streamlit's component comes in: one figure a node, however often data arrive.

import { Feed } from "./feed.js";
import { Figure } from "./figure.js";
import { decode } from "./payload.js";

const SHOWN = new WeakMap();
/** What each visitor had chosen when a figure went; by the feed's name. */
const KEPT = new Map();

/** Show the simulation whose key is in `data`, unless its feed has brought it already. `failed` gets later errors. */
export async function show({ data, parentElement, setStateValue }, failed) {
  let shown = SHOWN.get(parentElement);
  if (shown?.name !== data.feed) {
    leave(parentElement);
    const figure = new Figure(parentElement, setStateValue, KEPT.get(data.feed));
    const arrived = (buffer) => {
      try {
        draw(figure, buffer);
      } catch (error) {
        failed(error);
      }
    };
    const feed = new Feed(data.feed, () => figure.simulation?.key ?? "", arrived);
    shown = { name: data.feed, figure, feed };
    SHOWN.set(parentElement, shown);
  }
  shown.figure.words = data.words;
  if (shown.figure.simulation?.key !== data.key) await shown.feed.fetch();
  else shown.figure.describe();
}

function draw(figure, buffer) {
  mark("figure data");
  const simulation = decode(buffer);
  if (figure.simulation?.key === simulation.key) return;
  figure.update(simulation);
  mark("figure drawn");
  // A task that a frame leaves behind runs after that frame has been painted.
  requestAnimationFrame(() => setTimeout(() => mark("figure painted")));
}

export function leave(parentElement) {
  const shown = SHOWN.get(parentElement);
  if (!shown) return;
  shown.feed.close();
  KEPT.set(shown.name, shown.figure.leave());
  SHOWN.delete(parentElement);
}

/** Leave the latest time of something, for whoever measures (benchmarks/live.py). */
function mark(name) {
  performance.clearMarks(name);
  performance.mark(name);
}
