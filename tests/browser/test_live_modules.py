"""The live figure's own modules, one by one, in a browser."""

from collections.abc import Iterator
from itertools import pairwise

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


def test_gestures_keep_what_lies_under_them(modules: Page) -> None:
    """Also on a logarithmic axis: as many decades as pixels."""
    found = modules.evaluate(
        MODULES
        + """
  const {about, moved, pinched, possible, windowOf} = await load("windows.js");
  const box = {left: 40, right: 440, top: 10, bottom: 310};
  const of = ({x, y}) => ({x: scale(...x, 40, 440), y: scale(...y, 310, 10, true)});
  const whole = of({x: [0, 100], y: [1e-4, 100]}), at = {x: 140, y: 60};
  const near = of(windowOf(whole, about(box, at, 2)));
  const right = windowOf(whole, moved(box, 40, 50));
  const fingers = of(windowOf(whole, pinched(box, {x: 100, y: 100, apart: 50}, {x: 300, y: 200, apart: 200})));
  const may = (window) => possible(window, whole, whole);
  return {
    under: [[whole.x.invert(140), near.x.invert(140)], [whole.y.invert(60), near.y.invert(60)]],
    span: [near.x.high - near.x.low, Math.log10(near.y.high / near.y.low)],
    right: [...right.x, ...right.y.map(Math.log10)],
    fingers: [[whole.x.invert(100), fingers.x.invert(300)], [whole.y.invert(100), fingers.y.invert(200)]],
    spread: fingers.x.high - fingers.x.low,
    may: [may({x: [0, 1], y: [1, 2]}), may({x: [0, 1e-9], y: [1, 2]}), may({x: [-1e9, 1e9], y: [1, 2]}),
      may({x: [0, 1], y: [0, 2]}), may({x: [0, 1], y: [1, Infinity]})],
  } }"""
    )
    for before, after in found["under"] + found["fingers"]:
        assert after == pytest.approx(before)
    assert found["span"] == pytest.approx([50, 3])
    assert found["right"] == pytest.approx([-10, 90, -3, 3])
    assert found["spread"] == pytest.approx(25)
    assert found["may"] == [True, False, False, False, False]


def test_marks_are_few_at_the_same_places_and_apart(modules: Page) -> None:
    found = modules.evaluate(
        MODULES
        + """
  const {markPlaces} = await load("gap_curves.js");
  const all = (low, high) => [...Array(8).keys()].map((index) => markPlaces(index, 8, [low, high], [0, 1000]));
  return [all(0, 1000), all(300, 500), all(-5000, 5000), all(330, 530)] }"""
    )
    whole, near, far, panned = found
    assert [len(places) for places in whole] == [6] * 8
    assert whole[0] == pytest.approx([1000 / 96 + 1000 / 6 * k for k in range(6)])
    ordered = sorted(place for places in whole for place in places)
    assert min(b - a for a, b in pairwise(ordered)) == pytest.approx(1000 / 48)
    assert all(4 <= len(places) <= 6 and all(300 <= place <= 500 for place in places) for places in near)
    # Where the view is moved they move with the curve.
    for before, after in zip(near, panned, strict=True):
        assert [place for place in before if place >= 330] == pytest.approx([place for place in after if place <= 500])
    assert all(min(places) > 0 for places in far)


def test_heights_between_the_grid_s_points(modules: Page) -> None:
    """A quadratic is told exactly, to rounding; nothing is told beyond the grid or beside what is not finite."""
    found = modules.evaluate(
        MODULES
        + """
  const {heightAt} = await load("map_words.js");
  const f = (x, y) => (x - 1) ** 2 + 3 * (y + 0.5) ** 2 + x * y + 1, columns = 21, fine = 65534, top = 5;
  const grid = Uint16Array.from({length: columns * 11}, (_, i) =>
    Math.round((fine * Math.sqrt(f(-2 + (i % columns) * 0.2, -1 + Math.floor(i / columns) * 0.2))) / top));
  const map = {x: [-2, 2], y: [-1, 1], columns, heights: grid, fine, top};
  const errors = [[0.11, 0.37], [-1.5, 0.05], [1.03, -0.71]].map(([x, y]) => heightAt(map, x, y).height - f(x, y));
  const edge = heightAt(map, 1.95, 0.9).height - f(1.95, 0.9);
  grid[5 * columns + 10] = fine + 1;
  return [errors, edge, heightAt(map, 2.1, 0), heightAt(map, 0.1, 0.1).height === Infinity] }"""
    )
    errors, edge, beyond, broken = found
    assert max(abs(error) for error in errors) < 2e-3
    assert abs(edge) < 0.05
    assert beyond is None
    assert broken


