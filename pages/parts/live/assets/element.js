// Small helpers: elements, icons, numbers as people write them.

/** An element with properties (attributes where they have a dash or are `role`) and children. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "for") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

const ICONS = {
  play: "M5 3l10 6-10 6z",
  pause: "M4 3h4v12H4zM10 3h4v12h-4z",
  first: "M3 3h2v12H3zM15 3v12L6 9z",
  back: "M11 3v12L4 9zM13 3h2v12h-2z",
  forward: "M7 3v12l7-6zM3 3h2v12H3z",
  last: "M13 3h2v12h-2zM3 3v12l9-6z",
};

/** A small picture of one shape, beside words that say the same. */
export function drawing(viewBox, tag, attributes) {
  const svg = shape("svg", { viewBox, "aria-hidden": "true" });
  svg.append(shape(tag, attributes));
  return svg;
}

/** A part of such a picture. */
export function shape(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

export const icon = (name) => drawing("0 0 18 18", "path", { d: ICONS[name] });

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** Three digits, as the sentences of the page write them. */
export function digits(value) {
  if (!Number.isFinite(value)) return "beyond all bounds";
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return whole.format(value);
  const size = Math.abs(value);
  if (size >= 999.5 && size < 1e5) return whole.format(value);
  if (size >= 1e-3 && size < 1e5) return String(Number(value.toPrecision(3)));
  return value.toExponential(1).replace("e+", "e");
}

/** From the one text to the other; once where both are the same. */
export const fromTo = (low, high) => low === high ? low : `${low} to ${high}`;

export const count = (value) => whole.format(value);
