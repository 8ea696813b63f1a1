// The start page's race: map and gap alone, which play by themselves while they are in sight.

import { describeRace } from "./description.js";
import { element } from "./element.js";
import { Figure } from "./figure.js";
import { GapView } from "./gap_view.js";
import { MapView } from "./map_view.js";
import { Transport } from "./transport.js";

const TALLEST = 300; // pixels of a view
const SPEED = { kind: "slow start", value: 12 }; // seconds
const ENOUGH = 0.3; // of it that is in sight, for it to play

export class SmallFigure extends Figure {
  constructor(parent, words) {
    super(parent, () => {});
    this.words = words;
  }

  instruments(still) {
    const { playhead, state } = this;
    playhead.speed = SPEED;
    /** Does it play as soon as it is in sight? A visitor who wants less motion meets its end, and can play it. */
    this.wanted = !playhead.stiller.matches;
    if (this.wanted) playhead.fraction = 0;
    const views = { map: new MapView(state, still, TALLEST), gap: new GapView(state, still, TALLEST) };
    return { views, transport: new Transport(playhead, true) };
  }

  parts(panel) {
    const pair = element("div", { className: "pair first" }, panel("map"), panel("gap"));
    return [this.legend.buttons, pair, this.transport.node];
  }

  build(parent) {
    super.build(parent);
    this.node.classList.add("small");
    this.near = new IntersectionObserver((entries) => this.sighted(entries.at(-1).isIntersecting), { threshold: ENOUGH });
    this.near.observe(this.node);
  }

  leave() {
    this.near.disconnect();
    return super.leave();
  }

  update(simulation) {
    super.update(simulation);
    this.sighted(this.visible);
  }

  sighted(visible) {
    this.visible = visible;
    if (!this.simulation || !this.wanted) return;
    if (!visible) this.playhead.pause(false);
    else if (!this.playhead.playing) this.playhead.play();
    this.transport.show();
  }

  moved(resting) {
    this.wanted = this.playhead.playing;
    super.moved(resting);
  }

  /** The playhead of the address is the Race's. */
  readLink() {}

  settle() {
    this.describe();
  }

  describe() {
    describeRace(this);
  }

  showNumbers() {}
}