TRAIL = (
    MODULES
    + """
  const {Trail} = await load("trail.js");
  const drawn = (trail) => {
    const lines = [];
    let at = null;
    const context = {
      beginPath() {}, stroke() {},
      moveTo: (x, y) => (at = [x, y]),
      lineTo: (x, y) => { if (at) lines.push([...at, x, y]); at = [x, y]; },
    };
    for (let chunk = 0; chunk < trail.chunksAt(trail.count - 1); chunk++) {
      at = null;
      trail.paintChunk(context, chunk);
    }
    at = null;
    trail.paintRest(context, trail.count - 1);
    return lines;
  };
  const over = (half) => ({x: scale(-half, half, 0, 400), y: scale(-half, half, 400, 0)});
"""
)
"""A script that has paths, and what of them is drawn."""


def test_a_zoom_draws_every_step_that_it_tells_apart(modules: Page) -> None:
    """Of a long path that goes round, a whole picture holds the extremes, and a zoom into it all that is seen."""
    found = modules.evaluate(
        TRAIL
        + """
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
  const place = Float32Array.from({length: 40002}, () => 0.2 * random());
  const whole = new Trail(place, over(10)), near = new Trail(place, over(0.05)), lines = drawn(near);
  const seen = (x, y) => x >= 0 && x <= 400 && y >= 0 && y <= 400, key = (...ends) => ends.join(" ");
  const had = new Set(lines.flatMap(([x1, y1, x2, y2]) => [key(x1, y1), key(x2, y2)]));
  let missing = 0, inside = 0;
  for (let i = 0; i < near.count; i++)
    if (seen(near.xs[i], near.ys[i])) { inside++; if (!had.has(key(near.xs[i], near.ys[i]))) missing++; }
  const off = new Trail(place, {x: scale(5, 6, 0, 400), y: scale(5, 6, 400, 0)});
  return [drawn(whole).length, inside, missing, near.group, drawn(off).length] }"""
    )
    whole, inside, missing, group, off = found
    assert whole < 4000
    assert inside > 4000
    assert (missing, group) == (0, 3)
    assert off < 100, "what is out of sight costs nothing but the last piece"


def test_a_line_from_far_crosses_the_box_where_it_is(modules: Page) -> None:
    found = modules.evaluate(
        TRAIL
        + """
  // From far on the left to farther on the right: through (0, 1) of a box from -1 to 1, and back below it.
  const place = Float32Array.from([-100, 51, 900, -449, 900, -1e4, -2e5, -1e4, 0, 0]);
  const trail = new Trail(place, over(1));
  const far = [...trail.xs].filter((x, i) => Math.hypot(x - 200, trail.ys[i] - 200) > 4999);
  return [drawn(trail), far.length] }"""
    )
    lines, far = found
    assert far == 4
    # The first line falls by half its way: 200 pixels right of the left edge it stands at y = 1, which is pixel 0.
    left, top, right, bottom = lines[0]
    assert (left, right) == pytest.approx((0, 500), abs=200)
    assert top + (200 - left) * (bottom - top) / (right - left) == pytest.approx(0, abs=0.5)
    assert lines[-1][2:] == pytest.approx([200, 200])
    assert all(-101 <= value <= 501 for line in lines for value in line)


def test_segments_are_cut_at_the_sides(modules: Page) -> None:
    found = modules.evaluate(
        MODULES
        + """
  const {clippedSegment} = await load("clip.js");
  const sides = [0, 0, 10, 20];
  return [[-5, 5, 15, 5], [2, 3, 4, 5], [-5, -5, -1, 30], [5, -10, 5, 40], [20, 0, 0, 20], [-1, 21, -1, 22],
    [3, 3, 3, 3]].map((ends) => clippedSegment(...ends, sides)) }"""
    )
    assert found == [[0, 5, 10, 5], [2, 3, 4, 5], None, [5, 0, 5, 20], [10, 10, 0, 20], None, [3, 3, 3, 3]]


def test_the_nearest_point_of_a_path(modules: Page) -> None:
    found = modules.evaluate(
        TRAIL
        + """
  const place = Float32Array.from({length: 2002}, (_, i) => Math.cos((i >> 1) / 50 + (i % 2) * 1.5));
  const trail = new Trail(place, over(1.2)), wrong = [];
  for (const [px, py, last] of [[30, 200, 1000], [200, 30, 1000], [380, 210, 400], [200, 200, 1000], [35, 180, 90]]) {
    let best = -1, least = 12;
    for (let i = 0; i <= last; i++) {
      const away = Math.hypot(trail.xs[i] - px, trail.ys[i] - py);
      if (away <= least) [best, least] = [i, away];
    }
    const told = trail.nearest(px, py, last, 12);
    if (told !== best) wrong.push([px, py, last, told, best]);
  }
  return wrong }"""
    )
    assert found == []
