// A lesson's race: it waits where the question is asked, takes a guess, and plays on once the answer is asked for.

import { describeRace } from "./description.js";
import { digits, element } from "./element.js";
import { Figure } from "./figure.js";
import { heightAt } from "./gap_curves.js";
import { placeIn } from "./gestures.js";
import { Transport } from "./transport.js";

const SPEED = { kind: "run", value: 8 }; // seconds
const STEPS = 200; // of a guess, from the gap's lowest end to its highest
const FURTHER = ["timeline", "staleness", "contribution"];

export class LessonFigure extends Figure {
  constructor(parent, tell, kept) {
    super(parent, tell, kept && { ...kept, state: { ...kept.state, hidden: new Set(), follow: null, zoom: { map: null, gap: null } } });
    this.guessed = null;
    this.node.classList.add("lesson");
    this.views.gap.above = (context, view, theme) => this.drawGuess(context, view, theme);
  }

  instruments(still) {
    this.playhead.speed = SPEED;
    return { ...super.instruments(still), transport: new Transport(this.playhead, true) };
  }

  parts(panel) {
    this.slider = element("input", { type: "range", min: 0, max: STEPS, step: 1, className: "guess" });
    this.slider.addEventListener("input", () => this.guess(Number(this.slider.value)));
    this.slider.addEventListener("change", () => this.tell("guess", this.guessed));
    this.panels = Object.fromEntries(["map", "gap", ...FURTHER].map((name) => [name, panel(name)]));
    this.label = element("label", { className: "guess-line" }, element("span", {}), this.slider, element("output", {}));
    this.dragGuess(this.views.gap.surface.node);
    return [
      element("div", { className: "legend" }, this.legend.buttons, this.legend.preview),
      element("div", { className: "pair first" }, this.panels.map, this.panels.gap),
      this.label, this.transport.node, this.panels.timeline,
      element("div", { className: "pair" }, this.panels.staleness, this.panels.contribution),
    ];
  }

  /** What the step asks for. */
  look(lesson) {
    const revealed = this.lesson?.veiled && !lesson.veiled;
    this.lesson = lesson;
    this.views.gap.veiled = lesson.veiled;
    this.node.classList.toggle("veiled", lesson.veiled);
    this.node.classList.toggle("large", lesson.large);
    this.transport.node.hidden = lesson.veiled;
    for (const name of FURTHER) {
      this.panels[name].hidden = !lesson.views.includes(name);
      if (this.panels[name].hidden) this.seen.delete(this.views[name]);
    }
    this.label.hidden = !lesson.guess || !lesson.veiled;
    if (!this.simulation) return;
    this.showGuess();
    this.resized();
    this.drawStill();
    if (revealed) this.reveal();
  }

  reveal() {
    if (this.playhead.stiller.matches) this.playhead.seek(this.playhead.schedule.arrivals);
    else this.playhead.play();
  }

  update(simulation) {
    super.update(simulation);
    this.showGuess();
  }

  /** It waits at the step's place, or shows the whole. */
  readLink() {
    this.playhead.fraction = this.lesson.veiled ? this.lesson.at : 1;
  }

  settle() {
    this.describe();
  }

  showNumbers() {}

  /** Of what is hidden nothing is told. */
  describe() {
    if (!this.lesson?.veiled) return super.describe();
    describeRace(this);
  }

  key(event) {
    if (!this.lesson?.veiled) super.key(event);
  }

  /** The gap at a step of the guess. */
  gapAt(step) {
    const { y: [low, high], logarithmic } = this.simulation.gap, share = step / STEPS;
    return logarithmic ? low * (high / low) ** share : low + (high - low) * share;
  }

  guess(step) {
    this.guessed = this.gapAt(step);
    this.showGuess();
    this.drawMoving();
  }

  /** The slider where the guess is, in words, too. */
  showGuess() {
    const { lesson, slider, guessed } = this;
    if (!lesson?.guess) return;
    const [name, , output] = this.label.children, { gap } = this.simulation;
    name.textContent = `${gap.measure} of ${lesson.guess} at the end: drag here, or in the picture`;
    if (guessed !== null) {
      const { y: [low, high], logarithmic } = gap, value = Math.max(low, Math.min(high, guessed));
      const share = logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
      slider.value = Math.round(STEPS * share);
    }
    output.textContent = guessed === null ? "no guess yet" : digits(guessed);
    slider.setAttribute("aria-valuetext", output.textContent);
  }

  /** In the picture of the gaps a pointer drags the guess. */
  dragGuess(node) {
    const guesses = () => this.lesson?.guess && this.lesson.veiled;
    const moved = (event) => {
      const { box, scales } = this.views.gap, { y } = placeIn(node, event, box);
      const { y: [low, high], logarithmic } = this.simulation.gap, value = scales.y.invert(y);
      const share = logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
      this.guess(Math.round(STEPS * Math.max(0, Math.min(1, share))));
    };
    const take = (event) => event.stopImmediatePropagation();
    node.addEventListener("pointerdown", (event) => {
      if (!guesses() || event.button !== 0) return;
      take(event);
      event.preventDefault();
      this.dragging = true;
      node.setPointerCapture(event.pointerId);
      moved(event);
    }, true);
    node.addEventListener("pointermove", (event) => {
      if (!this.dragging) return;
      take(event);
      moved(event);
    }, true);
    for (const name of ["pointerup", "pointercancel"])
      node.addEventListener(name, (event) => {
        if (!this.dragging) return;
        take(event);
        this.dragging = false;
        this.tell("guess", this.guessed);
      }, true);
  }

  /** A dotted line from where the curve is seen last to the guess, with its disc. */
  drawGuess(context, { scales, box, lines, gap }, theme) {
    const { lesson, guessed } = this;
    if (!lesson?.guess || guessed === null) return;
    const line = lines.find(({ method }) => method.label === lesson.guess);
    if (!line) return;
    const { curve, method } = line, { x, y } = scales, { schedule } = method;
    const places = { seconds: schedule.seconds, updates: schedule.updates }[gap.axis];
    const begin = Math.round(lesson.at * schedule.arrivals), from = places ? places[begin] : begin;
    const end = [box.right, Math.max(box.top, Math.min(box.bottom, y(guessed)))];
    context.strokeStyle = context.fillStyle = method.colour;
    context.lineWidth = 1.5;
    context.setLineDash([2, 4]);
    context.beginPath();
    context.moveTo(x(from), heightAt(curve.x, curve.median, from, y));
    context.lineTo(...end);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    context.arc(...end, 6, 0, 2 * Math.PI);
    context.fill();
    context.strokeStyle = theme.text;
    context.stroke();
  }
}
