"""Which of the steps tried is the best, and which are usable."""

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.search.tuning import Goal, Tuning


def made(score: list[float], diverged: list[bool] | None = None) -> Tuning:
    """A tuning at the steps 1, 10, 100, ... with these last gaps."""
    gap = np.array(score)
    steps = 10.0 ** np.arange(gap.size)
    bad = np.zeros(gap.size, bool) if diverged is None else np.array(diverged)
    never, one = np.full(gap.size, math.inf), np.ones(gap.size, np.int64)
    return Tuning("asgd", Goal(kind="gap"), 2, steps, gap, gap, gap, never, bad, ~bad, one)


def test_usable_steps() -> None:
    # From 10 to 100 the score goes from 4 to 1 as a power, so it is 2 half-way; likewise from 1 to 16 a quarter on.
    found = made([8, 4, 1, 16, 1.5])
    assert found.best == 100
    assert found.usable == pytest.approx((10**1.5, 10**2.25))
    # Exactly twice is usable; a step that diverged is not, nor what lies behind it.
    assert made([3, 2, 1, 1, 1], [False, False, False, True, False]).usable == pytest.approx(
        (10 ** (1 - math.log(2 / 2) / math.log(3 / 2)), 100)
    )
    assert made([1.5, 1, 1.2]).usable == (1, 100)
    assert made([math.inf, 1, math.inf]).usable == (10, 10)
    # Nothing is a factor of 0.
    assert made([5, 0, 0, 3]).usable == (10, 100)
    assert made([5, 0, 0, 3]).best == 10


def test_seconds_of_a_step_that_diverges_do_not_count() -> None:
    """An unstable run may swing through the goal on its way."""
    given = made([1, 2, math.inf], [False, False, True])
    found = replace(given, goal=Goal(), seconds=np.array([9.0, 7.0, 1.0]))
    assert found.score.tolist() == [9, 7, math.inf]
    assert found.best == 10
    only = replace(given, goal=Goal(), seconds=np.array([math.inf] * 2 + [1.0]))
    assert not only.reached
    assert only.best == 1


def test_no_step_is_chosen_that_theory_or_fresh_seeds_forbid() -> None:
    given = made([4, 3, 2, 1])
    assert given.best == 1000
    assert replace(given, largest_step=1000.0).best == 100
    assert replace(given, largest_step=1000.1).best == 1000
    assert replace(given, failed_step=100.0).best == 10
    none = replace(given, failed_step=0.0)
    assert (none.best, none.usable) == (None, None)
    assert none.why_none == "no step tried holds on fresh seeds"
    low, high = replace(given, largest_step=900.0).usable or (0, 0)
    assert low < high == 100
