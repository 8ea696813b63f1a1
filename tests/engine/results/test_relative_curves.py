"""Gaps relative to the best method's, on a common grid."""

import math
from typing import get_args

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from engine import Run, Scenario, simulate
from engine.results.curves import (
    SMALLEST,
    Axis,
    Best,
    Curve,
    best_of,
    gap_curve,
    relative_to,
    relative_to_best,
    shared_grid,
)
from tests.support.curves import held, run_of
from tests.support.made import GOAL, START, resting, simulation


def on_shared_grid(runs: list[Run], axis: Axis) -> list[Curve]:
    return [gap_curve(run, axis, shared_grid(runs, axis)) for run in runs]


def relative(runs: list[Run], axis: Axis = "seconds", bound: float = math.inf) -> list[Curve]:
    curves = on_shared_grid(runs, axis)
    best = best_of(curves, bound)
    return [relative_to_best(curve, best) for curve in curves]


def test_relative_to_the_best_at_each_x() -> None:
    one, other = relative([run_of(np.array([[8.0, 4.0, 1.0]])), run_of(np.array([[8.0, 2.0, 3.0]]))])
    assert one.x.tolist() == other.x.tolist() == [0, 1, 2]
    np.testing.assert_allclose(one.median, [1, 2, 1])
    np.testing.assert_allclose(other.median, [1, 1, 3])


def test_relative_is_to_the_smallest_median() -> None:
    """And the band is divided by the same: of three seeds it reaches from the lowest to the highest."""
    one, other = relative([run_of(np.array([[1.0], [2.0], [9.0]])), run_of(np.array([[3.0], [6.0], [7.0]]))])
    np.testing.assert_allclose([one.low, one.median, one.high], [[0.5], [1], [4.5]])
    np.testing.assert_allclose([other.low, other.median, other.high], [[1.5], [3], [3.5]])


def test_relative_on_a_common_grid_that_ends_with_the_first_run() -> None:
    """Records at 0, 2, 4 s and at 0, 1, 2 s: on 0, 1, 2 s the first run has its first gap until 2 s."""
    one, other = relative(
        [run_of(np.array([[8.0, 4.0, 1.0]]), np.array([[0, 2, 4]])), run_of(np.array([[8.0, 2.0, 1.0]]))]
    )
    assert one.x.tolist() == other.x.tolist() == [0, 1, 2]
    np.testing.assert_allclose(one.median, [1, 4, 4])
    np.testing.assert_allclose(other.median, [1, 1, 1])


def test_relative_to_a_run_that_has_no_second_place() -> None:
    """A run that never updates has all its records at 0 updates; the other one's latest record there counts."""
    path = resting(START, seeds=1, records=3)
    still, moving = simulation(path, path).values()
    still.all_updates[:], moving.all_updates[:] = 0, [0, 0, 5]
    one, other = relative([still, moving], "updates")
    assert one.x.tolist() == other.x.tolist() == [0, 0, 0]
    assert one.median.tolist() == other.median.tolist() == [1, 1, 1]


def test_a_method_alone_is_the_best() -> None:
    (alone,) = relative([run_of(np.array([[5.0, 0.0, 3.0]]))])
    assert alone.median.tolist() == [1, 1, 1]


def best(*gap: float, bound: float = math.inf) -> Best:
    return Best(np.arange(len(gap), dtype=float), np.array(gap), bound)


def test_gaps_that_are_rounding_are_as_good_as_the_best() -> None:
    """0 over 0 is 1, and 1e-12 is many times more than rounding."""
    gaps = np.array([[8.0, 0.0, 1e-12], [4.0, SMALLEST / 2, 1e300]])
    np.testing.assert_allclose(relative_to(best(4, 0, 1e-20), gaps), [[2, 1, 1e6], [1, 1, math.inf]])


def test_what_is_gone_is_not_compared() -> None:
    """Above the bound, or where no run is left, ratios are infinite; a quartile may be finite where no median is."""
    gaps = np.array([8.0, 11.0, math.inf, 3.0])
    assert relative_to(best(4, 4, 4, math.inf, bound=10), gaps).tolist() == [2, math.inf, math.inf, math.inf]
    path, other = resting(GOAL, seeds=1, records=4), resting(START, seeds=1, records=4)
    path[0, 2:] = math.inf
    other[0, 3:] = math.nan
    one, two = relative(list(simulation(path, other).values()), "arrivals")
    assert one.median.tolist() == [1, 1, math.inf, math.inf]
    np.testing.assert_allclose(two.median, [1, START @ START / 2 / SMALLEST, 1, math.inf])
    far = on_shared_grid([run_of(np.array([[1.0, 12.0]])), run_of(np.array([[2.0, 11.0]]))], "seconds")
    assert best_of(far, 10).gap.tolist() == [pytest.approx(1), math.inf]


GAPS = st.sampled_from([0.0, 1e-30, 1e-9, 0.5, 1.0, 1e100, math.inf])
RUNS = st.lists(st.tuples(st.lists(GAPS, min_size=6, max_size=6), st.integers(1, 3)), min_size=1, max_size=4)


@examples(RUNS)
def test_relative_curves_in_plain_words(given: list[tuple[list[float], int]]) -> None:
    """Nothing is nan, the best one is 1, and each ratio is the one that division gives. Runs have two seeds."""
    runs = [run_of(np.reshape(gaps, (2, 3)), np.tile(np.arange(3.0) * step, (2, 1))) for gaps, step in given]
    found = relative(runs)
    assert found[0].x[-1] == min(2 * step for _, step in given)
    for place, x in enumerate(found[0].x):
        two = [[held(t, g, x) for t, g in zip(run.times, run.gap, strict=True)] for run in runs]
        medians = [max(float(a) / 2 + float(b) / 2, SMALLEST) for a, b in two]
        least = min(medians)
        expected = [median / least if least < math.inf else math.inf for median in medians]
        np.testing.assert_allclose([curve.median[place] for curve in found], expected)
        assert min(expected) in (1, math.inf)
    for curve in found:
        assert not np.isnan(np.stack(curve)).any()
        assert np.all(curve.low <= curve.median)
        assert np.all(curve.median <= curve.high)


@pytest.mark.parametrize("axis", get_args(Axis))
@pytest.mark.parametrize("jitter", ["none", "exponential"])
def test_relative_curves_of_a_simulation(axis: Axis, jitter: str) -> None:
    """Also of a method with barriers, which takes longer for as many arrivals."""
    cluster = {"jitter": {"kind": jitter}}
    methods = [{"kind": kind} for kind in ("asgd", "rescaled_asgd", "minibatch")]
    given = simulate(
        Scenario.model_validate(
            {"seeds": 4, "cluster": cluster, "budget": {"arrivals": 300}, "records": 50, "methods": methods}
        )
    )
    runs = list(given.values())
    curves, grid = relative(runs, axis), shared_grid(runs, axis)
    ratios = np.stack([curve.median for curve in curves])
    assert all(np.array_equal(curve.x, grid) for curve in curves)
    assert ratios.shape == (3, 50)
    np.testing.assert_array_equal(ratios.min(axis=0), np.ones(50))
    assert ratios.max() > 1.5
    # Two runs are as many times apart as their medians are.
    medians = np.stack([curve.median for curve in on_shared_grid(runs, axis)])
    np.testing.assert_allclose(ratios[0] / ratios[1], medians[0] / medians[1], rtol=1e-12)
