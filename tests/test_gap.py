"""The gap's picture: never blank and never without bounds, whatever the runs did."""

import math
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from engine import Simulation, simulate
from engine.curves import SMALLEST, Axis, Curve
from engine.state import Floats
from pages.parts.figures.blob import Blob
from pages.parts.figures.gap import MOST_RUNS, TITLES, View, gap_part, inside_picture
from pages.parts.figures.gap_range import TALLEST, relative_range, snapped, usual_gap, vertical_range
from tests.build import scenario
from tests.made import ALIKE, BIASED, GOAL, START, TWO_WORKERS, WAYS, resting, set_from, simulation, walk
from tests.unpack import part_of

CLOSE = 1e-6
"""Single precision rounds by less than this."""
BIASED_GAP = 0.5
"""BIASED is 1 away from the goal."""


def gap(
    given: Simulation, axis: Axis = "seconds", logarithmic: bool = True, relative: bool = False, runs: bool = False
) -> dict[str, Any]:
    """The part as a browser gets it, with the curves' and the single runs' numbers in place."""
    blob = Blob()
    found = part_of(gap_part(given, View(axis, logarithmic, relative, runs), blob), blob)
    curves = [
        {key: found.array(value) if isinstance(value, list) else value for key, value in curve.items()}
        for curve in found.header["curves"]
    ]
    single = found.header["runs"] and [
        {"x": found.array(run["x"]), "gaps": [found.array(one) for one in run["gaps"]]} for run in found.header["runs"]
    ]
    return found.header | {"curves": curves, "runs": single}


def check_gaps(part: dict[str, Any], given: Simulation) -> None:
    """All that is drawn can be drawn, and lies where it is seen."""
    low, high = part["y"]
    assert 0 <= low < high < math.inf
    assert low > 0 or not part["logarithmic"]
    assert part["x"][0] == 0 < part["x"][1] < math.inf
    assert len(part["curves"]) == len(given)
    for curve in part["curves"]:
        x = curve["x"]
        assert len(x) > 0
        assert np.isfinite(x).all()
        assert (x <= part["x"][1] * (1 + CLOSE)).all()
        bands = [curve["low"], curve["high"]] if given.scenario.seeds > 1 else []
        for y in (curve["median"], *bands):
            assert y.shape == x.shape
            assert np.isfinite(y).all()
            assert (y >= low * (1 - CLOSE)).all()
            assert (y <= high * (1 + CLOSE)).all()
    for run in part["runs"] or []:
        assert len(run["gaps"]) == given.scenario.seeds
        for y in run["gaps"]:
            assert y.shape == run["x"].shape
            assert np.isfinite(y).all()
            assert (y > 0).all() or not part["logarithmic"]


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("logarithmic", [True, False])
@pytest.mark.parametrize("seeds", [1, 4])
@pytest.mark.parametrize("way", WAYS)
def test_gaps_are_drawn_whatever_happens(way: str, seeds: int, logarithmic: bool, relative: bool) -> None:
    given = simulation(WAYS[way](seeds))
    check_gaps(gap(given, "seconds", logarithmic, relative, runs=True), given)


