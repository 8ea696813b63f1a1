// Where Streamlit's component comes in: one figure a node, however often data arrive.

import { Figure } from "./figure.js";
import { decode } from "./payload.js";

const FIGURES = new WeakMap();

/** Show the simulation in `data`; what comes with it again unchanged is left as it is drawn. */
export function show({ data, parentElement, setStateValue }) {
  performance.clearMarks("figure data");
  performance.mark("figure data");
  const simulation = decode(data);
  let figure = FIGURES.get(parentElement);
  if (figure?.simulation.key === simulation.key) return;
  if (!figure) {
    figure = new Figure(parentElement, setStateValue);
    FIGURES.set(parentElement, figure);
  }
  figure.update(simulation);
  performance.clearMarks("figure drawn");
  performance.mark("figure drawn");
}

export function leave(parentElement) {
  FIGURES.get(parentElement)?.leave();
  FIGURES.delete(parentElement);
}
