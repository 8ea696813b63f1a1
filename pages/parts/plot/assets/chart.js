// A Plotly figure in a node that stays: drawn when it comes into sight, and changed in place.

import { openDialog } from "./take_away.js";

const SHOWN = new WeakMap();
/** What a visitor zoomed to and hid, by the chart's key: Streamlit makes a new node where a page's order changes. */
const KEPT = new Map();
const DOUBLE = 300; // milliseconds between the clicks of a double click at most, as Plotly counts
const AXIS = /^[xy]axis\d*$/;
let loading = null;

/** Plotly, once; it comes out of the installed package and is kept by the browser. */
function load(address) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      loading = null;
      reject(new Error("the chart's script could not be loaded"));
    };
    document.head.append(script);
  });
  return loading;
}

/** Show what `data` holds: a figure as JSON, and the words that tell it. */
export async function show({ data, parentElement, setTriggerValue }, address) {
  const node = parentElement.querySelector(".lab-chart");
  node.setAttribute("aria-label", data.words);
  // Its place before it is drawn: what follows must not move then.
  node.style.minHeight = `${data.height}px`;
  let shown = SHOWN.get(parentElement);
  if (!shown) {
    shown = { sight: inSight(node) };
    SHOWN.set(parentElement, shown);
  }
  shown.data = data;
  shown.clicked = setTriggerValue;
  const failed = parentElement.querySelector(".lab-failed");
  try {
    await shown.sight;
    const Plotly = await load(address);
    // A newer figure may have come while this one waited.
    if (shown.data === data && SHOWN.has(parentElement)) await draw(Plotly, node, shown);
    failed.hidden = true;
  } catch (error) {
    failed.hidden = false;
    failed.textContent = `The chart could not be drawn (${error.message}). The text and the table tell the same.`;
  }
}

export function leave(parentElement) {
  const shown = SHOWN.get(parentElement);
  SHOWN.delete(parentElement);
  if (shown?.Plotly) shown.Plotly.purge(parentElement.querySelector(".lab-chart"));
}

function inSight(node) {
  return new Promise((resolve) => {
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      resolve();
    }, { rootMargin: "400px" });
    watch.observe(node);
  });
}

async function draw(Plotly, node, shown) {
  const figure = JSON.parse(shown.data.figure);
  const colours = getComputedStyle(node);
  const back = colours.getPropertyValue("--st-background-color");
  const ink = colours.getPropertyValue("--st-text-color");
  figure.layout.hoverlabel = { bgcolor: back, bordercolor: ink, font: { color: ink } };
  figure.layout.modebar = { activecolor: ink };
  // One finger scrolls the page; a zoom is what the buttons above are for.
  if (matchMedia("(pointer: coarse)").matches) figure.layout.dragmode = false;
  // When the window's size changes, Plotly forgets the figure's height and takes the node's.
  node.style.height = `${figure.layout.height}px`;
  const first = !shown.Plotly, own = ownRanges(figure.layout);
  recall(figure, shown.data.key);
  shown.Plotly = Plotly;
  await Plotly.react(node, figure.data, figure.layout, settings(Plotly, node, shown));
  leadBack(node, own);
  if (first) {
    node.on("plotly_relayout", (change) => keepRanges(change, node, shown.data.key));
    node.on("plotly_restyle", () => keepHidden(node, shown.data.key));
    listenToClicks(node, shown);
  }
  performance.clearMarks("chart drawn");
  requestAnimationFrame(() => setTimeout(() => performance.mark("chart drawn")));
}

/** Tell the page of single clicks: a double click leads back to the whole view, and its first one means nothing. */
function listenToClicks(node, shown) {
  let waiting = 0, doubled = -Infinity;
  node.on("plotly_doubleclick", () => {
    clearTimeout(waiting);
    doubled = performance.now();
  });
  node.on("plotly_click", ({ points }) => {
    clearTimeout(waiting);
    if (!shown.data.clicks || performance.now() - doubled < DOUBLE) return;
    waiting = setTimeout(() => shown.clicked("clicked", [points[0].x, points[0].y]), DOUBLE);
  });
}

function kept(key) {
  if (!KEPT.has(key)) KEPT.set(key, { ranges: {}, hidden: new Set() });
  return KEPT.get(key);
}

/** What an axis counts: seconds are no arrivals, and a logarithm is no number. */
function meaning({ type, title } = {}) {
  return `${type} ${title?.text}`;
}

const axesOf = (layout) => Object.keys(layout).filter((name) => AXIS.test(name));

/** The range that a figure asks for on each of its axes; undefined where Plotly finds one. */
function ownRanges(layout) {
  return axesOf(layout).map((axis) => [axis, layout[axis].range]);
}

/** Back is to these ranges: Plotly would go to what it drew first in the node, a kept zoom or an earlier figure. */
function leadBack(node, ranges) {
  for (const [axis, range] of ranges) [node._fullLayout[axis]._rangeInitial0, node._fullLayout[axis]._rangeInitial1] = range ?? [];
}

/** Let the figure begin as the visitor left it; a zoom into other quantities would show another place. */
function recall(figure, key) {
  const { ranges, hidden } = kept(key), { layout } = figure;
  layout.uirevision = axesOf(layout).map((axis) => meaning(layout[axis])).join();
  for (const [axis, { range, of }] of Object.entries(ranges)) {
    if (of === meaning(layout[axis])) layout[axis] = { ...layout[axis], range, autorange: false };
    else delete ranges[axis];
  }
  for (const trace of figure.data) {
    if (hidden.has(trace.uid)) trace.visible = "legendonly";
  }
}

function keepRanges(change, node, key) {
  const { ranges } = kept(key);
  for (const axis of axesOf(node.layout)) {
    if (`${axis}.range[0]` in change) ranges[axis] = { range: [...node.layout[axis].range], of: meaning(node.layout[axis]) };
    // Back to the first view.
    else if (`${axis}.autorange` in change || `${axis}.range` in change) delete ranges[axis];
  }
}

function keepHidden(node, key) {
  const { hidden } = kept(key);
  // What is not there now stays as it was.
  for (const { uid, visible } of node.data) hidden[visible === "legendonly" ? "add" : "delete"](uid);
}

/** What Plotly offers above a chart: our own dialog instead of its one format of picture. */
function settings(Plotly, node, shown) {
  const take = {
    name: "take",
    title: "Take away: picture, data or script",
    icon: Plotly.Icons.disk,
    click: () => openDialog(Plotly, node, shown.data),
  };
  return {
    responsive: true,
    displaylogo: false,
    doubleClickDelay: DOUBLE,
    modeBarButtons: [["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"], [take]],
  };
}
