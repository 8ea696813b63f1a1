"""What every chart answers: a value under the pointer, a zoom and the way back, its legend, and what it gives away."""

import re
import time
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

from playwright.sync_api import Locator, Page, expect

from tests.browser.serving import CHARTS, SCRIPTS, chart_stands

PICTURE = """async (node, [folder, format]) => {
  const look = { format, title: "A title", caption: "One two three", width: 500, height: 400 };
  Object.assign(look, { scale: 1, size: 12, ink: "#333333", white: true });
  const { pictureOf } = await import(`${folder}/picture.js`);
  const blob = await pictureOf(window.Plotly, node, look);
  return format === "svg" ? await blob.text() : [...new Uint8Array(await blob.arrayBuffer())].slice(0, 24);
}"""
POINTS = """node => {
  const { xaxis, yaxis } = node._fullLayout, box = node.getBoundingClientRect(), found = [];
  const half = (trace, side, i) => (trace.base?.[i] ?? 0) + trace[side][i] / 2;
  for (const trace of node._fullData) {
    if (trace.visible !== true || ["skip", "none"].includes(trace.hoverinfo)) continue;
    const row = Math.floor(trace.y.length / 2), bars = trace.type === "bar" && (trace.orientation === "h" ? "x" : "y");
    const place = (x, i) => {
      if (trace.z) return Number.isFinite(trace.z[row][i]) ? [x, trace.y[row]] : [NaN, NaN];
      return [bars === "x" ? half(trace, "x", i) : x, bars === "y" ? half(trace, "y", i) : trace.y[i]];
    };
    for (const [x, y] of Array.from(trace.x, place)) {
      const across = xaxis.d2p(x), up = yaxis.d2p(y);
      if (![across, up].every(Number.isFinite) || Math.min(across, up) < 3) continue;
      if (across > xaxis._length - 3 || up > yaxis._length - 3) continue;
      const [left, top] = [box.left + xaxis._offset + across, box.top + yaxis._offset + up];
      if (top > 80 && top < innerHeight - 20) found.push([left, top]);
    }
  }
  return found;
}"""
"""Where in the window something is drawn that has a value."""
RANGES = "node => [node.layout.xaxis, node.layout.yaxis].map(({ range }) => [...range])"
HIDDEN = "node => node._fullData.filter(({ visible }) => visible === 'legendonly').length"


def charts_answer(page: Page) -> None:
    """All that a visitor may do with each chart of the page; lines stay hidden."""
    for chart in page.locator(CHARTS).all():
        chart_answers(page, chart)


def chart_answers(page: Page, chart: Locator) -> None:
    """The same of one chart."""
    chart_stands(chart)
    tells_values(page, chart)
    zooms(page, chart)
    hides(chart)
    gives_away(chart)


def until(holds: Callable[[], Any], what: str, seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.03)


def tells_values(page: Page, chart: Locator) -> None:
    """Somewhere on what is drawn the pointer finds a number."""
    places = chart.evaluate(POINTS)
    assert places, chart.get_attribute("aria-label")
    told = chart.locator(".hoverlayer")

    def tells() -> bool:
        # The first place asked may lie below a mark that tells nothing.
        for x, y in places[len(places) // 2 :][:3]:
            page.mouse.move(x, y)
            page.wait_for_timeout(80)
            if re.search(r"\d|diverges|converge", told.text_content() or ""):
                return True
        return False

    until(tells, f"no value under the pointer: {chart.get_attribute('aria-label')}")


def middle(chart: Locator) -> tuple[float, float, float, float]:
    """The area between the axes: left, top, width, height."""
    area = chart.locator(".nsewdrag").first
    expect(area).to_be_visible()
    box = area.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def zooms(page: Page, chart: Locator) -> None:
    """A drag shows a part, a double click all again."""
    x, y, width, height = middle(chart)
    first = chart.evaluate(RANGES)
    page.mouse.move(x + 0.3 * width, y + 0.3 * height)
    page.mouse.down()
    page.mouse.move(x + 0.6 * width, y + 0.7 * height, steps=3)
    page.mouse.up()
    until(lambda: chart.evaluate(RANGES) != first, "a drag does not zoom")
    page.wait_for_timeout(350)
    page.mouse.dblclick(x + width / 2, y + height / 2)
    until(lambda: near(chart.evaluate(RANGES), first), f"no way back to {first}, but {chart.evaluate(RANGES)}")


def near(one: list[list[float]], other: list[list[float]]) -> bool:
    """Are they all but the same? Where both axes have one scale, either may be the one that gives way."""
    spans = [abs(high - low) for low, high in other]
    ends = zip(one, other, spans, strict=True)
    return all(abs(a - b) <= 0.1 * span for left, right, span in ends for a, b in zip(left, right, strict=True))


def hides(chart: Locator) -> None:
    """The legend, where there is one, hides what is clicked."""
    toggles = chart.locator(".legendtoggle")
    if toggles.count() == 0:
        return
    before = chart.evaluate(HIDDEN)
    toggles.first.dispatch_event("mousedown")
    toggles.first.dispatch_event("mouseup")
    until(lambda: chart.evaluate(HIDDEN) != before, "the legend does not hide")


def gives_away(chart: Locator) -> None:
    """SVG and PNG of the wanted size."""
    picture = ElementTree.fromstring(chart.evaluate(PICTURE, [SCRIPTS, "svg"]))
    assert (picture.get("width"), picture.get("height")) == ("500", "400")
    told = " ".join("".join(picture.itertext()).split())
    assert "A title" in told and "One two three" in told
    header = bytes(chart.evaluate(PICTURE, [SCRIPTS, "png"]))
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert [int.from_bytes(header[at : at + 4], "big") for at in (16, 20)] == [500, 400]
