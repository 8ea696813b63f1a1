// One button a method: its line, its name, and whether it is shown; and a list of whom to follow.

import { drawing, element, shape } from "./element.js";
import { cornersOf } from "./method_marks.js";

export class Legend {
  constructor(state, changed) {
    this.state = state;
    this.changed = changed;
    this.buttons = element("div", { className: "methods", role: "group", "aria-label": "Methods shown" });
    this.select = element("select", { "aria-label": "Method whose jobs are shown" });
    this.select.addEventListener("change", () => {
      state.follow = this.select.value;
      changed();
    });
    this.news = element("p", { className: "unseen", role: "status" });
    this.preview = element("span", { className: "preview" });
    this.follow = element("label", { className: "follow" }, "Jobs of ", this.select);
    this.node = element("div", { className: "legend" }, this.buttons, this.preview, this.news, this.follow);
  }

  /** Let those who do not see the figure hear what is new, once the page has it. */
  announce(words) {
    if (this.words !== undefined && this.words !== words) this.news.textContent = words;
    this.words = words;
  }

  /** Say that a preview is shown, or why none is; "" for neither. */
  tell(words) {
    this.preview.textContent = words;
    // The captions tell of all seeds.
    this.node.closest(".figure")?.classList.toggle("previewed", Boolean(words));
  }

  show({ simulation, followed }) {
    const labels = simulation.methods.map(({ label }) => label);
    if (labels.join("\n") !== this.labels) this.build(simulation.methods);
    this.labels = labels.join("\n");
    for (const button of this.buttons.children)
      button.setAttribute("aria-pressed", String(!this.state.hidden.has(button.dataset.label)));
    this.select.value = followed.label;
  }

  build(methods) {
    this.buttons.replaceChildren(...methods.map((method) => this.button(method)));
    this.select.replaceChildren(...methods.map(({ label }) => element("option", { value: label }, label)));
  }

  button({ label, colour, dash, mark }) {
    const dashes = { stroke: colour, "stroke-width": 3, "stroke-dasharray": dash.join(" ") };
    const line = drawing("0 0 30 10", "line", { x1: 1, x2: 29, y1: 5, y2: 5, ...dashes });
    if (mark) line.append(shape("polygon", { points: cornersOf(mark, 15, 5, 3.4).join(" "), fill: colour, "data-mark": mark }));
    const made = element("button", { type: "button", title: `Show or hide ${label}` }, line, label);
    made.dataset.label = label;
    made.addEventListener("click", () => {
      const { hidden } = this.state;
      if (!hidden.delete(label)) hidden.add(label);
      this.changed();
    });
    return made;
  }
}
