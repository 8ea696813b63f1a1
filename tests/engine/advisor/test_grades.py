"""The order of the grades, and the slope within each."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.advisor.grades import Grades, decades_above, earliness
from engine.advisor.seeds import ABOVE, DIVERGED, MISSED, NO_UPDATE, STUCK, Judge, SeedEnd
from engine.results.path import Path
from engine.search.trial import judge_step
from tests.support.advising import goal

AMOUNTS = st.floats(0, 1e12)
DECADES = st.floats(0, math.inf)
SHARES = st.floats(0, 1)


@given(st.floats(1e-6, 1e9), AMOUNTS, DECADES, SHARES, DECADES)
def test_each_kind_lies_above_the_one_before(
    most: float, amount: float, missing: float, early: float, beyond: float
) -> None:
    grades = Grades(most)
    reached, missed = grades.reached(min(amount, most)), grades.missed(missing)
    diverged, unstable = grades.diverged(early), grades.unstable(beyond)
    assert reached < missed < diverged < unstable
    assert math.isfinite(reached)
    assert math.isfinite(unstable)
    assert unstable <= grades.ceiling + 5 + 1e-9


@given(AMOUNTS, AMOUNTS, DECADES, DECADES)
def test_within_a_kind_more_is_never_less(one: float, other: float, near: float, far: float) -> None:
    grades = Grades(1e12)
    assert (grades.reached(one) <= grades.reached(other)) or one > other
    assert (grades.missed(near) <= grades.missed(far)) or near > far
    assert (grades.unstable(near) <= grades.unstable(far)) or near > far


def test_decades_above() -> None:
    assert decades_above(10.0, 0.1) == pytest.approx(2)
    assert decades_above(0.1, 0.1) == 0
    assert decades_above(0.1, 0.0) == decades_above(math.inf, 1.0) == decades_above(1e300, 1e-300) == math.inf


def path(gaps: list[float]) -> Path:
    at = np.arange(float(len(gaps)))
    return Path(at, at[None], np.array([gaps]), np.zeros((1, len(gaps)), np.int64))


def test_the_earlier_it_diverged_the_worse() -> None:
    """Those that left all numbers are worse than those that only rose."""
    rose = [earliness(path([1.0] * k + [50.0] * (100 - k))) for k in range(1, 100)]
    gone = [earliness(path([1.0] * k + [1e200] * (99 - k) + [math.inf])) for k in range(1, 100)]
    assert np.all(np.diff(rose) < 0)
    assert np.all(np.diff(gone) < 0)
    assert 0 <= min(rose) < max(rose) <= 0.5 <= min(gone) < max(gone) == 1
    assert earliness(path([1.0, math.inf])) == 1


JUDGE = Judge(goal(), 0.01, 1.0, 1000.0)


def test_what_seeds_are_worth() -> None:
    slow, fast, missed = SeedEnd(100.0, 1e-3, updates=5), SeedEnd(10.0, 1e-3), SeedEnd(math.inf, 0.1, updates=5)
    assert JUDGE.worth([slow, fast, missed], 3) == (2.0, "", None)
    assert JUDGE.worth([slow, fast], 2).score == pytest.approx(1.5)
    assert JUDGE.worth([missed, fast, missed], 3) == (JUDGE.grades.missed(1.0), MISSED, None)
    assert JUDGE.worth([missed, fast], 2).failure == MISSED
    assert JUDGE.worth([SeedEnd(math.inf, 1.0)], 1) == (JUDGE.grades.missed(2.0), NO_UPDATE, None)
    gone = SeedEnd(math.inf, math.inf, early=0.25)
    assert JUDGE.worth([fast, fast, gone], 3) == (JUDGE.grades.diverged(0.25), DIVERGED, None)
    assert JUDGE.worth([SeedEnd(math.inf, math.inf, stuck=True)], 3) == (JUDGE.grades.missed(math.inf), STUCK, None)


def test_what_seeds_are_worth_by_the_gap_at_the_end() -> None:
    judge = JUDGE._replace(goal=goal("gap"))
    low, high = SeedEnd(math.inf, 1e-4, updates=1), SeedEnd(math.inf, 10.0, updates=1)
    assert judge.worth([low, low, high], 3) == (pytest.approx(-4), "", None)
    assert judge.worth([low, high, high], 3) == (judge.grades.missed(1.0), ABOVE, None)
    assert judge.worth([SeedEnd(math.inf, 1.0)], 1).failure == NO_UPDATE
    assert judge.worth([low], 1).score < judge.grades.ceiling < judge.worth([high], 1).score


@given(st.lists(st.floats(0, 1000) | st.just(math.inf), min_size=1, max_size=6), st.integers(0, 5), st.floats(0, 1000))
def test_fewer_seconds_never_score_more(seconds: list[float], place: int, less: float) -> None:
    faster = list(seconds)
    faster[place % len(seconds)] = min(less, seconds[place % len(seconds)])
    before, after = (
        JUDGE.worth([SeedEnd(s, 0.001 if s < math.inf else 0.5, updates=1) for s in row], len(row))
        for row in (seconds, faster)
    )
    assert after.score <= before.score
    assert not (after.failure and not before.failure)


@pytest.mark.parametrize("last", [1, 5, 15])
def test_a_dip_at_the_end_is_no_hit(last: int) -> None:
    """Though the last records all are below the target."""
    gaps = [10.0] * (101 - last) + [0.01] * last
    assert judge_step(0.1, [path(gaps)], 0.1, 1.0).seconds == math.inf
