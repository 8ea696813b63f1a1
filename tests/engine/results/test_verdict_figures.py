"""The figures of a verdict: medians and quartiles of gaps, distances and seconds."""

import math

import numpy as np
import pytest

from engine.results.curves import quartiles
from engine.results.path import TAIL
from tests.support.made import GOAL, START, arrivals, counts, resting, simulation
from tests.support.verdicts import APART, AWAY, UP, verdict


def test_figures() -> None:
    """Means of the tail: median and quartiles of its gap, distances of its mean end, what scatters around that."""
    distances = np.array([1.0, 2.0, 4.0, 8.0])
    path = resting(GOAL) + UP * distances[:, None, None]
    path[:, 0] = START
    found = verdict(simulation(path, arrivals=arrivals([0, 0, 3, 9])), 10.0)
    gaps = distances**2 / 2
    # With four seeds the quartiles lie in the middle between neighbours.
    assert (found.gap_low, found.gap, found.gap_high) == pytest.approx(tuple((gaps[:-1] + gaps[1:]) / 2))
    assert found.first_gap == pytest.approx(AWAY**2 / 2)
    assert found.end_to_goal == pytest.approx(distances.mean())
    assert found.end_to_biased == pytest.approx(np.hypot(distances.mean(), APART))
    assert found.scatter == pytest.approx(distances.std())
    assert found.touched_seconds == found.target_seconds == 1.0
    assert found.mean_staleness == 3
    assert found.largest_staleness == 9
    assert found.falling == pytest.approx(1)


def test_how_far_the_gap_fell_within_the_tail() -> None:
    """Every second takes 2 % of the distance: from window to window 4 % a second."""
    path = START * (0.98 ** np.arange(100))[:, None]
    found = verdict(simulation(path[None]))
    assert found.falling == pytest.approx(0.98 ** (2 * 99 / TAIL), rel=1e-3)


def test_figures_of_a_run_without_arrivals() -> None:
    found = verdict(simulation(resting(START), arrivals=arrivals([])), target=1e-3)
    assert found.mean_staleness == found.largest_staleness == 0
    assert found.target_seconds == math.inf


def test_records_at_the_same_second_are_one_curve() -> None:
    """Records after 0, 1, 1 and 2 arrivals, as a budget of few arrivals gives them."""
    rows = counts([0, 1, 1, 2])
    path = np.stack([START, GOAL, GOAL, GOAL])[None]
    found = verdict(simulation(path, times=10.0 * rows, all_gradients=rows), 0.0)
    assert found.touched_seconds == found.target_seconds == 10.0


@pytest.mark.parametrize("size", range(1, 14))
def test_quartiles_are_order_statistics(size: int) -> None:
    """At least a share q of the values is at or below its quantile, at most that share below it."""
    values = np.random.default_rng(size).permutation(size).astype(float)
    found = quartiles(values)
    for q, quantile in zip((0.25, 0.5, 0.75), found, strict=True):
        assert quantile in values or quantile - 0.5 in values
        assert (values <= quantile).mean() >= q >= (values < quantile).mean()
    assert found[1] == np.median(values)


def test_quartiles_of_what_is_not_finite() -> None:
    assert quartiles(np.array([math.inf, 1, 2, math.nan])).tolist() == [1.5, math.inf, math.inf]
    assert quartiles(np.array([math.inf, 1, 2, math.nan, 3])).tolist() == [2, 3, math.inf]
    assert quartiles(np.array([math.nan, math.inf])).tolist() == [math.inf] * 3
    assert quartiles(np.array([7.0])).tolist() == [7, 7, 7]
