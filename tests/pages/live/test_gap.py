"""The gap's picture: never blank and never without bounds, whatever the runs did."""

import math
from typing import get_args

import numpy as np
import pytest

from engine import simulate
from engine.results.curves import Axis
from engine.results.gap_picture import MOST_RUNS
from pages.parts.words.gap_axes import TITLES
from tests.support.build import scenario
from tests.support.gaps import BIASED_GAP, CLOSE, check_gaps, gap, leaving
from tests.support.made import ALIKE, BIASED, GOAL, START, TWO_WORKERS, WAYS, resting, set_from, simulation, walk


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("logarithmic", [True, False])
@pytest.mark.parametrize("seeds", [1, 4])
@pytest.mark.parametrize("way", WAYS)
def test_gaps_are_drawn_whatever_happens(way: str, seeds: int, logarithmic: bool, relative: bool) -> None:
    given = simulation(WAYS[way](seeds))
    check_gaps(gap(given, "seconds", logarithmic, relative, runs=True), given)


@pytest.mark.parametrize("logarithmic", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_one_wild_run_leaves_the_others_readable(way: str, logarithmic: bool) -> None:
    """The walk keeps at least a tenth of the picture's height beside any other run."""
    other = WAYS[way](4)
    given = simulation(walk(4)[:, np.linspace(0, 49, other.shape[1]).astype(int)], other)
    part = gap(given, logarithmic=logarithmic)
    check_gaps(part, given)
    low, high = part["y"]
    median = part["curves"][0]["median"]
    top, bottom = float(median.max()), float(median.min())
    covered = math.log(top / bottom) / math.log(high / low) if logarithmic else (top - bottom) / (high - low)
    assert covered > 0.1


@pytest.mark.parametrize("axis", get_args(Axis))
def test_axes(axis: Axis) -> None:
    given = simulation(walk(2))
    part = gap(given, axis)
    check_gaps(part, given)
    assert (part["axis"], part["title"], part["label"]) == (axis, TITLES[axis], "gap f(x) − f*")
    assert axis.removesuffix("s") in part["title"]
    assert part["x"] == [0, 49]


@pytest.mark.parametrize("axis", get_args(Axis))
def test_a_run_without_an_arrival_has_an_axis(axis: Axis) -> None:
    given = simulate(scenario(budget={"seconds": 0.5}))
    part = gap(given, axis)
    check_gaps(part, given)
    assert part["x"] == [0, 0.5 if axis == "seconds" else 1]


@pytest.mark.parametrize("way", WAYS)
def test_a_linear_axis_begins_at_zero(way: str) -> None:
    assert gap(simulation(WAYS[way](2)), logarithmic=False)["y"][0] == 0


def test_a_gap_is_drawn_as_it_is() -> None:
    given = simulation(walk(1))
    (curve,) = gap(given)["curves"]
    np.testing.assert_allclose(curve["median"], given["asgd"].gap[0], rtol=CLOSE)
    np.testing.assert_allclose(curve["x"], given["asgd"].time, rtol=CLOSE)


def test_a_run_that_leaves_the_picture_is_seen_to_leave() -> None:
    assert leaving(simulation(walk(2))) == []
    assert leaving(simulation(set_from(walk(2), math.inf, 25))) == [25]
    assert leaving(simulation(walk(2), set_from(walk(2), 1e150, 7))) == [7]


def test_a_run_from_the_goal_does_not_leave_the_picture() -> None:
    """Its first gap is 0, so no multiple of that is a limit."""
    path = set_from(resting(BIASED, 1, 50), GOAL, 0)
    path[:, :, 0] = -np.linspace(0, 1, 50)
    given = simulation(path, fields=TWO_WORKERS | {"problem": TWO_WORKERS["problem"] | {"start": GOAL.tolist()}})
    check_gaps(gap(given), given)
    assert leaving(given) == []
    assert gap(given)["y"][1] >= BIASED_GAP


def test_bands_are_there_with_several_seeds() -> None:
    (alone,) = gap(simulation(walk(1)))["curves"]
    assert alone["low"] is alone["high"] is None
    (curve,) = gap(simulation(walk(4)))["curves"]
    gaps = np.sort(simulation(walk(4))["asgd"].gap, axis=0)
    # With four seeds the quartiles lie in the middle between the outer two on each side.
    np.testing.assert_allclose(curve["low"], (gaps[0] + gaps[1]) / 2, rtol=CLOSE)
    np.testing.assert_allclose(curve["high"], (gaps[2] + gaps[3]) / 2, rtol=CLOSE)


def test_the_gap_of_the_biased_limit_is_told_where_it_is_in_the_picture() -> None:
    assert gap(simulation(walk(2)))["biased"] == pytest.approx(BIASED_GAP)
    assert gap(simulation(walk(2)), logarithmic=False)["biased"] == pytest.approx(BIASED_GAP)
    # A run that stays at its start is drawn far above it.
    part = gap(simulation(resting(START, 2, 50)))
    assert part["y"][0] > BIASED_GAP
    assert part["biased"] is None
    # Where the limits are one point, its gap is 0, which has no place on either axis.
    for logarithmic in (True, False):
        assert gap(simulation(walk(2), fields=ALIKE), logarithmic=logarithmic)["biased"] is None


def test_without_a_known_minimum_the_loss_is_drawn_and_no_biased_limit() -> None:
    for problem, measure, label in (
        ({"kind": "network", "hidden": 4}, "Training loss", "training loss f(x)"),
        ({"kind": "quadratic"}, "Gap", "gap f(x) − f*"),
    ):
        given = simulate(scenario(problem=problem, seeds=2, records=20))
        for logarithmic in (True, False):
            part = gap(given, logarithmic=logarithmic)
            assert (part["measure"], part["label"]) == (measure, label)
            assert part["biased"] is None or measure == "Gap"
            check_gaps(part, given)


@pytest.mark.parametrize("relative", [False, True])
def test_single_runs_are_there_on_demand(relative: bool) -> None:
    given = simulation(walk(4))
    assert gap(given, relative=relative)["runs"] is None
    assert gap(simulation(walk(1)), relative=relative, runs=True)["runs"] is None
    part = gap(given, relative=relative, runs=True)
    (run,) = part["runs"]
    gaps = given["asgd"].gap
    expected = gaps / np.median(gaps, axis=0) if relative else gaps
    np.testing.assert_allclose(run["gaps"], expected, rtol=CLOSE)
    for x in run["x"]:
        np.testing.assert_array_equal(x, part["curves"][0]["x"])
    assert part["y"] == gap(given, relative=relative)["y"], "the axis does not jump"


def test_of_many_seeds_the_first_ones_are_shown() -> None:
    given = simulation(walk(MOST_RUNS + 3))
    (run,) = gap(given, runs=True)["runs"]
    np.testing.assert_allclose(run["gaps"], given["asgd"].gap[:MOST_RUNS], rtol=CLOSE)


def test_a_single_run_goes_on_where_the_median_leaves() -> None:
    """Three of four seeds are gone at 25; the first one walks on to the end."""
    path = walk(4)
    path[1:, 25:] = math.inf
    given = simulation(path)
    part = gap(given, runs=True)
    ((curve,), (run,)) = part["curves"], part["runs"]
    assert (curve["leaves"], len(curve["x"]), len(run["x"][0])) == (True, 26, 50)
    np.testing.assert_allclose(run["gaps"][0], given["asgd"].gap[0], rtol=CLOSE)
    assert all((one[25:] > 10 * part["y"][1]).all() for one in run["gaps"][1:])
