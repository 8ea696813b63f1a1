// The live figure: builds the views once, gives each simulation to all of them, and moves them together.

import { ContributionView } from "./contribution_view.js";
import { captionOf, describe } from "./description.js";
import { element } from "./element.js";
import { GapView } from "./gap_view.js";
import { InSight } from "./in_sight.js";
import { askedFor, laidOut } from "./layout.js";
import { KeyList } from "./key_list.js";
import { Legend } from "./legend.js";
import { fromLink, toLink } from "./link.js";
import { MapView } from "./map_view.js";
import { Numbers } from "./numbers.js";
import { above } from "./payload.js";
import { Playhead } from "./playhead.js";
import { actOf } from "./playhead_keys.js";
import { StalenessView } from "./staleness_view.js";
import { themeOf } from "./surface.js";
import { Tally } from "./tally.js";
import { TimelineView } from "./timeline_view.js";
import { Transport } from "./transport.js";

const REST = 400; // milliseconds without a move after which the address is written

export class Figure {
  /** `kept` is what `leave` of an earlier figure of this visitor returned; `names` are the parts shown, or all are. */
  constructor(parent, tell, kept, names) {
    this.tell = tell;
    this.has = askedFor(names);
    this.kept = kept;
    /** What a visitor has chosen; it outlives every simulation. */
    this.state = kept?.state ?? { zoom: { map: null, gap: null }, span: 1, hidden: new Set(), follow: null };
    this.playhead = new Playhead((resting) => this.moved(resting));
    this.waiting = new Set(); // views that are drawn anew in the next frame
    const still = (view) => this.drawSoon(view);
    this.legend = new Legend(this.state, () => this.chose());
    Object.assign(this, this.instruments(still));
    this.numbers = new Numbers();
    this.keys = new KeyList();
    this.words = "";
    this.costs = []; // milliseconds that the latest frames took to draw
    this.build(parent);
  }

  /** What shows a simulation, and moves the playhead. */
  instruments(still) {
    const views = {
      map: new MapView(this.state, still),
      gap: new GapView(this.state, still),
      timeline: new TimelineView(this.state, () => this.drawStill(), (event) => this.playhead.seek(event)),
      staleness: new StalenessView(),
      contribution: new ContributionView(),
    };
    return { views, transport: new Transport(this.playhead) };
  }

  /** From top to bottom; `panel` is a view with its caption. */
  parts(panel) {
    return laidOut(this, panel);
  }

  build(parent) {
    const captions = (this.captions = {});
    const panel = (name) => {
      captions[name] = element("p", { className: "caption" });
      return element("section", { className: `panel ${name}` }, this.views[name].surface.node, captions[name]);
    };
    this.node = element("div", { className: "figure" }, ...this.parts(panel));
    this.node.figure = this;
    // A click on a view brings the keys to the figure.
    this.node.tabIndex = -1;
    this.node.addEventListener("pointerdown", ({ target }) => {
      if (!target.closest("button, select, input, summary")) this.node.focus({ preventScroll: true });
    });
    this.node.addEventListener("keydown", (event) => this.key(event));
    // A change of the theme changes this colour, and the transition's end tells of it.
    this.node.addEventListener("transitionend", (event) => event.target === this.node && this.drawStill());
    parent.append(this.node);
    this.watcher = new ResizeObserver(() => this.resized());
    this.watcher.observe(this.node);
    this.placed = Object.keys(this.views).filter(this.has).map((name) => this.views[name]);
    this.looker = new InSight(this.placed, (view) => this.theme && this.drawViews([view]));
    this.seen = this.looker.views;
  }

  leave() {
    this.playhead.pause(false);
    clearTimeout(this.rest);
    this.watcher.disconnect();
    this.looker.disconnect();
    this.node.remove();
    return { state: this.state, fraction: this.playhead.fraction };
  }

  /** Show another simulation. Zoom, hidden methods, the playhead's fraction and the speed stay. */
  update(simulation) {
    const first = !this.simulation;
    this.simulation = simulation;
    this.tallies = new Map(simulation.methods.map((method) => [method, new Tally(method, simulation.workers)]));
    if (first) this.readLink();
    this.playhead.follow(this.followed.schedule);
    // Asking for sizes makes a browser lay out the whole page at once; later changes of them are observed.
    if (first) this.fit();
    this.legend.tell(simulation.preview?.words ?? "");
    this.drawStill();
    if (simulation.preview) return; // the page's own words tell of all seeds
    for (const [name, place] of Object.entries(this.captions)) place.textContent = captionOf(simulation.captions, name);
    if (!this.playhead.playing) this.restSoon();
  }

