"""Values under the pointer: what the figure says agrees with the run, up to the playhead, and with what is drawn."""

import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from engine import Simulation, simulate
from engine.results.plane import Map, draw_map
from engine.results.report import report_of
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from tests.browser.live import next_frame, opened, point_at, scales, seek
from tests.browser.serving import FIGURE, window

pytestmark = pytest.mark.browser

AT = 1234
"""Where the playhead stands."""


@pytest.fixture(scope="module")
def race(browser: Browser, site: str) -> Iterator[Page]:
    with window(browser, height=2200) as page:
        yield opened(page, site)


@pytest.fixture(scope="module")
def run() -> Simulation:
    return simulate(scenario_of(DEFAULTS), film=True)


@pytest.fixture(scope="module")
def drawn(run: Simulation) -> Map:
    return draw_map(run)


def pixel(ends: list[float], value: float) -> float:
    low, high, begin, end = ends
    return begin + (value - low) / (high - low) * (end - begin)


def test_staleness_is_counted_up_to_the_playhead(race: Page, run: Simulation) -> None:
    seek(race, AT)
    x, y = scales(race, "staleness")
    wide = race.evaluate(f"() => {FIGURE}.views.staleness.wide")
    for staleness in (0, 4, 7, 23):
        first = staleness // wide * wide
        words = point_at(race, "staleness", pixel(x, first + wide / 2 - 0.5), y[3] + 20).splitlines()
        assert words[0] == f"staleness {first}" + (f" to {first + wide - 1}" if wide > 1 else "")
        for line, (label, method) in zip(words[1:], run.items(), strict=True):
            found = re.fullmatch(rf"{label} (\S+)%: (\d+) of 1,234 arrivals", line)
            assert found is not None, line
            seen = method.arrivals["staleness"][:AT]
            count = int(((seen >= first) & (seen < first + wide)).sum())
            assert int(found[2]) == count
            assert float(found[1]) == pytest.approx(100 * count / AT, rel=5e-3)
    race.evaluate(f"() => {FIGURE}.playhead.step(1)")
    next_frame(race)
    assert "of 1,235 arrivals" in race.locator(".surface.staleness .tip").inner_text(), "it follows the playhead"
    assert point_at(race, "staleness", 5, y[3] + 20) == "", "beside the axes there is nothing"


def test_contribution_is_a_share_of_the_steps_so_far(race: Page, run: Simulation) -> None:
    seek(race, AT)
    x, y = scales(race, "contribution")
    for worker in (1, 8):
        words = point_at(race, "contribution", pixel(x, worker), y[3] + 20).splitlines()
        assert words[0] == f"worker {worker}, fair share 12.5%"
        for line, (label, method) in zip(words[1:], run.items(), strict=True):
            found = re.fullmatch(rf"{label} (\S+)%, (\S+) × fair", line)
            assert found is not None, line
            pull = np.broadcast_to(report_of(run.scenario, method).pull, len(method.arrivals))[:AT]
            share = pull[method.arrivals["worker"][:AT] == worker - 1].sum() / pull.sum()
            assert float(found[1]) == pytest.approx(100 * share, rel=5e-3)
            assert float(found[2]) == pytest.approx(8 * share, rel=5e-3)


def test_the_map_tells_the_gap_of_the_place(race: Page, run: Simulation, drawn: Map) -> None:
    seek(race, 0)
    x, y = scales(race, "map")
    for place in ((2.0, 1.5), (-0.8, -1.7), (1.0, -1.0)):
        words = point_at(race, "map", pixel(x, place[0]), pixel(y, place[1]))
        found = re.search(r"at \((\S+), (\S+)\), gap ≈ (\S+)", words)
        assert found is not None, words
        assert (float(found[1]), float(found[2])) == pytest.approx(place, abs=0.02)
        gap = float(run.problem.gaps(drawn.plane.lift(np.array(place))))
        # Two digits, a pixel aside.
        assert float(found[3]) == pytest.approx(gap, rel=0.07)
    assert drawn.goal is not None
    at_goal = point_at(race, "map", pixel(x, drawn.goal[0]), pixel(y, drawn.goal[1]))
    assert at_goal.startswith("goal: minimiser of f\nat (")
    found = re.search(r"gap (?:≈|below) (\S+)", at_goal)
    assert found is not None and float(found[1]) < 1e-3
    assert drawn.workers is not None
    own = point_at(race, "map", *(pixel(ends, value) for ends, value in zip((x, y), drawn.workers[0], strict=True)))
    assert own.startswith("worker 1's own minimiser: 36.8% of the arrivals\nat (")


