// Canvases on top of each other: what stands still, what grows, what moves. One text says what they show.

import { element } from "./element.js";

/** A chart's canvases. Sizes are in CSS pixels; drawing accounts for the screen's density. */
export class Surface {
  /** `layers` are names of canvases, the lowest first; `height` may follow from the width. */
  constructor(name, layers, height) {
    this.name = name;
    this.layers = layers;
    this.heightOf = typeof height === "function" ? height : () => height;
    // Buttons lie beside the picture: what is inside a picture does not exist for those who do not see it.
    this.picture = element("div", { className: "picture", role: "img", "aria-label": name });
    this.node = element("div", { className: `surface ${name}` }, this.picture);
    this.width = this.height = 0;
    for (const layer of layers) {
      const canvas = element("canvas", { "aria-hidden": "true" });
      this.picture.append(canvas);
      this[layer] = canvas.getContext("2d");
    }
  }

  describe(words) {
    this.picture.setAttribute("aria-label", words);
  }

  /** Fit the canvases to the node; true when their size has changed. */
  fit() {
    const width = Math.floor(this.node.clientWidth);
    const height = Math.round(this.heightOf(width));
    // In a classroom all is drawn larger than it is laid out.
    const density = Math.min(3, (window.devicePixelRatio || 1) * (this.node.currentCSSZoom ?? 1));
    if (!width || (width === this.width && height === this.height && density === this.density)) return false;
    Object.assign(this, { width, height, density });
    this.node.style.height = `${height}px`;
    for (const layer of this.layers) {
      const { canvas } = this[layer];
      canvas.width = Math.round(width * density);
      canvas.height = Math.round(height * density);
      this[layer].setTransform(density, 0, 0, density, 0, 0);
    }
    return true;
  }

  /** An empty layer, ready to draw on. */
  cleared(layer) {
    const context = this[layer];
    context.clearRect(0, 0, this.width, this.height);
    return context;
  }
}

/** The page's colours and letters, as the theme has them now. */
export function themeOf(node) {
  const style = getComputedStyle(node);
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const text = read("--st-text-color", style.color);
  return {
    text,
    ground: read("--st-background-color", "#ffffff"),
    font: read("--st-font", "sans-serif"),
    grid: "rgba(127,135,150,0.28)",
    dark: brightness(read("--st-background-color", "#ffffff")) < 0.5,
  };
}

function brightness(colour) {
  const [red, green, blue] = (colour.match(/^#(..)(..)(..)/) ?? []).slice(1).map((part) => parseInt(part, 16));
  return red === undefined ? 1 : (0.3 * red + 0.59 * green + 0.11 * blue) / 255;
}

/** The colour `hex` with transparency. */
export function faded(hex, alpha) {
  const [red, green, blue] = hex.match(/^#(..)(..)(..)/).slice(1).map((part) => parseInt(part, 16));
  return `rgba(${red},${green},${blue},${alpha})`;
}
