// The arrival under the playhead, in numbers.

import { count, digits, element } from "./element.js";

export class Numbers {
  constructor() {
    this.body = element("div", { className: "lines" });
    this.node = element("details", { className: "numbers" },
      element("summary", {}, "This arrival in numbers"), this.body);
    this.node.addEventListener("toggle", () => this.again && this.show(...this.again));
  }

  /** `enlarged` tells how many times longer the map draws the vector. */
  show(method, event, enlarged, dimension) {
    this.again = [method, event, enlarged, dimension];
    if (!this.node.open) return;
    const lines = event ? told(method, event - 1) : ["Nothing has arrived yet: every worker computes at the start."];
    if (event) lines.push(moved(method.moved[event - 1], enlarged, dimension));
    const rows = lines.map((text) => element("p", {}, text));
    if (event && method.formula) {
      const name = element("strong", {}, method.label);
      rows.splice(2, 0, element("p", { className: "formula" }, name, `: ${method.formula}`));
      for (const row of rows.slice(3, -1)) row.className = "formula";
    }
    this.body.replaceChildren(...rows);
  }
}

/** Sentences on the arrival number `index`, then the method's formula with the numbers in it. */
function told({ schedule, lines, columns }, index) {
  const { worker, staleness, version, used, sent, seconds } = schedule;
  const names = { ...columns, worker: (i) => worker[i] + 1, staleness: (i) => staleness[i], version: (i) => version[i] };
  const filled = lines
    .filter(([, when]) => !when || names[when](index))
    .map(([text]) => text.replace(/\{(\w+)\}/g, (_, name) => digits(names[name](index))));
  const where = `the model after update ${count(version[index])}, sent at ${digits(seconds[sent[index]])} s`;
  const fate = used && !used[index] ? ["It was too stale: the method ignored it."] : filled;
  return [
    `Arrival ${count(index + 1)}, at ${digits(seconds[index + 1])} s: the gradient of worker ${worker[index] + 1}.`,
    `It was computed at ${where}; staleness ${count(staleness[index])}.`,
    ...fate,
  ];
}

function moved(length, enlarged, dimension) {
  const where = dimension > 2 ? ` in all ${count(dimension)} dimensions` : "";
  const drawn = enlarged > 1 ? `; its arrow on the map is drawn ${count(enlarged)} times longer` : "";
  return `It moved the model by ${digits(length)}${where}${drawn}.`;
}
