"""The live figure's own modules, one by one, in a browser."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.browser.live import MODULES

pytestmark = pytest.mark.browser


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


def test_shares_that_are_alike_are_said_once(modules: Page) -> None:
    alike, apart = modules.evaluate(
        MODULES
        + """
  const {Tally} = await load("tally.js");
  const schedule = {most: 0, worker: [0, 1], staleness: [0, 0]}, method = {schedule, pull: () => 1};
  return [2, 1].map((event) => new Tally(method, 2).at(event).range()) }"""
    )
    assert (alike, apart) == ("50%", "0% to 100%")
