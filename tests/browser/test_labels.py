"""No text of the figure's pictures lies on another one or leaves its picture."""

import pytest
from playwright.sync_api import Browser

from tests.browser.live import next_frame, opened
from tests.browser.serving import FIGURE, window

pytestmark = pytest.mark.browser

RECORDED = """(() => {
  const texts = (window.texts = new Map());
  const { prototype } = CanvasRenderingContext2D, { fillText, clearRect } = prototype;
  prototype.clearRect = function (...sides) {
    texts.set(this.canvas, []);
    return clearRect.apply(this, sides);
  };
  prototype.fillText = function (text, x, y) {
    const size = this.measureText(text), turn = this.getTransform();
    const across = [x - size.actualBoundingBoxLeft, x + size.actualBoundingBoxRight];
    const down = [y - size.actualBoundingBoxAscent, y + size.actualBoundingBoxDescent];
    const corners = across.flatMap((left) => down.map((top) => turn.transformPoint({ x: left, y: top })));
    const xs = corners.map((corner) => corner.x), ys = corners.map((corner) => corner.y);
    if (!texts.has(this.canvas)) texts.set(this.canvas, []);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    texts.get(this.canvas).push({ text, left, right, top, bottom });
    return fillText.apply(this, arguments);
  };
})()"""
"""From before the page's own scripts on: where each text of each canvas is."""
FAULTS = f"""() => Object.entries({FIGURE}.views).flatMap(([name, {{ surface }}]) => {{
  const texts = surface.layers.flatMap((layer) => window.texts.get(surface[layer].canvas) ?? []);
  const {{ width, height }} = surface[surface.layers[0]].canvas;
  const leaves = (one) => one.left < -1 || one.top < -1 || one.right > width + 1 || one.bottom > height + 1;
  const out = texts.filter(leaves);
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const met = (one, before) => before.filter((other) => meet(one, other)).map((other) => [one, other]);
  const pairs = texts.flatMap((one, i) => met(one, texts.slice(0, i)));
  return [...out.map(({{ text }}) => `${{name}}: ${{text}} leaves`),
    ...pairs.map(([one, other]) => `${{name}}: ${{one.text}} on ${{other.text}}`)];
}})"""
COUNT = "() => [...window.texts.values()].flat().length"
LINKS = (
    "", "?step=10&momentum=0.99", "?show=relative+to+the+best&theory=true&axis=updates",
    "?noise=0&heterogeneity=0&arrivals=100000&seeds=1", "?workers=100&seeds=1&arrivals=500&scale=linear",
)  # fmt: skip


@pytest.mark.parametrize("width", [1400, 390])
def test_no_label_lies_on_another_one(browser: Browser, site: str, width: int) -> None:
    # So high that all views are in sight, and drawn.
    with window(browser, width, 4000) as page:
        page.add_init_script(RECORDED)
        for link in LINKS:
            opened(page, site, link)
            next_frame(page)
            assert page.evaluate(COUNT) > 30
            assert page.evaluate(FAULTS) == [], link
