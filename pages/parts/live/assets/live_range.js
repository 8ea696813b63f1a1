// One number that is moved along a line, with its label, value and help: a native input.

import { element } from "./element.js";

let count = 0;

export class LiveRange {
  /** `hand` hears of moves, see live_controls.js. */
  constructor(hand) {
    const id = `live-${++count}`;
    this.shown = element("output", { "aria-hidden": "true" });
    this.name = element("span");
    this.input = element("input", { type: "range", id, "aria-describedby": `${id}-help` });
    this.help = element("p", { id: `${id}-help`, className: "help" });
    this.node = element("div", { className: "range" },
      element("label", { for: id }, this.name, this.shown), this.input, this.help);
    this.input.addEventListener("input", () => {
      this.value = this.stops ? this.stops[this.input.value] : Number(this.input.value);
      this.tell();
    });
    hand.watch(this.input);
  }

  /** Show what the page says of this control; a value that lies between its stops is kept until it is moved. */
  show({ key, label, help, value, low, high, step, stops }) {
    Object.assign(this, { key, value, stops });
    this.name.textContent = label;
    this.input.title = this.help.textContent = help;
    Object.assign(this.input, { min: low, max: high, step });
    this.input.value = stops ? nearest(stops, value) : value;
    this.tell();
  }

  tell() {
    this.shown.textContent = String(this.value);
    this.input.setAttribute("aria-valuetext", this.shown.textContent);
  }

  /** What the server is told. */
  get values() {
    return { [this.key]: this.value };
  }
}

/** The place of the stop that lies nearest. */
export function nearest(stops, value) {
  let best = 0;
  for (let at = 1; at < stops.length; at++)
    if (Math.abs(stops[at] - value) < Math.abs(stops[best] - value)) best = at;
  return best;
}
