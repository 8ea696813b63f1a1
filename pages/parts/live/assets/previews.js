// What is asked of the server while a control is moved: one value in flight, the newest waits, older ones are forgotten.

import { mark } from "./marks_of_time.js";

export class Previews {
  /** `say(text)` sends to the server, false where it cannot; `told(words)` hears why there is no preview. */
  constructor(say, told) {
    this.say = say;
    this.told = told;
    this.number = 0;
    this.flying = 0; // the number of the preview that is on its way
    this.newest = null;
    this.wanted = false; // from the first move until all seeds have come
  }

  /** Ask for the picture at these values, which a visitor chose at the moment `since`. */
  ask(values, since) {
    this.wanted = true;
    this.newest = values;
    this.since = since;
    if (!this.flying) this.next();
  }

  next() {
    this.flying = 0;
    if (!this.newest) return;
    const text = JSON.stringify({ preview: this.number + 1, values: this.newest });
    if (!this.say(text)) return;
    this.flying = ++this.number;
    this.newest = null;
    mark("preview asked", { detail: this.number, startTime: this.since });
  }

  /** A preview has come: the next one is asked for first. Whether this one is to be drawn. */
  arrived() {
    this.next();
    return this.wanted;
  }

  /** There is none at the last values asked for. */
  failed(why) {
    this.next();
    if (this.wanted) this.told(why);
  }

  /** Nothing more is previewed; what is on its way comes too late. */
  end() {
    this.wanted = false;
    this.newest = null;
  }

  /** The socket has gone, and with it what was on its way. */
  lost() {
    this.flying = 0;
  }
}
