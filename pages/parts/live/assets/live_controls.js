// The controls that move the figure while they are moved: previews on the way, the page's own state on release.

import { element } from "./element.js";
import { LiveBars } from "./live_bars.js";
import { BACK } from "./live_keys.js";
import { LiveRange } from "./live_range.js";

const PALE = "0.4"; // of sentences that tell of what was before

const SIDEBAR = "[data-testid=stSidebar]";
const NARROW = window.matchMedia("(max-width: 768px)"); // there the sidebar lies over the figure

/** Is the sidebar open beside the figure? */
const isBeside = () => !NARROW.matches && document.querySelector(SIDEBAR)?.dataset.collapsed !== "true";

export class LiveControls {
  /** `tell({ release, values })` gives the page what was chosen, and which release that is. */
  constructor(parent, tell) {
    this.tell = tell;
    this.untold = {}; // what the page has not been made for yet
    this.held = null; // the input that is being moved
    this.keys = false; // by keys
    this.bars = new LiveBars(this.handOf(() => this.bars));
    this.ranges = new Map();
    this.line = element("div", { className: "ranges" });
    this.node = element("div", { className: "live", role: "group", "aria-label": "Live controls: the figure follows while you move them" },
      this.bars.node, this.line);
    parent.append(this.node);
    this.sheet = new CSSStyleSheet();
    this.placed = () => this.serve();
    NARROW.addEventListener("change", this.placed);
    this.folded = new MutationObserver(this.placed);
    const sidebar = document.querySelector(SIDEBAR);
    if (sidebar) this.folded.observe(sidebar, { attributeFilter: ["data-collapsed"] });
  }

  /** Move this figure, as long as it is there and has a socket. */
  join(figure) {
    this.figure = figure;
    this.serve();
  }

  /** What one control, `owner()`, tells its moves. */
  handOf(owner) {
    return {
      watch: (input) => this.watch(input, owner),
      typed: (control) => this.release(control),
    };
  }

  watch(input, owner) {
    input.addEventListener("input", ({ timeStamp }) => {
      this.held = input;
      this.dim(true);
      this.figure?.previews.ask(owner().values, timeStamp);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === BACK && this.held) this.back();
      else this.keys = true;
    });
    // A key that is held repeats itself: the page hears of it once it is let go.
    input.addEventListener("keyup", () => this.let(input, owner));
    input.addEventListener("blur", () => this.let(input, owner));
    input.addEventListener("change", () => this.keys || this.let(input, owner));
    // Back where it was, a pointer leaves no change behind.
    input.addEventListener("pointerup", () => setTimeout(() => this.let(input, owner)));
    input.addEventListener("pointercancel", () => this.let(input, owner));
  }

  let(input, owner) {
    this.keys = false;
    if (this.held === input) this.release(owner());
  }

  /** The page gets the value; where it is what it was, the whole picture comes back. */
  release(control) {
    this.held = null;
    const values = JSON.stringify(control.values);
    if (values === this.known.get(control)) this.back();
    else {
      this.known.set(control, values);
      this.dim(true);
      Object.assign(this.untold, control.values);
      this.tell({ release: ++this.releases, values: this.untold });
    }
  }

  /** Everything as it was before the move. */
  back() {
    this.held = null;
    this.show(this.data);
    this.figure?.previews.end();
    this.figure?.restore();
    this.dim(false);
  }

  /** Show what the page says; what is being moved stays in the hand. */
  show(data) {
    this.data = data;
    this.releases ??= data.release;
    // A page that was made before the latest release says what was before it.
    if (this.held || data.release < this.releases) return;
    this.releases = data.release;
    this.untold = {};
    // Those that do not show hold nothing, whatever the others do.
    if (!this.node.hidden) this.dim(false);
    const nodes = data.ranges.map((told) => this.range(told).node);
    // What is taken out and put back loses the focus.
    if (nodes.length !== this.line.children.length || nodes.some((node, at) => node !== this.line.children[at]))
      this.line.replaceChildren(...nodes);
    this.bars.show(data);
    this.known = new Map([this.bars, ...this.ranges.values()].map((control) => [control, JSON.stringify(control.values)]));
  }

  range(told) {
    if (!this.ranges.has(told.key)) {
      const made = new LiveRange(this.handOf(() => made));
      this.ranges.set(told.key, made);
    }
    const range = this.ranges.get(told.key);
    range.show(told);
    return range;
  }

  /** The workers' seconds of a preview, as other controls change them. */
  follow(times) {
    if (this.held && !this.bars.node.contains(this.held) && times.length === this.bars.times.length) {
      this.bars.times = [...times];
      this.bars.tell();
    }
  }

  /** Sentences and tables of what was before are pale until the page has new ones. */
  dim(pale) {
    for (const name of this.data.pale)
      for (const node of document.querySelectorAll(`.st-key-${name}`)) {
        node.style.opacity = pale ? PALE : "";
        node.setAttribute("aria-busy", String(pale));
      }
  }

  /** With a socket these controls stand for the ordinary ones; without it, those serve. */
  serve() {
    const { place } = this.data, beside = place === "sidebar", either = beside || place === "page";
    const here = Boolean(this.figure?.open) && (!either || isBeside() === beside);
    this.node.hidden = !here;
    const { adoptedStyleSheets: sheets } = document;
    const hidden = here ? this.data.ranges.map(({ key }) => `.st-key-${key}`) : [];
    this.sheet.replaceSync(hidden.length ? `${hidden.join(", ")} { display: none; }` : "");
    if (!sheets.includes(this.sheet)) document.adoptedStyleSheets = [...sheets, this.sheet];
  }

  leave() {
    this.dim(false);
    NARROW.removeEventListener("change", this.placed);
    this.folded.disconnect();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
    this.node.remove();
  }
}