@pytest.mark.parametrize("logarithmic", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_ratios_are_drawn_whatever_the_other_method_does(way: str, logarithmic: bool) -> None:
    other = WAYS[way](4)
    given = simulation(walk(4)[:, np.linspace(0, 49, other.shape[1]).astype(int)], other)
    part = gap(given, "seconds", logarithmic, relative=True, runs=True)
    check_gaps(part, given)
    assert part["y"][0] < 1 < part["y"][1]
    # Which one is the best differs from place to place; up to where one leaves, one of the two lies at 1.
    length = min(len(curve["x"]) - curve["leaves"] for curve in part["curves"])
    best = np.minimum(*(curve["median"][:length] for curve in part["curves"]))
    np.testing.assert_allclose(best, 1, rtol=CLOSE)


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


def leaving(given: Simulation) -> list[float]:
    """Where runs leave the picture: at its upper edge."""
    part = gap(given)
    gone = [curve for curve in part["curves"] if curve["leaves"]]
    for curve in gone:
        np.testing.assert_allclose(curve["median"][-1], part["y"][1], rtol=CLOSE)
    return [float(curve["x"][-1]) for curve in gone]


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
    np.testing.assert_array_equal(run["x"], part["curves"][0]["x"])
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
    assert (curve["leaves"], len(curve["x"]), len(run["x"])) == (True, 26, 50)
    np.testing.assert_allclose(run["gaps"][0], given["asgd"].gap[0], rtol=CLOSE)
    assert all((one[25:] > 10 * part["y"][1]).all() for one in run["gaps"][1:])


@pytest.mark.parametrize("logarithmic", [True, False])
def test_relative_gaps_are_those_over_the_smaller_median(logarithmic: bool) -> None:
    given = simulation(walk(4), resting(START, 4, 50))
    part = gap(given, "seconds", logarithmic, relative=True)
    medians = [np.median(run.gap, axis=0) for run in given.values()]
    for curve, run, median in zip(part["curves"], given.values(), medians, strict=True):
        np.testing.assert_allclose(curve["median"], median / np.minimum(*medians), rtol=CLOSE)
        gaps = np.sort(run.gap, axis=0) / np.minimum(*medians)
        np.testing.assert_allclose(curve["high"], (gaps[2] + gaps[3]) / 2, rtol=CLOSE)
    assert part["relative"]
    assert part["label"] == "gap relative to the best"
    assert part["biased"] is None


def test_relative_gaps_end_with_the_method_that_ends_first() -> None:
    methods = [{"kind": "minibatch"}, {"kind": "asgd"}]
    given = simulate(scenario(methods=methods, seeds=2))
    barrier, asgd = (float(run.time[-1]) for run in given.values())
    assert barrier > asgd
    assert gap(given)["x"][1] == barrier
    part = gap(given, relative=True, runs=True)
    check_gaps(part, given)
    assert part["x"][1] == asgd
    assert [float(curve["x"][-1]) for curve in part["curves"]] == pytest.approx([asgd] * 2)


def test_a_run_that_is_gone_is_no_longer_compared() -> None:
    """It leaves the picture where it leaves that of the gaps, however far the best one comes down later."""
    given = simulation(walk(2), set_from(walk(2), 1e150, 7))
    walks, gone = gap(given, relative=True)["curves"]
    assert (walks["leaves"], gone["leaves"], float(gone["x"][-1])) == (False, True, 7)
    np.testing.assert_allclose(walks["median"][7:], 1)
    # Ratios far above a gap's bound are no reason to leave.
    far = simulation(set_from(walk(2), 1e-6, 30), resting(START, 2, 50))
    assert leaving(far) == []
    part = gap(far, relative=True)
    assert not any(curve["leaves"] for curve in part["curves"])
    assert part["curves"][1]["median"][-1] > 1e12


def test_the_range_of_ratios_holds_1_and_all_that_is_finite() -> None:
    low, high = relative_range([curve_of(1, 1, 40), curve_of(1, 0.9, 1)], True)
    assert (low, high) == pytest.approx((0.45 / 1.6, 80 * 1.6))
    assert relative_range([curve_of(1, math.inf)], True) == pytest.approx((0.5 / 1.6, 2 * 1.6))
    assert relative_range([curve_of(math.inf)], False) == pytest.approx((0, 1.04))


def curve_of(*median: float) -> Curve:
    values = np.array(median)
    return Curve(np.arange(len(values), dtype=float), values, values / 2, values * 2)


def test_the_usual_gap() -> None:
    ways = [curve_of(5, 1), curve_of(3, 900)]
    assert usual_gap(ways, 2.0) == 5
    assert usual_gap(ways, 7.0) == 7
    assert usual_gap([curve_of(math.inf, 1), curve_of(3, 900)], 0.0) == 3
    # From the goal, with the biased limit there, too: what the runs show most.
    assert usual_gap([curve_of(0, 2, 3, 1e-20, math.inf, 4)], 0.0) == 3
    assert usual_gap([curve_of(0, math.inf, 0)], 0.0) == 1


@pytest.mark.parametrize("logarithmic", [True, False])
def test_the_range_holds_what_is_not_out_of_bounds(logarithmic: bool) -> None:
    inside, limit = [curve_of(10, 4, 1)], TALLEST[logarithmic] * 10
    low, high = vertical_range(inside, logarithmic, 0.1)
    assert 0 <= low <= 0.5
    assert 20 < high < limit
    leaves = [curve_of(10, 4, 1), curve_of(10, limit * 1.01)]
    assert vertical_range(leaves, logarithmic, 0.1)[1] > limit
    assert vertical_range([curve_of(10, math.nan)], logarithmic, 0.1)[1] > limit


def test_the_range_ends_above_what_is_rounding() -> None:
    low, _ = vertical_range([curve_of(10, 1, SMALLEST / 4)], True, 0.1)
    assert low == pytest.approx(0.5 / 1.6)


def test_a_curve_is_cut_where_its_median_leaves() -> None:
    line = inside_picture(curve_of(1, 0.01, math.nan, 1), 0.1, 5)
    assert line.leaves
    np.testing.assert_allclose(line.x, [0, 1, 2])
    np.testing.assert_allclose(line.median, [1, 0.1, 5])
    np.testing.assert_allclose(line.low, [0.5, 0.1, 5])
    np.testing.assert_allclose(line.high, [2, 0.1, 5])
    # The band alone may go beyond the edge.
    whole = inside_picture(curve_of(1, 4, 2), 0.1, 5)
    assert not whole.leaves
    np.testing.assert_allclose(whole.high, [2, 5, 4])


POWERS = st.floats(-18, 250)
ROUNDING = 1e-12


@pytest.mark.parametrize("logarithmic", [True, False])
@examples(POWERS, st.floats(0.01, 50))
def test_a_snapped_range_is_a_little_larger(logarithmic: bool, power: float, decades: float) -> None:
    low, high = 10.0**power if logarithmic else 0.0, 10.0 ** (power + decades)
    bottom, top = snapped(low, high, logarithmic)
    assert 0 <= bottom < top < math.inf
    assert bottom <= low * (1 + ROUNDING)
    assert top >= high * (1 - ROUNDING)
    # Half a decade, or half of the first digit.
    most = math.sqrt(10) if logarithmic else 1.5
    assert top <= high * most * (1 + ROUNDING)
    assert bottom >= low / most * (1 - ROUNDING)


@examples(POWERS, st.lists(st.floats(0.001, 0.999), min_size=2, max_size=10))
def test_a_logarithmic_range_stays_within_half_a_decade(power: float, parts: list[float]) -> None:
    half = math.floor(power * 2) / 2
    ends = {snapped(10 ** (half + part / 2), 10 ** (half + 2 + part / 2), True) for part in parts}
    assert len(ends) == 1
    assert ends.pop() == pytest.approx((10**half, 10 ** (half + 2.5)))


@examples(st.integers(-17, 250), st.integers(2, 19), st.lists(st.floats(0.001, 0.999), min_size=2, max_size=10))
def test_a_linear_range_stays_within_half_a_digit(power: int, halves: int, parts: list[float]) -> None:
    ends = {snapped(0.0, (halves + part) / 2 * 10.0**power, False) for part in parts}
    assert len(ends) == 1
    assert ends.pop() == pytest.approx((0, (halves + 1) / 2 * 10.0**power))


def test_a_little_more_noise_leaves_the_axis_where_it_is() -> None:
    def drawn(shift: float) -> Floats:
        return np.asarray(walk(4) * (1 + shift))

    assert gap(simulation(drawn(0.0)))["y"] == gap(simulation(drawn(0.01)))["y"]
