// What the views show, in words for those who do not see the canvases.

import { count, digits } from "./element.js";

const TOUCH = window.matchMedia("(pointer: coarse)");

const beside = ", and, thin, of the pinned race A";

/** What stands under a view: some of it is said otherwise where fingers move it. */
export const captionOf = (captions, name) => (TOUCH.matches && captions[`${name} touch`]) || captions[name] || "";

/** Give each of the figure's views its words. */
export function describe(figure) {
  const { simulation, followed, shown, tallyOf } = figure.scene(), { timeline, staleness, contribution } = figure.views;
  const where = describeRace(figure);
  timeline.surface.describe(`Timeline of the jobs of ${followed.label}: one row a worker. ${where}.`);
  staleness.surface.describe(
    `Staleness of the arrivals so far. ${where}, ${followed.label}: mean ${digits(tallyOf(followed).meanStaleness())}.`);
  contribution.surface.describe(`Share of all steps of each worker, against a fair share of 1/${simulation.workers}. ` +
    shown.map((method) => `${method.label}: ${tallyOf(method).range()}.`).join(" "));
}

/** The same for map and gap alone. Returns where the playhead is. */
export function describeRace(figure) {
  const { simulation, followed, shown, now } = figure.scene(), { words, playhead, views: { map, gap } } = figure;
  const where = `At arrival ${count(playhead.at)} of ${count(followed.schedule.arrivals)}, ${digits(now)} s`;
  const names = shown.map(({ label }) => label).join(", ") || "no method", { pinned } = simulation;
  const besideMap = pinned.some(({ path }) => path) ? beside : "", besideGap = pinned.length ? beside : "";
  map.surface.describe(`Map of the models' paths of ${names}${besideMap}. ${where}. ${partOf(map)}${words}`);
  gap.surface.describe(`${simulation.gap.measure} of ${names}${besideGap} ${titled(simulation.gap)}. ${partOf(gap)}${words}`);
  return where;
}

/** What the axes of the gap say, and over which window its curves are means. */
function titled({ title, relative, window, logarithmic }) {
  const mean = window ? `, a running mean${logarithmic ? " of the logarithm" : ""} over ${digits(window)} ${title}` : "";
  return `${relative ? "relative to the best " : ""}against ${title}${mean}`;
}

const partOf = ({ scales, zoom }) => (scales && zoom.window ? "A part of it is shown. " : "");
