"""The live figure's own modules, one by one, in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.serving import WAIT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def modules(browser: Browser, site: str) -> Iterator[Page]:
    """A page that has loaded the modules."""
    page = browser.new_page()
    page.goto(f"{site}/race", timeout=WAIT)
    page.wait_for_selector(".figure .where", timeout=WAIT)
    yield page
    page.close()


MODULES = """async () => {
  const names = performance.getEntriesByType("resource").map(({name}) => name);
  const address = names.find((name) => name.endsWith("/all.js"));
  const load = (name) => import(address.replace("all.js", name));
  const {thinned} = await load("decimate.js"), {contour} = await load("contours.js");
  const {scale, ticks} = await load("scale.js");
"""
"""The beginning of a script that uses the figure's own modules."""


def test_decimation_keeps_every_extreme(modules: Page) -> None:
    found = modules.evaluate(
        MODULES
        + """
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
  const wrong = [];
  for (const [count, group] of [[5001, 20], [997, 64], [64, 7], [2000, 3]]) {
    const xs = Float32Array.from({length: count}, random), ys = Float32Array.from({length: count}, random);
    const kept = thinned(xs, ys, 0, count, group);
    if (kept.some((index, i) => i && index <= kept[i - 1])) wrong.push("order");
    if (kept[0] !== 0 || kept.at(-1) !== count - 1) wrong.push("ends");
    if (kept.length > 6 * Math.ceil(count / group) && group > 6) wrong.push("too many");
    for (let begin = 0; begin < count; begin += group) {
      const inside = [...Array(Math.min(group, count - begin)).keys()].map((i) => begin + i);
      const held = inside.filter((index) => kept.includes(index));
      for (const values of [xs, ys]) for (const most of [Math.min, Math.max])
        if (most(...inside.map((i) => values[i])) !== most(...held.map((i) => values[i]))) wrong.push([count, begin]);
    }
  }
  return wrong }"""
    )
    assert found == []


def test_contours_of_a_plane_are_where_its_level_is(modules: Page) -> None:
    segments = modules.evaluate(
        MODULES
        + """
  const heights = Float32Array.from({length: 30}, (_, i) => (i % 6) + 10 * Math.floor(i / 6));
  return contour(heights, 6, 12.25) }"""
    )
    # Height x + 10 y on a grid of 6 by 5: the line 12.25 runs from (5, 0.725) to (0, 1.225).
    points = list(zip(segments[::2], segments[1::2], strict=True))
    assert len(points) >= 10
    assert all(abs(x + 10 * y - 12.25) < 1e-5 for x, y in points)
    assert min(x for x, _ in points) == 0 and max(x for x, _ in points) == 5


def test_ticks_are_round_and_inside(modules: Page) -> None:
    made = modules.evaluate(
        MODULES + "return [ticks(scale(0, 1841, 0, 500), 80), ticks(scale(3e-4, 20, 0, 400, true), 44)] }"
    )
    assert made[0] == [0, 500, 1000, 1500]
    assert [float(f"{tick:.3g}") for tick in made[1]] == [1e-3, 1e-2, 0.1, 1, 10]
