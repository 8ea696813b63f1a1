"""Verdicts on runs written by hand, where the answer follows from the definition: where they are, and who moves."""

import math

import numpy as np
import pytest

from engine.kernel.state import Floats
from engine.results.ending import CLOSE, NEAR
from engine.results.mean_end import APPROACH
from engine.results.path import TAIL
from engine.results.verdict import Outcome
from tests.support.made import ALIKE, BIASED, GOAL, START, TWO_WORKERS, resting, simulation
from tests.support.verdicts import APART, AWAY, UP, noisy, outcome, verdict


def test_the_points_of_the_written_runs() -> None:
    given = simulation(resting(GOAL))
    np.testing.assert_allclose(given.optimum, GOAL, atol=1e-15)
    np.testing.assert_allclose(given.biased_optimum, BIASED, atol=1e-15)
    np.testing.assert_allclose(given["asgd"].gap[:, 0], AWAY**2 / 2)


@pytest.mark.parametrize("share", [0.0, 0.9, 1.1])
@pytest.mark.parametrize(("point", "at"), [(GOAL, Outcome.AT_GOAL), (BIASED, Outcome.AT_BIASED)])
def test_a_run_is_at_a_point_within_a_share_of_the_distance_between_the_two(
    point: Floats, at: Outcome, share: float
) -> None:
    assert CLOSE * AWAY < NEAR * APART
    found = verdict(simulation(resting(point + share * NEAR * APART * UP)))
    assert found.outcome is (at if share < 1 else Outcome.SETTLED)
    assert found.end_to_goal == pytest.approx(np.hypot(*(point - GOAL + share * NEAR * APART * UP)))
    assert found.end_to_biased == pytest.approx(np.hypot(*(point - BIASED + share * NEAR * APART * UP)))


@pytest.mark.parametrize("share", [0.0, 0.9, 1.1])
def test_where_both_points_are_one_it_is_the_goal(share: float) -> None:
    point = GOAL + share * CLOSE * AWAY * UP
    assert outcome(resting(point), fields=ALIKE) is (Outcome.AT_GOAL if share < 1 else Outcome.SETTLED)


def test_two_points_too_close_to_tell_apart_are_the_goal() -> None:
    """Seen from a start so far away that CLOSE of its distance covers both."""
    far = TWO_WORKERS["problem"] | {"start": [0, 1.1 * APART / CLOSE]}
    assert outcome(resting(BIASED), fields=TWO_WORKERS | {"problem": far}) is Outcome.AT_GOAL


@pytest.mark.parametrize("point", [GOAL, BIASED])
@pytest.mark.parametrize(("seeds", "records"), [(1, 40), (4, 20), (4, 401)])
def test_a_run_on_its_way_to_a_point_is_moving(point: Floats, seeds: int, records: int) -> None:
    away = START - point
    left = 0.5 ** (np.arange(records) / records)
    path = point + away * left[:, None]
    assert outcome(np.tile(path, (seeds, 1, 1))) is Outcome.MOVING


@pytest.mark.parametrize("factor", [0.2, 5.0])
def test_the_share_of_its_distance_from_which_a_run_moves(factor: float) -> None:
    """From one half of its tail to the other the distance falls by `factor` times APPROACH."""
    records = 200
    rate = 2 * TAIL * factor * APPROACH
    path = START * np.exp(-rate * np.arange(records) / records)[:, None]
    # Below, its pace is still that of the whole way: that it rests is not said, either.
    assert outcome(path[None]) is (Outcome.MOVING if factor > 1 else Outcome.UNCLEAR)


def test_a_run_that_drifts_away_has_not_settled() -> None:
    path = GOAL + UP * np.linspace(1.0, 20.0, 100)[:, None]
    path[0] = START
    assert outcome(np.tile(path, (4, 1, 1))) is Outcome.MOVING


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [1, 2, 4, 8])
def test_noise_does_not_make_a_settled_run_move(seeds: int) -> None:
    """Each of 200 runs rests 5 away from the goal, in noise that moves its mean by more than APPROACH of that."""
    paths = [noisy(5 * UP, seeds, 1.0, number) for number in range(200)]
    for path in paths:
        path[:, 0] = START
    found = [outcome(path) for path in paths]
    # One in a hundred is wrong by chance for each of the distances looked at; 20 are far beyond that.
    assert found.count(Outcome.MOVING) < 20
    assert set(found) <= {Outcome.MOVING, Outcome.SETTLED, Outcome.UNCLEAR}


@pytest.mark.parametrize("seeds", [1, 4])
def test_noise_does_not_hide_that_a_run_moves(seeds: int) -> None:
    path = 8 * UP * (0.5 ** (np.arange(200) / 200))[:, None]
    assert outcome(path + noisy(GOAL, seeds, 0.1, 0)) is Outcome.MOVING


@pytest.mark.parametrize("seeds", [1, 8])
def test_noise_alone_does_not_keep_a_run_from_the_goal(seeds: int) -> None:
    """The mean over the tail is off by chance: in most of these runs by more than CLOSE of the way."""
    spread = 2 * CLOSE * AWAY * math.sqrt(seeds * 200 / TAIL)
    paths = [noisy(GOAL, seeds, spread, number) for number in range(50)]
    ends = [np.linalg.norm(path[:, -200 // TAIL :].mean(axis=(0, 1))) for path in paths]
    assert np.median(ends) > CLOSE * AWAY
    found = [outcome(path, fields=ALIKE) for path in paths]
    # Where the noise takes the gap above the first, that is told instead.
    assert found.count(Outcome.AT_GOAL) + found.count(Outcome.RISEN) >= 45
