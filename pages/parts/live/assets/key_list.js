// All keys in one list, made of the tables that the keys themselves are looked up in.

import { element } from "./element.js";
import { ZOOM_KEYS } from "./keys.js";
import { LIVE_KEYS } from "./live_keys.js";
import { PLAYHEAD_KEYS } from "./playhead_keys.js";

export class KeyList {
  constructor() {
    const groups = element("div", { className: "groups" },
      group("In the figure", "figure", Object.values(PLAYHEAD_KEYS)),
      group("With map or gap in focus", "zoom", ZOOM_KEYS),
      group("On a control that moves the figure", "live", Object.values(LIVE_KEYS)));
    this.summary = element("summary", {}, "Keys");
    this.node = element("details", { className: "keys" }, this.summary, groups);
  }

  /** Show the list, and go there. */
  open() {
    this.node.open = true;
    this.summary.focus();
  }
}

/** Rows of a key's name and words, with what they hold for. */
function group(title, name, rows) {
  const lines = rows.map(([key, words]) => element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, words)));
  return element("section", { "data-keys": name }, element("p", {}, title), element("dl", {}, ...lines));
}
