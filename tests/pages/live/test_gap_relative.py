"""Gaps relative to the best: the best one lies at 1 while it can be compared."""

import math

import numpy as np
import pytest

from engine import simulate
from engine.results.gap_range import relative_range
from tests.support.build import scenario
from tests.support.gaps import CLOSE, check_gaps, curve_of, gap, leaving
from tests.support.made import START, WAYS, resting, set_from, simulation, walk


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
