"""The live figure in a browser, as tests use it: opened, moved, and read."""

import math
import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.serving import FIGURE, WAIT, settled

PICTURES = f"""() => [...{FIGURE}.node.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL())"""
CHOSEN = f"() => JSON.parse(JSON.stringify({{...{FIGURE}.state, hidden: [...{FIGURE}.state.hidden]}}))"
TOP = f"(name) => {FIGURE}.views[name].surface.node.scrollIntoView({{block: 'center'}})"
FRAMES = f"""(seconds) => new Promise((done) => {{
  const figure = {FIGURE};
  figure.playhead.seek(0);
  figure.costs.length = 0;
  figure.playhead.toggle();
  setTimeout(() => {{ figure.playhead.pause(true); done([figure.playhead.at, ...figure.costs]) }}, 1000 * seconds);
}})"""

MODULES = """async () => {
  const names = performance.getEntriesByType("resource").map(({name}) => name);
  const address = names.find((name) => name.endsWith("/all.js"));
  const load = (name) => import(address.replace("all.js", name));
  const {thinned} = await load("decimate.js"), {contour} = await load("contours.js");
  const {scale, ticks} = await load("scale.js");
  const randoms = (seed) => () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
"""
"""The beginning of a script that uses the figure's own modules."""


def opened(page: Page, site: str, link: str = "") -> Page:
    """The Race with its figure drawn."""
    page.goto(f"{site}/race{link}", timeout=WAIT)
    settled(page)
    expect(page.locator(".where")).to_contain_text("arrival")
    return page


def live_control(page: Page, name: str) -> Locator:
    """The live control of this name that shows, once it does."""
    control = page.locator(".live input[type=range]").and_(page.get_by_role("slider", name=name))
    expect(control).to_be_visible(timeout=WAIT)
    return control


def chart(page: Page, name: str) -> Locator:
    """The chart whose words begin so."""
    return page.get_by_role("img", name=re.compile(f"^{name}"))


def arrival(page: Page) -> int:
    return int(page.evaluate(f"() => {FIGURE}.playhead.at"))


def seek(page: Page, arrival: int, follow: str = "ASGD") -> None:
    page.get_by_label("Method whose jobs are shown").select_option(follow)
    page.evaluate(f"(event) => {FIGURE}.playhead.seek(event)", arrival)
    next_frame(page)


def next_frame(page: Page) -> None:
    """Views are drawn in the next frame."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def drag(page: Page, name: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag over a chart, in shares of its width and height."""
    box = chart(page, name).bounding_box()
    assert box is not None
    (x1, y1), (x2, y2) = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end)]
    page.mouse.move(x1, y1)
    page.mouse.down()
    page.mouse.move(x2, y2, steps=4)
    page.mouse.up()
    next_frame(page)


def frames(page: Page, seconds: float) -> list[float]:
    """Play from the start: the arrival reached, then the milliseconds that each frame took."""
    return list(page.evaluate(FRAMES, seconds))


LOOKS = f"""() => {{
  const figure = {FIGURE}, {{jobs}} = figure.playhead.schedule, view = figure.views.timeline;
  const kinds = jobs.kind.slice(), pictures = [];
  for (const kind of [0, 1, 2]) {{
    jobs.kind.fill(kind);
    view.drawMoving(figure.scene());
    pictures.push(view.surface.moving.canvas.toDataURL());
  }}
  jobs.kind.set(kinds);
  view.drawMoving(figure.scene());
  return pictures;
}}"""
"""The timeline as if all jobs were used, ignored, or thrown away: no method of the Race does that yet."""


def scales(page: Page, name: str) -> list[list[float]]:
    """What a view shows now: ends in data and in pixels, of x and of y."""
    script = f"(name) => {{ const {{x, y}} = {FIGURE}.views[name].scales; return [x, y].map((s) => ENDS) }}"
    return list(page.evaluate(script.replace("ENDS", "[s.low, s.high, s.from, s.to]"), name))


def point_at(page: Page, name: str, x: float, y: float) -> str:
    """Move the mouse to a pixel of a view: the words under it."""
    left, top = corner(page, name)
    page.mouse.move(left + x, top + y)
    tip = page.locator(f".surface.{name} .tip")
    return tip.inner_text() if tip.is_visible() else ""


def corner(page: Page, name: str) -> tuple[float, float]:
    box = page.locator(f".surface.{name}").bounding_box()
    assert box is not None
    return box["x"], box["y"]


def logs(ends: list[float]) -> tuple[float, float]:
    return math.log10(ends[0]), math.log10(ends[1])


def unit(ends: list[float]) -> float:
    """Length of a pixel."""
    return abs((ends[1] - ends[0]) / (ends[3] - ends[2]))