  /** Where the playhead begins: where this visitor left it, or else where the link says. */
  readLink() {
    if (this.kept) {
      this.playhead.fraction = this.kept.fraction;
      return;
    }
    const { arrival, follow } = fromLink();
    this.state.follow = follow;
    this.told = JSON.stringify([arrival && String(arrival), follow]);
    if (arrival !== null) this.playhead.fraction = Math.min(1, arrival / (this.followed.schedule.arrivals || 1));
  }

  get followed() {
    const { methods } = this.simulation;
    return methods.find(({ label }) => label === this.state.follow) ?? methods[0];
  }

  chose() {
    this.playhead.follow(this.followed.schedule, true);
    this.drawStill();
    this.moved(true);
  }

  /** What all views are drawn from. */
  scene() {
    const { simulation, followed, playhead } = this;
    const eventOf = ({ schedule }) =>
      schedule === followed.schedule ? playhead.at : above(schedule.seconds, playhead.now) - 1;
    return {
      simulation, followed, eventOf, now: playhead.now, theme: this.theme,
      shown: simulation.methods.filter(({ label }) => !this.state.hidden.has(label)),
      tallyOf: (method) => this.tallies.get(method).at(eventOf(method)),
    };
  }

  fit() {
    return this.placed.map(({ surface }) => surface.fit()).some(Boolean);
  }

  /** Has the page given its views room? */
  get wide() {
    return this.placed.some(({ surface }) => surface.width);
  }

  resized() {
    if (this.simulation && this.fit()) this.drawStill();
  }

  drawStill() {
    if (!this.simulation || !this.wide) return;
    this.theme = themeOf(this.node);
    this.legend.show(this.scene());
    this.drawViews(this.seen);
    this.transport.show();
    this.describe();
  }

  /** Draw a view whose zoom has changed: once a frame, however many gestures come in between. */
  drawSoon(view) {
    if (!this.waiting.size) requestAnimationFrame(() => this.drawWaiting());
    this.waiting.add(view);
  }

  drawWaiting() {
    const views = [...this.waiting];
    this.waiting.clear();
    if (!this.simulation || !this.theme) return;
    this.drawViews(views);
    this.describe();
  }

  drawViews(views) {
    const scene = this.scene();
    for (const view of views) {
      view.drawStill(scene);
      view.drawMoving(scene);
      view.hover.again();
    }
    this.showNumbers();
  }

  showNumbers() {
    const { map } = this.views;
    this.numbers.show(this.followed, this.playhead.at, this.seen.has(map) ? map.enlarged : 0, this.simulation.dimension);
  }

  drawMoving() {
    if (!this.wide) return;
    const began = performance.now(), scene = this.scene();
    for (const view of this.seen) {
      view.drawMoving(scene);
      view.hover.again();
    }
    this.transport.show();
    this.showNumbers();
    this.costs.push(performance.now() - began);
    if (this.costs.length > 2000) this.costs.splice(0, 1000);
  }

  moved(resting) {
    this.drawMoving();
    if (resting) this.restSoon();
    else clearTimeout(this.rest);
  }

  restSoon() {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.settle(), REST);
  }

  /** Once the playhead rests: the address and the texts say where. */
  settle() {
    const { at, schedule } = this.playhead, { methods } = this.simulation;
    const arrival = at === schedule.arrivals ? null : String(at);
    const follow = this.followed === methods[0] ? null : this.followed.label;
    toLink({ arrival, follow });
    this.describe();
    this.tellPage(JSON.stringify([arrival, follow]));
  }

  /** Tell the page, which then runs again: so not while it computes, or it would begin anew. */
  tellPage(where) {
    if (where === this.told) return;
    if (document.querySelector("[data-test-script-state=running]")) {
      this.restSoon();
      return;
    }
    this.told = where;
    this.tell("where", where);
  }

  describe() {
    if (!this.simulation.preview) describe(this);
  }

  key(event) {
    const act = actOf(event, this.playhead, this.keys);
    if (!act) return;
    event.preventDefault();
    act();
  }
}
