"""`python -m benchmarks.axes`: the figure's own axes against Plotly.react on a layer below the canvas.

Both draw the gap of the default Race, in turn, in one page of headless Chromium. Needs the extras "test" and
"benchmarks"; Plotly's script comes out of the installed package.
"""

from pathlib import Path
from typing import Any

import plotly
from playwright.sync_api import Page

from benchmarks.live import spread
from tests.browser.serving import FIGURE, WAIT, chromium, serving, settled

ROUNDS = 30
SCRIPT = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
MEASURE = """async (rounds) => {
  const figure = FIGURE, view = figure.views.gap;
  const taken = {own: [], axes: [], all: []}, drawing = {own: [], axes: [], all: []};
  const place = () => {
    const made = document.createElement("div");
    Object.assign(made.style, {position: "fixed", left: 0, top: 0, width: "500px", height: "430px", zIndex: 9});
    document.body.append(made);
    return made;
  };
  const axes = place(), all = place();
  const layout = (round) => ({
    width: 500, height: 430, margin: {l: 58, r: 10, t: 8, b: 38}, showlegend: false, uirevision: "same",
    xaxis: {range: [0, 1841 + round], title: {text: "simulated seconds"}},
    yaxis: {type: "log", range: [-3 + 0.001 * round, 0.5], title: {text: "gap"}},
  });
  const traces = () => view.lines.flatMap(({method, curve}) => [
    {x: [...curve.x, ...[...curve.x].reverse()], y: [...curve.high, ...[...curve.low].reverse()],
     fill: "toself", line: {width: 0}, hoverinfo: "skip"},
    {x: curve.x, y: curve.median, mode: "lines", line: {color: method.colour, width: 2.2}},
  ]);
  await Plotly.newPlot(axes, [], layout(0));
  await Plotly.newPlot(all, traces(), layout(0));
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const one = async (name, act) => {
    await painted();
    const began = performance.now();
    await act();
    drawing[name].push(performance.now() - began);
    await painted();
    taken[name].push(performance.now() - began);
  };
  for (let round = 1; round <= rounds; round++) {
    await one("own", () => { view.drawStill(figure.scene()); view.drawMoving(figure.scene()) });
    await one("axes", () => Plotly.react(axes, [], layout(round)));
    await one("all", () => Plotly.react(all, traces(), layout(round)));
  }
  axes.remove(); all.remove();
  return [drawing, taken];
}""".replace("FIGURE", FIGURE)
NAMES = {
    "own": "own axes with bands and curves",
    "axes": "Plotly.react, axes alone (curves on canvas)",
    "all": "Plotly.react, axes, bands and curves",
}


def load_plotly(page: Page) -> float:
    """Milliseconds until Plotly's script has run."""
    began = page.evaluate("performance.now()")
    page.add_script_tag(path=SCRIPT)
    return float(page.evaluate("performance.now()")) - float(began)


def main() -> None:
    with serving() as site, chromium() as browser:
        # The app's own policy would forbid this page a script that it did not serve.
        page = browser.new_context(viewport={"width": 1400, "height": 1000}, bypass_csp=True).new_page()
        page.goto(f"{site}/race", timeout=WAIT)
        settled(page)
        page.wait_for_selector(".figure .where", timeout=WAIT)
        loading = load_plotly(page)
        print(f"Plotly's script: {SCRIPT.stat().st_size / 1e6:.1f} MB, {loading:.0f} ms to load and run")
        drawing, taken = (dict[str, Any](part) for part in page.evaluate(MEASURE, ROUNDS))
        for name, words in NAMES.items():
            spread(f"{words}: drawing", drawing[name])
            spread(f"{words}: painted", taken[name])


if __name__ == "__main__":
    main()
