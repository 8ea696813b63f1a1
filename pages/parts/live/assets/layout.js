// Which parts of the figure are on the page, from top to bottom.

import { element } from "./element.js";

const OF_JOBS = ["timeline", "staleness", "numbers"]; // what shows one method's jobs alone

/** Is a part asked for? All are, unless `names` say which. */
export const askedFor = (names) => (name) => !names || names.includes(name);

/** The figure's nodes; `panel` makes a view with its caption. What is not asked for leaves no room behind. */
export function laidOut({ legend, transport, numbers, keys, has }, panel) {
  const beside = (className, ...names) => {
    const panels = names.filter(has).map(panel);
    return panels.length > 1 ? [element("div", { className }, ...panels)] : panels;
  };
  const alone = (name, { node }) => (has(name) ? [node] : []);
  if (!OF_JOBS.some(has)) legend.follow.remove();
  return [
    legend.node,
    ...beside("pair first", "map", "gap"),
    ...alone("transport", transport), ...beside("", "timeline"),
    ...beside("pair", "staleness", "contribution"),
    ...alone("numbers", numbers), ...alone("transport", keys),
  ];
}
