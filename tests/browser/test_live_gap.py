"""The gap in the live figure: single runs, and gaps relative to the best."""

import re

import pytest
from playwright.sync_api import Page, expect

from pages.parts.controls.catalogue import DEFAULTS
from tests.browser.live import chart, drag, opened
from tests.browser.serving import FIGURE, no_errors, settled

pytestmark = pytest.mark.browser

RUNS_SEEN = f"""() => {{
  const figure = {FIGURE}, view = figure.views.gap, {{still, density}} = view.surface, {{x, y}} = view.scales;
  const pixels = () => still.getImageData(0, 0, still.canvas.width, still.canvas.height);
  const {{gap}} = figure.simulation, {{runs}} = gap, shown = pixels();
  gap.runs = null;
  view.drawStill(figure.scene());
  const hidden = pixels();
  gap.runs = runs;
  view.drawStill(figure.scene());
  const near = [-1, 0, 1]; // a sharp corner reaches its pixel only in part
  const differs = (px, py) => near.some((down) => near.some((right) => {{
    const at = 4 * ((Math.floor(py * density) + down) * still.canvas.width + Math.floor(px * density) + right);
    return [0, 1, 2, 3].some((part) => shown.data[at + part] !== hidden.data[at + part]);
  }}));
  const same = pixels().data.every((value, at) => value === shown.data[at]);
  // Where a single run stands alone: no median, band or biased limit lies above it.
  const apart = [];
  runs.forEach((method, index) => method.gaps.forEach((gaps, seed) => gaps.forEach((value, i) => {{
    const px = x(method.xs[seed][i]), py = y(value);
    const covered = gap.curves.some((curve) => py > y(curve.high[i]) - 4 && py < y(curve.low[i]) + 4);
    if (!covered && py > y.to + 2 && py < y.from - 2 && px > x.from + 2 && px < x.to - 2)
      apart.push([index, seed, differs(px, py)]);
  }})));
  return {{apart, same, counts: runs.map(({{gaps}}) => gaps.length)}};
}}"""
"""Every record of a single run beside all bands: its method, its seed, and whether it changes the picture there."""

PLAYED_STILL = f"""() => new Promise((done) => {{
  const figure = {FIGURE}, view = figure.views.gap, {{drawRuns}} = view;
  let drawn = 0;
  view.drawRuns = (...given) => {{ drawn++; drawRuns.apply(view, given); }};
  figure.playhead.seek(0);
  figure.costs.length = 0;
  figure.playhead.toggle();
  setTimeout(() => {{
    figure.playhead.pause(true);
    delete view.drawRuns;
    done([figure.costs.length, drawn]);
  }}, 700);
}})"""
"""Frames while playing, and how often single runs were drawn meanwhile."""


def test_single_runs_are_painted_once_a_picture(page: Page, site: str) -> None:
    opened(page, site, "?arrivals=200&until=arrivals")
    assert page.evaluate(f"() => {FIGURE}.simulation.gap.runs") is None
    page.get_by_text("Single runs", exact=True).click()
    page.wait_for_url("**runs=true*")
    settled(page)
    expect(page.locator(".panel.gap .caption")).to_contain_text("single runs of every seed")
    seen = page.evaluate(RUNS_SEEN)
    assert seen["counts"] == [DEFAULTS["seeds"]] * 3
    assert seen["same"]
    assert len(seen["apart"]) > 200
    assert {method for method, _, _ in seen["apart"]} == {0, 1, 2}
    assert len({(method, seed) for method, seed, _ in seen["apart"]}) > 8
    assert all(painted for _, _, painted in seen["apart"])
    frames_drawn, runs_drawn = page.evaluate(PLAYED_STILL)
    assert frames_drawn > 10
    assert runs_drawn == 0
    no_errors(page)


RELATIVE = f"""() => {{
  const figure = {FIGURE}, view = figure.views.gap, {{still, density}} = view.surface, {{x, y}} = view.scales;
  const {{curves, label}} = figure.simulation.gap;
  const corner = [(x.from + 1) * density, (y(1) - 2) * density, 3, 5].map(Math.round);
  const pixels = [...still.getImageData(...corner).data];
  const hued = (red, i) => i % 4 === 0 && Math.abs(red - pixels[i + 2]) > 60 && pixels[i + 3] > 200;
  const smallest = Array.from(curves[0].x, (_, i) => Math.min(...curves.map(({{median}}) => median[i])));
  return {{
    label, first: curves.map(({{median}}) => median[0]), least: Math.min(...smallest),
    most: Math.max(...smallest), low: y.low, high: y.high, coloured: pixels.some(hued),
  }};
}}"""
WINDOW = f"() => {{ const {{x, y}} = {FIGURE}.views.gap.scales; return [x.low, x.high, y.low, y.high] }}"


def test_relative_to_the_best_begins_at_1_and_has_a_zoom_of_its_own(page: Page, site: str) -> None:
    opened(page, site, "?seeds=4")
    whole = page.evaluate(WINDOW)
    drag(page, "Gap of", (0.3, 0.3), (0.7, 0.7))
    zoomed = page.evaluate(WINDOW)
    assert zoomed != whole
    page.get_by_role("radio", name="relative to the best").click()
    page.wait_for_url("**show=relative+to+the+best*")
    settled(page)
    seen = page.evaluate(RELATIVE)
    assert seen["label"] == "gap relative to the best"
    assert seen["first"] == [1, 1, 1]
    assert seen["least"] == seen["most"] == 1
    assert seen["low"] < 1 < seen["high"]
    assert seen["coloured"], "the curves begin at 1"
    assert page.evaluate(WINDOW) == [0, whole[1], seen["low"], seen["high"]], "a zoom into gaps is none into ratios"
    expect(page.locator(".panel.gap .caption")).to_contain_text("the best one lies at 1")
    assert "relative to the best against simulated seconds" in (chart(page, "Gap of").get_attribute("aria-label") or "")
    box = chart(page, "Gap of").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tip = page.locator(".surface.gap .tip").inner_text()
    assert re.search(r"(ASGD|OrMo) 1×", tip), "one method is the best everywhere"
    page.get_by_role("radio", name="suboptimality").click()
    page.wait_for_url(lambda url: "show=" not in url)
    settled(page)
    assert page.evaluate(WINDOW) == zoomed, "back among gaps the zoom is back"
    no_errors(page)
