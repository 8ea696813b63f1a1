"""The race's charts: what is drawn is what the engine says, and what the live figure shows."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from engine.results.curves import Axis, gap_curve
from engine.results.plane import LEVELS, draw_map
from engine.theory import exact
from engine.theory.predicted_curves import predictions_of
from pages.parts.charts.race_contribution import contribution_chart
from pages.parts.charts.race_gap import gap_chart
from pages.parts.charts.race_lines import farthest
from pages.parts.charts.race_map import MOST_PATH, map_chart
from pages.parts.charts.race_staleness import staleness_chart
from pages.parts.style import MARKS, style_of
from tests.support.figures import trace
from tests.support.race_charts import MANY, numbers, race

CLOSE = {"rtol": 1e-6}
"""Single precision rounds by less than this."""


@pytest.mark.parametrize("axis", get_args(Axis))
def test_medians_and_quartiles_are_the_engines(axis: Axis) -> None:
    given = race()
    figure = gap_chart(given, axis)
    for label, run in given.items():
        curve = gap_curve(run, axis)
        drawn, band = trace(figure, label), trace(figure, label, fill="toself")
        np.testing.assert_allclose([drawn.x, drawn.y], [curve.x, curve.median], **CLOSE)
        np.testing.assert_allclose(drawn.customdata, np.stack([curve.low, curve.high], axis=-1), **CLOSE)
        assert sorted(numbers(band.y)[np.isfinite(band.y)]) == pytest.approx(sorted([*curve.low, *curve.high]))
        assert drawn.legendgroup == band.legendgroup == label
        assert drawn.line.color == style_of(run.settings.kind).colour
        assert "3 seeds" in drawn.hovertemplate
        assert drawn.mode == "lines"


def test_single_runs_are_those_of_the_first_seeds() -> None:
    given = race(seeds=18)
    figure = gap_chart(given, runs=True)
    for label, run in given.items():
        for seed in range(16):
            drawn = trace(figure, f"{label}, seed {seed + 1}")
            np.testing.assert_allclose(drawn.y, run.gap[seed], **CLOSE)
            assert (drawn.legendgroup, drawn.showlegend) == (label, False)
        assert not [one for one in figure.data if one.name == f"{label}, seed 17"]
    assert len(gap_chart(given).data) == 2 * len(given)


def test_the_theory_is_drawn_over_the_curves_and_on_the_map() -> None:
    given = race(records=30)
    theory = predictions_of(given)
    figure, ground = gap_chart(given, "arrivals", theory=theory), map_chart(given, theory=theory)
    for label, run in given.items():
        known, expected = exact(given.scenario, label), theory[label].expected
        drawn = trace(figure, f"{label}, expected gap")
        np.testing.assert_allclose([drawn.x, drawn.y], [run.gradients, expected], **CLOSE)
        assert numbers(trace(figure, f"{label}, exact rate").y)[-1] == pytest.approx(known.noise_floor)
        mark = trace(ground, f"{label}, exact limit")
        assert [mark.x[0], mark.y[0]] == pytest.approx(draw_map(given).plane.project(known.limit))
    # One entry for all; nothing of it beside ratios.
    assert [one.name for one in figure.data if one.showlegend is None][-2:] == ["expected gap", "exact rate"]
    assert len(gap_chart(given, relative=True, theory=theory).data) == 2 * len(given)


def test_many_methods_have_marks() -> None:
    given = race(methods=[{"kind": kind, "step": 0.01} for kind in MANY], seeds=2)
    for figure in (gap_chart(given), map_chart(given), staleness_chart(given), contribution_chart(given)):
        for label, run in given.items():
            drawn = next(one for one in figure.data if one.name == label and one.fill is None)
            assert drawn.marker.symbol == MARKS[style_of(run.settings.kind).dash]
            assert drawn.marker.maxdisplayed


def test_the_map_shows_the_gap_and_the_paths() -> None:
    given = race(budget={"arrivals": 4000})
    drawn, figure = draw_map(given), map_chart(given)
    ground = trace(figure, "gap")
    np.testing.assert_allclose(ground.customdata, drawn.heights, **CLOSE)
    np.testing.assert_allclose(numbers(ground.z) ** 2, drawn.heights, rtol=1e-5)
    assert round((ground.contours.end - ground.contours.start) / ground.contours.size) == LEVELS - 1
    for label, run in given.items():
        path, place = trace(figure, label), run.filmed.place
        events = np.asarray(path.customdata)
        assert len(events) <= MOST_PATH
        np.testing.assert_allclose(np.stack([path.x, path.y], axis=-1), place[events], rtol=1e-6, atol=1e-6)
        assert (events[0], events[-1]) == (0, len(place) - 1)
    for name in ("start", "biased limit", "goal"):
        mark, point = trace(figure, name), getattr(drawn, name.split()[0])
        assert [mark.x[0], mark.y[0]] == pytest.approx(point)
    workers = trace(figure, "workers' own minimisers")
    np.testing.assert_allclose(np.stack([workers.x, workers.y], axis=-1), drawn.workers, rtol=1e-6, atol=1e-6)
    assert (np.diff(workers.marker.size) <= 0).all()  # the first are the fastest
    assert figure.layout.yaxis.scaleanchor == "x"


@examples(st.integers(1, 5000), st.integers(0, 1000), st.integers(6, 300))
def test_thinned_paths_keep_their_extremes(count: int, seed: int, most: int) -> None:
    place = np.random.default_rng(seed).standard_normal((count, 2)).cumsum(axis=0)
    kept = farthest(place, most)
    assert len(kept) <= most
    assert (np.diff(kept) > 0).all()
    assert (kept[0], kept[-1]) == (0, count - 1)
    assert (place[kept].min(axis=0) == place.min(axis=0)).all()
    assert (place[kept].max(axis=0) == place.max(axis=0)).all()


def test_the_gap_chart_tells_numbers_beyond_its_first_view_as_they_are() -> None:
    given = race(
        problem={"kind": "quadratic", "dimension": 2, "noise": 0.0, "heterogeneity": 0.0}, budget={"arrivals": 20_000}
    )
    figure = gap_chart(given)
    low = 10 ** figure.layout.yaxis.range[0]
    for label, run in given.items():
        drawn, median = trace(figure, label), np.median(run.gap, axis=0)
        last = float(numbers(drawn.y)[-1])
        if 0 < median[-1] < low:
            assert last == pytest.approx(median[-1], rel=1e-6)
    assert any(0 < np.median(run.gap, axis=0)[-1] < low for run in given.values())


def test_a_pinned_race_is_drawn_thin_beside_the_gaps() -> None:
    given, other = race(), race(methods=[{"kind": "asgd", "step": 0.01}, {"kind": "ormo"}])
    alone, both = gap_chart(given, "arrivals"), gap_chart(given, "arrivals", pinned=other)
    new = [one for one in both.data if one.name not in {old.name for old in alone.data}]
    assert [one.name for one in new] == ["A: asgd", "A: ormo"]
    for one, run in zip(new, other.values(), strict=True):
        picked = np.searchsorted(run.gradients, one.x)
        assert one.y == pytest.approx(np.median(run.gap, axis=0)[picked], rel=1e-5)
        assert one.line.width < alone.data[-1].line.width
