// What a visitor takes away from a chart: a picture of a chosen look, its data as CSV, the script that makes it.

import { pictureOf } from "./picture.js";

const LARGEST = 8000; // pixels of a side: browsers draw no larger canvas for certain
const FIELDS = `
<form method="dialog">
  <label for="lab-format">Format</label><select id="lab-format" name="format"><option>SVG</option><option>PNG</option></select>
  <label for="lab-title">Title</label><input id="lab-title" name="title">
  <label for="lab-caption">Caption</label><textarea id="lab-caption" name="caption" rows="4"></textarea>
  <label for="lab-width">Width, px</label><input id="lab-width" name="width" type="number" min="200" max="4000" value="800" required>
  <label for="lab-height">Height, px</label><input id="lab-height" name="height" type="number" min="150" max="4000" value="560" required>
  <label for="lab-scale">Scale (PNG)</label><input id="lab-scale" name="scale" type="number" min="1" max="8" value="2" required>
  <label for="lab-size">Letters, px</label><input id="lab-size" name="size" type="number" min="6" max="40" value="14" required>
  <label for="lab-ink">Colour of letters</label><input id="lab-ink" name="ink" type="color" value="#333333">
  <label for="lab-back">Background</label><select id="lab-back" name="back"><option>white</option><option>transparent</option></select>
  <details><summary>Python script</summary><pre tabindex="0"></pre></details>
  <p role="status"></p>
  <div class="buttons">
    <button value="picture" type="button">Picture</button>
    <button value="data" type="button">Data (CSV)</button>
    <button value="script" type="button">Copy as Python</button>
    <button value="cancel">Close</button>
  </div>
</form>`;

/** Ask what is wanted, and save it; `about` and `script` say how the chart came about. */
export function openDialog(Plotly, node, { about, script }) {
  const dialog = document.createElement("dialog");
  dialog.className = "lab-take";
  dialog.setAttribute("aria-label", "Take this chart away");
  dialog.innerHTML = FIELDS;
  node.parentElement.append(dialog);
  const field = (name) => dialog.querySelector(`[name=${name}]`);
  const on = (value, act) => {
    dialog.querySelector(`[value=${value}]`).onclick = async () => {
      try {
        tell(dialog, await act());
      } catch (error) {
        tell(dialog, `That did not work: ${error.message}.`);
      }
    };
  };
  field("caption").value = about;
  dialog.querySelector("pre").textContent = script;
  on("data", () => save(`${nameOf(node)}.csv`, new Blob([csv(node)], { type: "text/csv" })));
  on("picture", async () => {
    const wrong = [...dialog.querySelectorAll("input")].find((input) => !input.checkValidity());
    if (wrong) return `${wrong.labels[0].textContent}: whole numbers from ${wrong.min} to ${wrong.max} are possible.`;
    const look = wanted(field);
    if (look.format === "png" && look.scale * Math.max(look.width, look.height) > LARGEST)
      return `Scale (PNG): no side may have more than ${LARGEST} pixels.`;
    return save(`${nameOf(node)}.${look.format}`, await pictureOf(Plotly, node, look));
  });
  on("script", () => copy(dialog, script));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

/** What the fields ask for. */
function wanted(field) {
  const number = (name) => Number(field(name).value);
  return {
    format: field("format").value.toLowerCase(), title: field("title").value, caption: field("caption").value,
    width: number("width"), height: number("height"), scale: number("scale"), size: number("size"),
    ink: field("ink").value, white: field("back").value === "white",
  };
}

function tell(dialog, words) {
  dialog.querySelector("[role=status]").textContent = words;
}

/** Copy the script; where the browser does not allow that, it is shown to be copied by hand. */
async function copy(dialog, script) {
  try {
    await navigator.clipboard.writeText(script);
    return "The script is copied.";
  } catch {
    dialog.querySelector("details").open = true;
    getSelection().selectAllChildren(dialog.querySelector("pre"));
    return "This browser does not let the page copy: the script is marked, copy it by hand.";
  }
}

function nameOf(node) {
  return (node.layout.yaxis?.title?.text ?? "chart").replaceAll(/[^\w]+/g, "-").toLowerCase();
}

/** Every trace's points, a row each: trace, x, y, and a band's limits or what else the chart names; of a map every cell's value. */
export function csv(node) {
  const cell = (value) => (/[",\n]/.test(String(value ?? "")) ? `"${String(value).replaceAll('"', '""')}"` : `${value ?? ""}`);
  const more = node.layout.meta?.columns ?? ["low", "high"], none = more.map(() => "");
  const rows = [["trace", "x", "y", ...more, "value"]];
  for (const trace of node._fullData) {
    if (trace.hoverinfo === "skip") continue;
    if (trace.z) {
      const value = (i, j) => trace.customdata?.[i][j] ?? trace.z[i][j];
      trace.z.forEach((row, i) => row.forEach((_, j) => rows.push([trace.name, trace.x[j], trace.y[i], ...none, value(i, j)])));
      continue;
    }
    for (let i = 0; i < (trace.x?.length ?? 0); i++) {
      // As many numbers a point are these; another number of them is something else that the pointer tells.
      const told = [trace.customdata?.[i] ?? []].flat();
      const known = told.length === more.length ? told : none;
      rows.push([trace.name, trace.x[i], trace.y[i], ...known, ""]);
    }
  }
  return rows.map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // A browser may begin to read it a little later.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return `${name} is saved.`;
}
