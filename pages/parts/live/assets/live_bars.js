// A bar a worker: its seconds per job, dragged, moved by keys, or typed.

import { digits, element } from "./element.js";
import { nearest } from "./live_range.js";

const ROOM = 26; // pixels below which a bar has no room for its number

/** Where a bar stops in each decade, and between which digits it does so how often. */
const FINE = [[1, 2, 10], [2, 3, 5], [3, 10, 14]];
const DIGITS = FINE.flatMap(([from, to, count]) => Array.from({ length: count }, (_, at) => from + (at * (to - from)) / count));

/** The seconds at which bars stop, between two powers of ten: evenly spread in the logarithm, about. */
export function stopsOf([low, high]) {
  const stops = [];
  for (let k = low; k < high; k++) for (const digit of DIGITS) stops.push(Number((digit * 10 ** k).toPrecision(2)));
  return [...stops, 10 ** high];
}

export class LiveBars {
  constructor(hand) {
    this.hand = hand;
    this.bars = element("div", { className: "bars" });
    this.typed = element("input", { type: "text", "aria-label": "Seconds per job, one number a worker", autocomplete: "off" });
    this.typed.addEventListener("change", () => this.read());
    this.problem = element("p", { className: "problem", role: "alert" });
    this.node = element("fieldset", { className: "workers" },
      element("legend", {}, "Seconds per job (log scale)"), this.bars, this.typed, this.problem);
  }

  /** Show the workers' seconds; without any, there are no bars. */
  show({ times, decades, least, most }) {
    const stops = stopsOf(decades);
    Object.assign(this, { times: [...times], stops, least, most });
    this.node.hidden = !times.length;
    if (this.bars.children.length !== times.length) this.build(times.length);
    for (const bar of this.bars.children) bar.firstChild.max = stops.length - 1;
    this.tell();
  }

  build(workers) {
    this.bars.replaceChildren(...Array.from({ length: workers }, (_, worker) => this.bar(worker)));
    this.bars.style.setProperty("--workers", workers);
  }

  bar(worker) {
    const input = element("input", { type: "range", min: 0, step: 1, "aria-label": `Seconds per job of worker ${worker + 1}` });
    input.addEventListener("input", () => {
      this.times[worker] = this.stops[input.value];
      this.tell(worker);
    });
    this.hand.watch(input);
    return element("label", { className: "bar" }, input, element("span", { "aria-hidden": "true" }));
  }

  /** Bars and text say the seconds; the bar that is held stays where the hand has it. */
  tell(held = -1) {
    const narrow = this.bars.clientWidth && this.bars.clientWidth / this.times.length < ROOM;
    [...this.bars.children].forEach((bar, worker) => {
      const input = bar.firstChild, words = digits(this.times[worker]);
      if (worker !== held) input.value = nearest(this.stops, this.times[worker]);
      bar.style.setProperty("--share", (input.value / input.max) || 0);
      input.setAttribute("aria-valuetext", `${words} seconds`);
      input.title = `Worker ${worker + 1}: ${words} s`;
      bar.lastChild.textContent = narrow ? "" : words;
    });
    if (this.typed.getRootNode().activeElement !== this.typed) this.typed.value = this.times.join(", ");
    this.problem.textContent = "";
  }

  /** Take the typed seconds, or say what is wrong with them. */
  read() {
    const times = this.typed.value.split(/[\s,;]+/).filter(Boolean).map(Number);
    const { least, most } = this;
    if (times.length !== this.times.length) {
      this.problem.textContent = `${times.length} numbers are typed for ${this.times.length} workers.`;
    } else if (!times.every((seconds) => seconds >= least && seconds <= most)) {
      this.problem.textContent = `Seconds per job are numbers from ${least} to ${most}.`;
    } else {
      this.times = times;
      this.hand.typed(this);
    }
  }

  /** What the server is told. */
  get values() {
    return { times: this.times };
  }
}
