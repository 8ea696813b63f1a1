"""Curves over seeds: order statistics on a common grid, whatever the seeds' times and gaps are."""

import math
from typing import get_args

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.kernel.state import Floats
from engine.results.curves import (
    Axis,
    Curve,
    gap_curve,
    seed_curves,
)
from tests.support.curves import held, run_of
from tests.support.made import GOAL, START, counts, resting, simulation


def at_share(values: Floats, share: float) -> float:
    """The value below which `share` of all values lie; the mean of two neighbours where it falls between them."""
    place = share * len(values)
    ordered = sorted(values)
    return (ordered[math.ceil(place) - 1] + ordered[math.floor(place)]) / 2


def check_quartiles(curve: Curve, gaps: Floats) -> None:
    """`gaps` (S, X) are those that the seeds hold at each x of the curve."""
    for place, column in enumerate(np.asarray(gaps).T):
        found = (curve.low[place], curve.median[place], curve.high[place])
        assert found[1] == np.median(column)
        assert found == tuple(at_share(column, share) for share in (0.25, 0.5, 0.75))


@pytest.mark.parametrize("seeds", range(1, 12))
def test_quartiles_are_order_statistics(seeds: int) -> None:
    run = run_of(np.random.default_rng(seeds).uniform(size=(seeds, 20)))
    curve = gap_curve(run, "seconds")
    np.testing.assert_array_equal(curve.x, run.time)
    check_quartiles(curve, run.gap)


def test_one_seed_is_its_own_curve() -> None:
    run = run_of(np.array([[4.0, 2.0, 1.0]]))
    curve = gap_curve(run, "seconds")
    assert curve.low.tolist() == curve.median.tolist() == curve.high.tolist() == run.gap[0].tolist()


def test_infinite_gaps_are_the_largest() -> None:
    """Seeds that diverged show in the quartiles that they reach, and never as nan."""
    path = resting(START, seeds=4, records=3)
    path[0, 1:] = math.inf
    path[1, 2:] = math.nan
    path[2, 2:] = 1e200
    curve = gap_curve(simulation(path)["asgd"], "seconds")
    start = START @ START / 2
    # Of four seeds the lower quartile lies between the first two, the upper one between the last two.
    assert curve.low.tolist() == [start, start, math.inf]
    assert curve.median.tolist() == [start, start, math.inf]
    assert curve.high.tolist() == [start, math.inf, math.inf]


@pytest.mark.parametrize("seeds", [2, 3, 8])
def test_seeds_with_different_times_share_a_grid(seeds: int) -> None:
    rng = np.random.default_rng(seeds)
    times = np.cumsum(rng.exponential(size=(seeds, 30)), axis=1)
    times[:, 0] = 0
    run = run_of(rng.uniform(size=times.shape), times)
    curve = gap_curve(run, "seconds")
    assert curve.x[0] == 0
    assert curve.x[-1] == times[:, -1].min()
    np.testing.assert_allclose(np.diff(curve.x), curve.x[-1] / 29)
    check_quartiles(curve, np.array([[held(t, g, x) for x in curve.x] for t, g in zip(times, run.gap, strict=True)]))


def test_a_record_counts_from_its_own_second_on() -> None:
    """The grid is 0, 1, 2; the second seed's records stand at 0, 2 and 2."""
    run = run_of(np.array([[9.0, 8.0, 7.0], [6.0, 5.0, 4.0]]), np.array([[0, 1, 2], [0, 2, 2]]))
    curve = gap_curve(run, "seconds")
    assert curve.x.tolist() == [0, 1, 2]
    np.testing.assert_allclose(curve.low, [6, 6, 4])
    np.testing.assert_allclose(curve.high, [9, 8, 7])


def test_seeds_that_never_arrive_stay_at_the_first_gap() -> None:
    """A budget in seconds that ends before the first arrival has no arrivals to stand against."""
    path = resting(START, seeds=2, records=3)
    rows = counts([0, 0, 0], [0, 0, 0])
    curve = gap_curve(simulation(path, all_gradients=rows)["asgd"], "arrivals")
    assert curve.x.tolist() == [0, 0, 0]
    assert set(curve.median) == {START @ START / 2}


def test_axes_take_their_own_counts() -> None:
    given = {
        "times": np.array([[0.0, 0.5, 7.0]]), "all_updates": counts([0, 1, 2]), "all_gradients": counts([0, 30, 40]),
    }  # fmt: skip
    run = simulation(resting(GOAL, seeds=1, records=3), **given)["asgd"]
    expected = {"seconds": [0, 0.5, 7], "arrivals": [0, 30, 40], "updates": [0, 1, 2]}
    assert set(expected) == set(get_args(Axis))
    for axis, x in expected.items():
        assert gap_curve(run, axis).x.tolist() == x


@pytest.mark.parametrize("axis", get_args(Axis))
@pytest.mark.parametrize("budget", [{"arrivals": 300}, {"seconds": 100.0}])
@pytest.mark.parametrize("jitter", ["none", "exponential"])
def test_simulated_curves(axis: Axis, budget: dict[str, float], jitter: str) -> None:
    cluster = {"jitter": {"kind": jitter}}
    given = simulate(Scenario.model_validate({"seeds": 3, "cluster": cluster, "budget": budget, "records": 50}))
    for run in given.values():
        curve = gap_curve(run, axis)
        assert all(part.shape == (50,) for part in curve)
        assert np.all(np.diff(curve.x) >= 0)
        assert np.all(curve.low <= curve.median)
        assert np.all(curve.median <= curve.high)
        assert curve.median[0] == run.gap[0, 0]
        assert np.isin(np.stack(curve[1:]), run.gap).all()


@pytest.mark.parametrize("axis", get_args(Axis))
@pytest.mark.parametrize("jitter", ["none", "exponential"])
def test_thin_lines_are_what_the_median_is_taken_of(axis: Axis, jitter: str) -> None:
    cluster = {"jitter": {"kind": jitter}}
    given = simulate(
        Scenario.model_validate({"seeds": 3, "cluster": cluster, "budget": {"arrivals": 300}, "records": 50})
    )
    for run in given.values():
        lines, curve = seed_curves(run, axis), gap_curve(run, axis)
        np.testing.assert_array_equal(lines.x, curve.x)
        assert lines.gap.shape == (3, 50)
        # Of three seeds the quartiles are the lowest, the middle and the highest.
        np.testing.assert_array_equal(np.sort(lines.gap, axis=0), [curve.low, curve.median, curve.high])
        if axis != "seconds" or jitter == "none":
            np.testing.assert_array_equal(lines.gap, run.gap)


def test_thin_lines_on_a_grid_of_ones_own() -> None:
    run = run_of(np.array([[9.0, 8.0, 7.0], [6.0, 5.0, 4.0]]), np.array([[0, 1, 2], [0, 2, 2]]))
    lines = seed_curves(run, "seconds", np.array([0.0, 0.5, 1.5]))
    assert lines.x.tolist() == [0, 0.5, 1.5]
    np.testing.assert_allclose(lines.gap, [[9, 9, 8], [6, 6, 6]])
