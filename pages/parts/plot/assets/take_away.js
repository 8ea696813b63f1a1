// What a visitor takes away from a chart: a picture of a chosen size, or its data as CSV.

const FIELDS = `
<form method="dialog">
  <label for="lab-format">Format</label><select id="lab-format" name="format"><option>SVG</option><option>PNG</option></select>
  <label for="lab-title">Title</label><input id="lab-title" name="title">
  <label for="lab-width">Width, px</label><input id="lab-width" name="width" type="number" min="200" max="4000" value="800">
  <label for="lab-height">Height, px</label><input id="lab-height" name="height" type="number" min="150" max="4000" value="500">
  <label for="lab-scale">Scale (PNG)</label><input id="lab-scale" name="scale" type="number" min="1" max="8" value="2">
  <label for="lab-size">Letters, px</label><input id="lab-size" name="size" type="number" min="6" max="40" value="14">
  <label for="lab-back">Background</label><select id="lab-back" name="back"><option>white</option><option>transparent</option></select>
  <div class="buttons">
    <button value="data" type="button">Data (CSV)</button>
    <button value="picture" type="button">Picture</button>
    <button value="cancel">Close</button>
  </div>
</form>`;

/** Ask what is wanted, and save it. */
export function openDialog(Plotly, node) {
  const dialog = document.createElement("dialog");
  dialog.className = "lab-take";
  dialog.setAttribute("aria-label", "Take this chart away");
  dialog.innerHTML = FIELDS;
  node.parentElement.append(dialog);
  const field = (name) => dialog.querySelector(`[name=${name}]`);
  dialog.querySelector("[value=data]").onclick = () => save(`${nameOf(node)}.csv`, csv(node), "text/csv");
  dialog.querySelector("[value=picture]").onclick = () => picture(Plotly, node, field);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

function nameOf(node) {
  return (node.layout.yaxis?.title?.text ?? "chart").replaceAll(/[^\w]+/g, "-").toLowerCase();
}

/** The figure as it is seen now, drawn anew at the chosen size. */
async function picture(Plotly, node, field) {
  const number = (name) => Number(field(name).value);
  const format = field("format").value.toLowerCase();
  const [width, height] = [number("width"), number("height")];
  const layout = structuredClone(node.layout);
  const title = field("title").value;
  Object.assign(layout, { width, height, paper_bgcolor: field("back").value === "white" ? "white" : "rgba(0,0,0,0)" });
  layout.font = { size: number("size"), color: "#333" };
  if (title) Object.assign(layout, { title: { text: title }, margin: { t: 3 * number("size") } });
  const figure = { data: node.data, layout };
  const scale = format === "png" ? number("scale") : 1;
  await Plotly.downloadImage(figure, { format, width, height, scale, filename: nameOf(node) });
}

/** Every trace's points, a row each: trace, x, y, and a band's limits; of a heat map every cell's value. */
export function csv(node) {
  const cell = (value) => (/[",\n]/.test(String(value ?? "")) ? `"${String(value).replaceAll('"', '""')}"` : `${value ?? ""}`);
  const rows = [["trace", "x", "y", "low", "high", "value"]];
  for (const trace of node._fullData) {
    if (trace.hoverinfo === "skip") continue;
    if (trace.z) {
      const value = (i, j) => trace.customdata?.[i][j] ?? trace.z[i][j];
      trace.z.forEach((row, i) => row.forEach((_, j) => rows.push([trace.name, trace.x[j], trace.y[i], "", "", value(i, j)])));
      continue;
    }
    for (let i = 0; i < (trace.x?.length ?? 0); i++) {
      // Two numbers a point are its limits; one is something else that the pointer tells.
      const limits = trace.customdata?.[i]?.length === 2 ? trace.customdata[i] : ["", ""];
      rows.push([trace.name, trace.x[i], trace.y[i], ...limits, ""]);
    }
  }
  return rows.map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

function save(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
