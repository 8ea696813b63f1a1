// Play, pause, speed, single steps, and where the playhead stands.

import { count, digits, element, icon } from "./element.js";

const SPEEDS = [
  ["2 arrivals a second", { kind: "arrivals", value: 2 }],
  ["10 arrivals a second", { kind: "arrivals", value: 10 }],
  ["whole run in 2 minutes", { kind: "run", value: 120 }],
  ["whole run in 30 s", { kind: "run", value: 30 }],
  ["whole run in 10 s", { kind: "run", value: 10 }],
];
const USUAL = 3;

export class Transport {
  /** With `brief` only to play, and to choose where. */
  constructor(playhead, brief = false) {
    this.playhead = playhead;
    this.brief = brief;
    const button = (name, words, act) => {
      const made = element("button", { type: "button", className: name, "aria-label": words, title: words }, icon(name));
      made.addEventListener("click", act);
      return made;
    };
    const end = () => playhead.schedule.arrivals;
    this.play = button("play", "Play", () => playhead.toggle());
    this.slider = element("input", { type: "range", min: 0, step: 1, "aria-label": "Playhead, in arrivals" });
    this.slider.addEventListener("input", () => playhead.seek(Number(this.slider.value)));
    this.speed = element("select", { "aria-label": "Speed" });
    SPEEDS.forEach(([words], index) => this.speed.append(element("option", { value: index }, words)));
    this.speed.value = USUAL;
    this.speed.addEventListener("change", () => (playhead.speed = SPEEDS[this.speed.value][1]));
    this.text = element("span", { className: "where", role: "status" });
    const label = { className: brief ? "transport brief" : "transport", role: "group", "aria-label": "Playhead" };
    if (brief) {
      this.node = element("div", label, element("span", { className: "buttons" }, this.play), this.slider, this.text);
      return;
    }
    this.node = element("div", label,
      element("span", { className: "buttons" },
        button("first", "To the start", () => playhead.seek(0)),
        button("back", "One arrival back", () => playhead.step(-1)),
        this.play,
        button("forward", "One arrival forward", () => playhead.step(1)),
        button("last", "To the end", () => playhead.seek(end())),
      ),
      this.slider, this.speed, this.text,
    );
  }

  show() {
    const { at, now, playing, schedule } = this.playhead;
    const words = `arrival ${count(at)} of ${count(schedule.arrivals)}, ${digits(now)} s`;
    this.slider.max = schedule.arrivals;
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", words);
    // While it plays, the text would be read out many times a second.
    this.text.setAttribute("aria-live", playing ? "off" : "polite");
    if (this.text.textContent !== words) this.text.textContent = words;
    const name = playing ? "Pause" : this.brief && at === schedule.arrivals ? "Play again" : "Play";
    if (this.shown === name) return;
    this.shown = name;
    this.play.replaceChildren(icon(playing ? "pause" : "play"), this.brief ? name : "");
    this.play.setAttribute("aria-label", name);
    this.play.title = name;
  }
}
