// A chart as a picture for a paper or a slide: drawn anew at its size, with a title above and a caption below.

const SVG = "http://www.w3.org/2000/svg";
const SMALLER = 0.8; // the caption's letters, as a share of the chart's
const LEADING = 1.35;
const LEAST = 100; // pixels of height that a chart needs

/** The picture that `look` asks for, as a Blob of SVG or PNG. */
export async function pictureOf(Plotly, node, look) {
  const lines = wrapped(look.caption, look.width - 2 * look.size, SMALLER * look.size);
  const below = lines.length ? (lines.length * LEADING + 1) * SMALLER * look.size : 0;
  if (look.height - below < LEAST) throw new Error("the caption leaves no room for the chart: shorten it, or take a larger height");
  const size = { width: look.width, height: look.height - below };
  const chart = await Plotly.toImage(figureOf(node, look), { format: "svg", imageDataOnly: true, ...size });
  const text = withCaption(chart, lines, below, look);
  return look.format === "svg" ? new Blob([text], { type: "image/svg+xml" }) : raster(text, look);
}

/** The figure as it is seen now, with the letters and the title that are wanted. */
function figureOf(node, { size, ink, title, white }) {
  const layout = structuredClone(node.layout);
  Object.assign(layout, { paper_bgcolor: white ? "white" : "rgba(0,0,0,0)", font: { size, color: ink } });
  if (title) Object.assign(layout, { title: { text: title }, margin: { ...layout.margin, t: 3 * size } });
  return { data: node.data, layout };
}

function wrapped(words, width, size) {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context.font = `${size}px sans-serif`;
  const lines = [];
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The chart's SVG made taller by `below`, with the lines there. */
function withCaption(chart, lines, below, { width, height, size, ink, white }) {
  const picture = new DOMParser().parseFromString(chart, "image/svg+xml"), root = picture.documentElement;
  root.setAttribute("height", height);
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const add = (name, attributes, text = "") => {
    const made = picture.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    root.append(made);
  };
  const top = height - below;
  if (below && white) add("rect", { x: 0, y: top, width, height: below, fill: "white" });
  lines.forEach((line, i) =>
    add("text", { x: size, y: top + (i + 0.8) * LEADING * SMALLER * size, fill: ink, "font-size": SMALLER * size, "font-family": "sans-serif" }, line));
  return new XMLSerializer().serializeToString(picture);
}

async function raster(text, { width, height, scale }) {
  const image = new Image(), address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    image.src = address;
    await image.decode();
    const canvas = new OffscreenCanvas(width * scale, height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, width * scale, height * scale);
    return await canvas.convertToBlob({ type: "image/png" });
  } finally {
    URL.revokeObjectURL(address);
  }
}
