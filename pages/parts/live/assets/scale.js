// Scales from data to pixels, and where their ticks stand.

/** A scale over [low, high] onto the pixels [from, to]. */
export function scale(low, high, from, to, logarithmic = false) {
  const f = logarithmic ? Math.log10 : (value) => value;
  const inverse = logarithmic ? (value) => 10 ** value : (value) => value;
  const a = f(low), factor = (to - from) / (f(high) - a || 1);
  const place = (value) => from + (f(value) - a) * factor;
  place.invert = (pixel) => inverse(a + (pixel - from) / factor);
  Object.assign(place, { low, high, from, to, logarithmic });
  return place;
}

/** Ticks for a scale: round values, about one every `gap` pixels. */
export function ticks(place, gap, whole = false) {
  const wanted = Math.max(2, Math.abs(place.to - place.from) / gap);
  const decades = place.logarithmic ? Math.log10(place.high / place.low) : 0;
  return decades >= 1 ? powers(place, wanted) : evenly(place, wanted, whole);
}

function powers({ low, high }, wanted) {
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / wanted));
  const made = [];
  for (let power = Math.ceil(first / every) * every; power <= last; power += every) made.push(10 ** power);
  return made;
}

const MOST = 200;

function evenly({ low, high }, wanted, whole) {
  const span = Math.abs(high - low);
  if (!(span > 0)) return [low];
  const rough = 10 ** Math.floor(Math.log10(span / wanted));
  const round = [1, 2, 5, 10].map((factor) => factor * rough).find((size) => span / size <= wanted) ?? 10 * rough;
  const step = whole ? Math.max(1, round) : round;
  const made = [];
  for (let index = Math.ceil(Math.min(low, high) / step); index * step <= Math.max(low, high) + 1e-9 * span; index++) {
    made.push(index * step);
    if (made.length > MOST) break; // so near that numbers have no more digits
  }
  return made;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A tick's text. Logarithmic decades stand as powers of ten. */
export function tickText(value, logarithmic) {
  if (logarithmic && value > 0) {
    const power = Math.round(Math.log10(value));
    if (Math.abs(value / 10 ** power - 1) < 1e-6 && (power < -2 || power > 4)) {
      const raised = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
      return `10${power < 0 ? "⁻" : ""}${raised}`;
    }
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(0).replace("e+", "e");
  return Number(value.toPrecision(6)).toLocaleString("en", { maximumFractionDigits: 6 });
}
