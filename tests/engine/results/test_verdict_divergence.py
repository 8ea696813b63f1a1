"""Which runs have diverged, and when."""

import math

import numpy as np
import pytest

from engine.kernel.state import Floats
from engine.results.path import GROWN
from engine.results.verdict import Outcome
from tests.support.made import BIASED, GOAL, START, TWO_WORKERS, resting, simulation
from tests.support.verdicts import APART, AWAY, UP, noisy, outcome, verdict


def exploding(seeds: int, gone: int, value: float, since: int = 60) -> Floats:
    """Runs that rest at the goal, but for the first `gone` seeds: these are at `value` from record `since` on."""
    path = resting(GOAL, seeds)
    path[:gone, since:] = value
    return path


FAR = 2 * math.sqrt(GROWN) * AWAY
"""A run that ends so far away is GROWN times above its start, and more."""


@pytest.mark.parametrize("value", [FAR, 1e100, 1e200, math.inf, math.nan])
@pytest.mark.parametrize(("seeds", "gone"), [(1, 1), (4, 4), (4, 2), (4, 1), (3, 1), (3, 2)])
def test_divergence(seeds: int, gone: int, value: float) -> None:
    found = verdict(simulation(exploding(seeds, gone, value)))
    assert found.outcome is (Outcome.DIVERGED if 2 * gone >= seeds else Outcome.AT_GOAL)
    assert found.diverged == gone
    assert found.diverged_at == 60.0
    if 2 * gone < seeds:
        # What is said of the run is said of the seeds that are still there.
        assert found.end_to_goal == pytest.approx(0, abs=1e-12)
        assert found.end_to_biased == pytest.approx(APART)
        assert found.gap == 0


@pytest.mark.parametrize("value", [FAR, 1e200])
def test_a_diverged_seed_does_not_move_the_others(value: float) -> None:
    path = exploding(8, 1, value)
    path[1:, 1:] = 5 * UP
    assert outcome(path) is Outcome.SETTLED


def test_the_time_of_divergence_is_the_earliest_seeds() -> None:
    path = resting(GOAL, seeds=3)
    path[1, 70:] = FAR
    path[2, 30:] = math.inf
    times = np.arange(100.0) * np.array([[1.0], [0.1], [2.0]])
    found = verdict(simulation(path, times=times))
    assert found.outcome is Outcome.DIVERGED
    assert found.diverged_at == min(70 * 0.1, 30 * 2.0)


def test_a_run_that_comes_back_has_not_diverged() -> None:
    path = resting(GOAL)
    path[:, 20:40] = 2 * FAR
    found = verdict(simulation(path))
    assert found.outcome is Outcome.AT_GOAL
    assert found.diverged == 0
    assert math.isnan(found.diverged_at)


@pytest.mark.parametrize("share", [0.98, 1.02])
def test_how_much_a_run_that_diverges_grows(share: float) -> None:
    """It ends GROWN times above all of its first half, whose highest gap is the first."""
    path = resting(START)
    path[:, 60:] = share * math.sqrt(GROWN) * START
    found = verdict(simulation(path))
    assert found.outcome is (Outcome.DIVERGED if share > 1 else Outcome.SETTLED)
    assert found.rose
    assert found.gap == pytest.approx(GROWN * share**2 * found.first_gap)


def test_a_plateau_is_no_divergence_however_high() -> None:
    found = verdict(simulation(resting(1000 * START)))
    assert found.outcome is Outcome.SETTLED
    assert found.rose


@pytest.mark.parametrize("first", [0.0, 1e-17, 1e-9])
@pytest.mark.parametrize("end", [BIASED, GOAL])
@pytest.mark.parametrize("records", [10, 100, 400])
def test_a_start_at_the_goal_is_no_measure_of_divergence(first: float, end: Floats, records: int) -> None:
    """The first gap is 0, or rounding: what follows is many times as large without being a divergence."""
    way = np.linspace(0, 1, records)[:, None]
    path = way * (end - GOAL) + noisy(GOAL, 4, 0.01, 0, records)
    path[:, 0] = GOAL + first * UP
    fields = TWO_WORKERS | {"problem": TWO_WORKERS["problem"] | {"start": path[0, 0].tolist()}}
    found = verdict(simulation(path, fields=fields))
    assert found.diverged == 0
    assert found.outcome is not Outcome.DIVERGED


def test_a_run_from_the_goal_can_diverge() -> None:
    path = np.asarray(UP * (2.0 ** np.arange(100) - 1)[:, None])
    fields = TWO_WORKERS | {"problem": TWO_WORKERS["problem"] | {"start": GOAL.tolist()}}
    found = verdict(simulation(path[None], fields=fields))
    assert found.outcome is Outcome.DIVERGED
    assert 0 < found.diverged_at < 99