NEAREST = f"""([px, py, last]) => {{
  const figure = {FIGURE}, {{x, y}} = figure.views.map.scales;
  let best = null;
  for (const {{label, place}} of figure.simulation.methods)
    for (let event = 0; event <= last; event++) {{
      const away = Math.hypot(x(place[2 * event]) - px, y(place[2 * event + 1]) - py);
      if (!best || away < best.away) best = {{label, event, away}};
    }}
  return best;
}}"""
"""The nearest of all points of all paths up to an event."""


def test_the_map_tells_the_nearest_arrival_up_to_the_playhead(race: Page, run: Simulation) -> None:
    x, y = scales(race, "map")
    for at in (AT, 400):
        seek(race, at)
        told = 0
        for label, event in (("ASGD", 60), ("Rescaled ASGD", 90), ("OrMo", 700), ("Rescaled ASGD", 1200)):
            film = run[label].film
            assert film is not None
            px, py = (pixel(ends, value) for ends, value in zip((x, y), film.place[event], strict=True))
            words = point_at(race, "map", px, py)
            best: dict[str, Any] = race.evaluate(NEAREST, [px, py, at])
            found = re.search(r"^(.*) after arrival (\S+), (\S+) s$", words, re.MULTILINE)
            assert (found is not None) == (best["away"] <= 8 and best["event"] > 0), words
            if found is None:
                continue
            told += 1
            number = int(found[2].replace(",", ""))
            assert number <= at
            shown = run[found[1]]
            assert shown.film is not None
            own = [pixel(ends, value) for ends, value in zip((x, y), shown.film.place[number], strict=True)]
            # The mouse stands on whole pixels, so one of equals may be told.
            assert math.dist(own, (px, py)) <= best["away"] + 1
            assert float(found[3].replace(",", "")) == pytest.approx(shown.arrivals["time"][number - 1], rel=5e-3)
        assert told >= 2


def test_the_gap_tells_a_mean_and_the_curve_itself(page: Page, site: str) -> None:
    opened(page, site, "?smooth=5%25&seeds=4")
    x, y = scales(page, "gap")
    px = x[2] + 0.37 * (x[3] - x[2])
    words = point_at(page, "gap", px, (y[2] + y[3]) / 2).splitlines()
    curves = page.evaluate(f"""() => {FIGURE}.simulation.gap.curves.map(
        ({{x, median, raw}}) => [x, median, raw].map((part) => [...part]))""")
    place = x[0] + 0.37 * (x[1] - x[0])
    assert words[0].endswith("simulated seconds")
    assert float(words[0].split()[0].replace(",", "")) == pytest.approx(place, rel=5e-3)
    for line, (xs, median, raw) in zip(words[1:], curves, strict=True):
        found = re.fullmatch(r".* mean (\S+), itself (\S+)", line)
        assert found is not None, line
        for told, values in ((found[1], median), (found[2], raw)):
            # Between two records lines are straight on the logarithmic axis; the mouse stands on whole pixels.
            near = np.exp(np.interp([place - 2, place, place + 2], xs, np.log(values)))
            assert 0.99 * near.min() <= float(told) <= 1.01 * near.max()
        assert found[1] != found[2]
    assert "a running mean of the logarithm over 92.1 simulated seconds" in (
        page.locator(".surface.gap .picture").get_attribute("aria-label") or ""
    )
