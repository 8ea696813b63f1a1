// Where Streamlit's components come in: a figure, and the live controls that move it, however often data arrive.

import { Feed } from "./feed.js";
import { Figure } from "./figure.js";
import { LiveControls } from "./live_controls.js";
import { mark } from "./marks_of_time.js";
import { decode } from "./payload.js";
import { Previews } from "./previews.js";
import { SmallFigure } from "./small_figure.js";

const LESSON = new URL("lesson.js", import.meta.url); // few visitors need it
const SHOWN = new WeakMap();
const CONTROLS = new WeakMap();
const SMALL = new WeakMap();
/** What each visitor had chosen when a figure went; by the feed's name. */
const KEPT = new Map();
/** The figure and the controls of each feed that are on the page; by the feed's name. */
const MET = new Map();

const meet = (name) => MET.get(name) ?? MET.set(name, { controls: new Set() }).get(name);

/** Show the simulation whose key is in `data`, unless its feed has brought it already. `failed` gets later errors. */
export async function show({ data, parentElement, setStateValue }, failed) {
  // Before anything is looked up, as the same may be asked for again meanwhile.
  const Kind = data.lesson ? (await import(LESSON)).LessonFigure : Figure;
  let shown = SHOWN.get(parentElement);
  if (shown?.name !== data.feed) {
    leave(parentElement);
    shown = new Shown(data.feed, new Kind(parentElement, setStateValue, KEPT.get(data.feed), data.parts), failed);
    SHOWN.set(parentElement, shown);
    meet(data.feed).shown = shown;
    join(data.feed);
  }
  shown.figure.words = data.words;
  if (data.lesson) shown.figure.look(data.lesson);
  shown.figure.legend.announce(data.words);
  if (shown.whole?.key !== data.key) await shown.feed.fetch();
  else if (shown.figure.simulation === shown.whole) shown.figure.describe();
}

export function leave(parentElement) {
  const shown = SHOWN.get(parentElement);
  if (!shown) return;
  shown.feed.close();
  KEPT.set(shown.name, shown.figure.leave());
  SHOWN.delete(parentElement);
  delete meet(shown.name).shown;
  join(shown.name);
}

/** Show the live controls that `data` describe. */
export function showControls({ data, parentElement, setTriggerValue }) {
  let controls = CONTROLS.get(parentElement);
  if (!controls) {
    controls = new LiveControls(parentElement, (values) => setTriggerValue("moved", values));
    CONTROLS.set(parentElement, controls);
  }
  controls.name = data.feed;
  controls.show(data);
  meet(data.feed).controls.add(controls);
  join(data.feed);
}

export function leaveControls(parentElement) {
  const controls = CONTROLS.get(parentElement);
  if (!controls) return;
  controls.leave();
  CONTROLS.delete(parentElement);
  meet(controls.name).controls.delete(controls);
}

/** Show the start page's race, unless it is there. */
export async function showSmall(parentElement, { feed, words }) {
  if (SMALL.has(parentElement)) return;
  const figure = new SmallFigure(parentElement, words);
  SMALL.set(parentElement, figure);
  const answer = await fetch(new URL(`live-feed/${feed}`, document.baseURI));
  if (!answer.ok) throw new Error(await answer.text());
  const simulation = decode(await answer.arrayBuffer());
  if (SMALL.get(parentElement) === figure) figure.update(simulation);
}

export function leaveSmall(parentElement) {
  SMALL.get(parentElement)?.leave();
  SMALL.delete(parentElement);
}

/** Whichever came last: the controls now ask for previews, and serve as long as the socket is open. */
function join(name) {
  const { shown, controls } = meet(name);
  for (const each of controls) each.join(shown);
}

/** A figure with its feed: what the page sent last, and what it shows while a control is moved. */
class Shown {
  get open() {
    return this.feed.open;
  }

  constructor(name, figure, failed) {
    Object.assign(this, { name, figure, whole: null });
    const arrived = (buffer) => {
      try {
        this.take(decode(buffer));
      } catch (error) {
        failed(error);
      }
    };
    const changed = (open) => {
      if (!open) this.previews.lost();
      join(name);
    };
    this.feed = new Feed(name, () => this.whole?.key ?? "", arrived, (text) => this.hear(text), changed);
    this.previews = new Previews((text) => this.feed.say(text), (why) => figure.legend.tell(`No preview: ${why}`));
  }

  take(simulation) {
    const kind = simulation.preview ? "preview" : "figure", detail = simulation.preview?.number;
    mark(`${kind} data`, { detail });
    const { previews } = this, controls = [...meet(this.name).controls];
    if (simulation.preview) {
      if (!previews.arrived()) return;
      for (const each of controls) each.follow(simulation.preview.times);
    } else {
      if (this.whole?.key === simulation.key && this.figure.simulation === this.whole) return;
      this.whole = simulation;
      // It tells of a value that is no longer under the hand.
      if (controls.some(({ held }) => held)) return;
      previews.end();
    }
    this.figure.update(simulation);
    mark(`${kind} drawn`, { detail });
    // A task that a frame leaves behind runs after that frame has been painted.
    requestAnimationFrame(() => setTimeout(() => mark(`${kind} painted`, { detail })));
  }

  hear(text) {
    this.previews.failed(JSON.parse(text).why);
  }

  /** The picture of all seeds again. */
  restore() {
    if (this.whole && this.figure.simulation !== this.whole) this.figure.update(this.whole);
    else this.figure.legend.tell("");
  }
}
