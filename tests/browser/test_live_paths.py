"""The paths on the map: fewer points without losing an extreme, lines cut at the sides, the nearest point."""

import pytest
from playwright.sync_api import Page

from tests.browser.live import MODULES

pytestmark = pytest.mark.browser


def test_decimation_keeps_every_extreme(modules: Page) -> None:
    found = modules.evaluate(
        MODULES
        + """
  const random = randoms(1);
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
  const random = randoms(7);
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
