"""The race's charts stand whatever the runs did, stay small, and say what they lack."""

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from engine import Scenario, simulate
from pages.parts.charts.race_contribution import contribution_chart
from pages.parts.charts.race_gap import gap_chart
from pages.parts.charts.race_map import map_chart
from pages.parts.charts.race_staleness import staleness_chart
from pages.parts.charts.race_timeline import timeline_chart
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from tests.support.build import scenario
from tests.support.figures import trace
from tests.support.gaps import BIASED_GAP, gap
from tests.support.made import START, WAYS, resting, set_from, simulation, walk
from tests.support.race_charts import MANY, check_drawable, filmed, numbers, race
from tests.support.strategies import FIELDS, scenarios

FIGURES = (gap_chart, map_chart, timeline_chart, staleness_chart, contribution_chart)
NEEDS_FILM = (map_chart, timeline_chart, contribution_chart)
MOST_BYTES, WORST_BYTES = 700_000, 1_000_000
"""Of all figures of the default race together, and of one of the largest race."""


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("logarithmic", [True, False])
@pytest.mark.parametrize("seeds", [1, 4])
@pytest.mark.parametrize("way", WAYS)
def test_gaps_are_drawn_as_in_the_live_figure(way: str, seeds: int, logarithmic: bool, relative: bool) -> None:
    other = WAYS[way](seeds)
    given = simulation(walk(seeds)[:, np.linspace(0, 49, other.shape[1]).astype(int)], other)
    figure, live = (
        gap_chart(given, "seconds", logarithmic, relative, runs=True),
        gap(given, "seconds", logarithmic, relative),
    )
    check_drawable(figure)
    ends = np.array(figure.layout.yaxis.range)
    np.testing.assert_allclose(10**ends if logarithmic else ends, live["y"])
    for label, curve in zip(given, live["curves"], strict=True):
        drawn = trace(figure, label)
        np.testing.assert_allclose([drawn.x, drawn.y], [curve["x"], curve["median"]], rtol=1e-6)
        crosses = [one for one in figure.data if one.name == f"{label}, leaves the picture"]
        assert [one.x[0] for one in crosses] == ([curve["x"][-1]] if curve["leaves"] else [])


def test_the_gap_of_the_biased_limit_is_drawn_where_it_lies_in_the_picture() -> None:
    (line,) = gap_chart(simulation(walk(2))).layout.shapes
    assert line.y0 == pytest.approx(BIASED_GAP)
    assert not gap_chart(simulation(walk(2)), relative=True).layout.shapes
    assert not gap_chart(simulation(resting(START, 2, 50))).layout.shapes
    # Beyond the range of single precision, too.
    check_drawable(gap_chart(simulation(walk(2), set_from(walk(2), 1e150, 7))))


ODD = {
    "diverges": {"methods": [{"kind": "asgd", "step": 10.0}]},
    "one seed": {"seeds": 1},
    "no arrival": {"budget": {"seconds": 0.5}},
    "one worker": {"cluster": {"workers": 1}},
    "one dimension": {"problem": {"kind": "quadratic", "dimension": 1}},
    "no known minimum": {"problem": {"kind": "network", "hidden": 4}, "budget": {"arrivals": 60}},
    "jitter": {"cluster": {"workers": 5, "jitter": {"kind": "exponential"}}},
}


@pytest.mark.parametrize("name", ODD)
def test_every_race_has_its_charts(name: str) -> None:
    given = race(**ODD[name])
    for make in FIGURES:
        figure = make(given)
        assert figure.to_json()
        assert all(one.name and one.uid for one in figure.data)
        for title in (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text):
            assert title
    for relative in (False, True):
        for axis in ("seconds", "arrivals", "updates"):
            check_drawable(gap_chart(given, axis, relative=relative, runs=True))
    paths = [trace(map_chart(given), label) for label in given]
    assert all(np.isfinite(numbers([path.x, path.y])).all() for path in paths)


@examples(st.sampled_from(sorted(FIELDS)).flatmap(lambda kind: scenarios(kind, 40)))
def test_any_scenario_has_its_charts(given: Scenario) -> None:
    found = simulate(given, film=True)
    check_drawable(gap_chart(found))
    (timeline, staleness, contribution) = (
        make(found) for make in (timeline_chart, staleness_chart, contribution_chart)
    )
    for bars in timeline.select_traces({"type": "bar"}):
        begin, end, _ = np.asarray(bars.customdata).T
        assert (begin <= end).all()
    assert numbers(staleness.data[0].y).sum() == pytest.approx(1)
    total = numbers(contribution.data[0].y).sum()
    assert total == pytest.approx(1) or total == 0


@pytest.mark.parametrize("make", NEEDS_FILM)
def test_a_chart_says_that_it_needs_a_film(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=r"^the run of 'asgd' holds no film: call simulate\(scenario, film=True\)$"):
        make(simulate(scenario()))


def test_a_timeline_says_what_it_cannot_show() -> None:
    with pytest.raises(KeyError, match="no method 'Asgd'"):
        timeline_chart(race(), "Asgd")
    with pytest.raises(ValueError, match="must end after it begins"):
        timeline_chart(race(), begin=5.0, end=5.0)


def test_the_default_race_is_small() -> None:
    given = filmed(scenario_of(DEFAULTS))
    figures = [make(given) for make in FIGURES[1:]] + [gap_chart(given, runs=True)]
    assert sum(len(figure.to_json()) for figure in figures) <= MOST_BYTES


def test_the_largest_race_is_not_large() -> None:
    methods = [{"kind": kind, "step": 0.01} for kind in MANY][:20]
    fields = {"cluster": {"workers": 30}, "budget": {"arrivals": 3000}, "records": 1500}
    given = race(methods=methods, seeds=16, **fields)
    figures = [gap_chart(given, runs=True), *(make(given) for make in FIGURES[1:])]
    assert max(len(figure.to_json()) for figure in figures) <= WORST_BYTES
