// Where the playhead stands: an event of the followed method, and the simulated second it is at.

import { above } from "./payload.js";

const LONGEST = 1000; // milliseconds that a frame may stand for: a hidden page has none
const SLOW_FRAME = 500; // milliseconds between frames for visitors who want less motion

export class Playhead {
  /** `moved` is called whenever the playhead has moved, with true when it has come to rest. */
  constructor(moved) {
    this.moved = moved;
    this.at = 0;
    this.now = 0;
    this.beat = 0; // the part of an arrival that has been waited for
    this.fraction = 1;
    this.speed = { kind: "run", value: 30 };
    this.playing = false;
    this.frame = 0;
    this.stiller = window.matchMedia("(prefers-reduced-motion: reduce)");
  }

  /** Follow a schedule; the fraction of its arrivals stays, or the second where `keepSecond` is set. */
  follow(schedule, keepSecond = false) {
    if (keepSecond && schedule === this.schedule) return;
    this.schedule = schedule;
    if (keepSecond) this.place(above(schedule.seconds, this.now) - 1);
    // The fraction that a visitor chose stays, however few arrivals there are for a while.
    else this.stand(Math.round(this.fraction * schedule.arrivals));
  }

  /** Stand at an event, as a visitor's choice. */
  place(event) {
    this.stand(event);
    this.remember();
  }

  stand(event) {
    const { arrivals, seconds } = this.schedule;
    this.at = Math.max(0, Math.min(arrivals, event));
    this.now = seconds[this.at];
    this.beat = 0;
  }

  remember() {
    const { arrivals } = this.schedule;
    this.fraction = arrivals ? this.at / arrivals : 1;
  }

  seek(event) {
    this.pause(false);
    this.place(event);
    this.moved(true);
  }

  step(by) {
    this.seek(this.at + by);
  }

  toggle() {
    if (this.playing) this.pause(true);
    else this.play();
  }

  play() {
    if (this.at >= this.schedule.arrivals) this.place(0);
    this.playing = true;
    let last = performance.now();
    const next = (time) => {
      this.frame = requestAnimationFrame(next);
      if (this.stiller.matches && time - last < SLOW_FRAME) return;
      const passed = Math.max(0, time - last);
      last = time;
      this.advance(Math.min(passed, LONGEST) / 1000);
    };
    this.frame = requestAnimationFrame(next);
    this.moved(false);
  }

  /** Go on by so many real seconds. */
  advance(passed) {
    const { seconds, arrivals } = this.schedule, end = seconds[arrivals], { kind, value } = this.speed;
    if (kind === "run") {
      this.now = Math.min(end, this.now + (passed * end) / value);
      this.at = above(seconds, this.now) - 1;
    } else if (kind === "slow start") {
      // Most happens in the beginning, which so gets more of the time.
      this.now = Math.min(end, end * (Math.sqrt(this.now / end) + passed / value) ** 2);
      this.at = above(seconds, this.now) - 1;
    } else {
      this.beat += passed * value;
      const steps = Math.floor(this.beat);
      this.beat -= steps;
      this.at = Math.min(arrivals, this.at + steps);
      this.now = seconds[this.at];
    }
    this.remember();
    if (this.at >= arrivals) this.pause(true);
    else this.moved(false);
  }

  pause(tell) {
    cancelAnimationFrame(this.frame);
    const was = this.playing;
    this.playing = false;
    if (!was) return;
    this.place(this.at);
    if (tell) this.moved(true);
  }
}
