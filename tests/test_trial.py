"""One step over all seeds: where records stand, when the target is reached, what has diverged and what is given up."""

import math
from functools import partial
from typing import Any

import numpy as np
import pytest

from engine import Scenario, trial
from engine.pool import side_by_side
from engine.simulate import build_problem
from engine.state import Floats
from engine.trial import diverged, empty_records, first_second, judge_step, trace
from tests.build import problem_of, scenario


@pytest.mark.parametrize("arrivals", [1, 2, 49, 5000, 1_000_000])
def test_records_stand_at_equal_ratios(arrivals: int) -> None:
    """And at every arrival while those are further apart."""
    due = empty_records(scenario(budget={"arrivals": arrivals}), 10).due_arrivals
    assert due[0] == 0
    assert due[-1] == arrivals
    assert np.all(np.diff(due) >= 1)
    assert np.all(np.diff(due) <= np.maximum(1, np.ceil(0.02 * due[:-1]) + 1))
    np.testing.assert_array_equal(due[:20], np.arange(min(20, arrivals + 1)))
    # 50 ln(arrivals), but for those at the beginning.
    assert due.size <= 50 + 51 * math.log(arrivals)


@pytest.mark.parametrize("seconds", [0.1, 5.0, 1e4])
def test_records_in_seconds(seconds: float) -> None:
    given = scenario(budget={"seconds": seconds}, cluster={"workers": 4, "speed": {"kind": "equal"}})
    due = empty_records(given, 10).due_seconds
    assert (due[0], due[-1]) == (0, seconds)
    assert due[1] == min(0.25, seconds)
    assert np.all(due[2:] / due[1:-1] <= 1.02)
    assert np.all(np.diff(due) > 0)


@pytest.mark.parametrize(("dimension", "records"), [(10, 670), (650, 154), (10_000, 129)])
def test_large_models_are_recorded_less_often(dimension: int, records: int) -> None:
    empty = empty_records(scenario(budget={"arrivals": 1_000_000}), dimension)
    assert empty.iterate.shape == (empty.due_arrivals.size, dimension)
    assert 0.8 * records <= empty.due_arrivals.size <= records
    assert empty.due_arrivals[-1] == 1_000_000


def first_by_hand(times: Floats, gaps: Floats, target: float) -> float:
    """Through every second at which anything is recorded, while every seed still runs."""
    for x in sorted(times[np.isfinite(times)].tolist()):
        if x > times[:, -1].min():
            break
        latest = [[g for t, g in zip(*seed, strict=True) if t <= x][-1] for seed in zip(times, gaps, strict=True)]
        if np.median(latest) <= target:
            return x
    return math.inf


@pytest.mark.parametrize("seeds", [1, 2, 3, 8])
def test_the_first_second_at_the_target(seeds: int) -> None:
    rng = np.random.default_rng(seeds)
    found = []
    for target in (1.0, 0.5, 0.1, 1e-3):
        for _ in range(10):
            times = np.cumsum(rng.exponential(size=(seeds, 30)), axis=1)
            times[:, 0] = 0
            gaps = rng.lognormal(sigma=0.3, size=(seeds, 30)) * 0.8 ** np.arange(30)
            found.append(first_second(times, gaps, target))
            assert found[-1] == first_by_hand(times, gaps, target)
    assert 0 < np.isfinite(found).sum() < len(found)


def test_a_seed_that_was_given_up_is_far_off_and_ends_no_other() -> None:
    """The median of three needs two; the third went at 2 s, and has no more records."""
    times = np.array([[0, 1, 2, 3.0], [0, 1, 2, 3], [0, 1, 2, math.inf]])
    gaps = np.array([[4, 3, 2, 1.0], [4, 3, 2, 1], [4, 0.5, math.inf, math.inf]])
    assert first_second(times, gaps, 1.0) == 3
    assert first_second(times, gaps, 3.0) == 1
    gone = np.array([[0, 1, math.inf], [0, 2, math.inf]])
    assert first_second(gone, np.array([[4, math.inf, math.inf]] * 2), 1.0) == math.inf


def test_what_has_diverged() -> None:
    times = np.tile(np.arange(5.0), (4, 1))
    start = np.ones((4, 1))

    def grew(*gaps: float) -> bool:
        return diverged(times, np.hstack([start, np.tile(gaps, (4, 1))]))

    assert not grew(0.5, 0.2, 0.1, 0.05)
    assert not grew(10, 100, 1000, 9000)
    assert grew(10, 1e3, 1e5, 1e7)
    assert grew(1, 1, 1, math.inf)
    # A noise floor, however high, is no divergence.
    assert not grew(1e6, 2e6, 1e6, 2e6)
    half = np.ones((4, 5))
    half[:2, -1] = math.inf
    assert diverged(times, half)
    half[1, -1] = 1
    assert not diverged(times, half)
    # From the goal itself any noise is infinitely far, but does not grow.
    assert not diverged(times, np.tile([0, 1, 1.2, 1.1, 1], (4, 1)))
    assert diverged(times, np.tile([0, 1, 10, 1e3, 1e5], (4, 1)))


def traced(given: Scenario, number: int = 0) -> trial.Path:
    problem = problem_of(given)
    empty = empty_records(given, problem.dimension)
    path = trace(given, problem, given.methods[0], number, empty, lambda fraction: True)
    assert not empty.time.any()
    return path


def test_a_run_that_will_not_come_back_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    given = scenario(methods=[{"kind": "asgd", "step": 50.0}], budget={"arrivals": 2000})
    monkeypatch.setattr(trial, "PIECE_WORK", 30 * 10.0)
    short = traced(given)
    monkeypatch.setattr(trial, "GIVEN_UP", math.inf)
    whole = traced(given)
    # The last entry but one is the second at which it was given up; then there are no records.
    taken = int(np.isfinite(short.time).sum()) - 1
    assert 5 < taken < short.time.size - 5
    np.testing.assert_array_equal(short.time[:taken], whole.time[:taken])
    np.testing.assert_array_equal(short.gap[:taken], whole.gap[:taken])
    assert np.all(short.gap[taken:] == math.inf)
    assert np.all(whole.gap[taken:] > 1e100)
    one, other = (judge_step(1.0, [path] * 3, 1e-9) for path in (short, whole))
    assert one.diverged
    assert one.gap == one.gap_high == math.inf
    assert (one.diverged, one.seconds) == (other.diverged, other.seconds)


@pytest.mark.parametrize("work", [7 * 30.0, 1e9])
def test_same_bits_however_long_a_piece_is(work: float, monkeypatch: pytest.MonkeyPatch) -> None:
    given = scenario(cluster={"workers": 7, "jitter": {"kind": "gamma"}}, budget={"arrivals": 700})
    expected = traced(given)
    monkeypatch.setattr(trial, "PIECE_WORK", work)
    found = traced(given)
    assert (found.time.tobytes(), found.gap.tobytes()) == (expected.time.tobytes(), expected.gap.tobytes())


def test_seeds_are_those_of_a_simulation() -> None:
    given = scenario(cluster={"workers": 7, "jitter": {"kind": "gamma"}}, seeds=2)
    assert traced(given, 0).time[1] != traced(given, 1).time[1]


def test_nothing_is_computed_after_a_stop() -> None:
    given = scenario(budget={"arrivals": 10_000_000})
    problem = build_problem(given.problem, given.cluster.workers, given.seed)
    empty = empty_records(given, problem.dimension)
    path = trace(given, problem, given.methods[0], 0, empty, lambda fraction: False)
    assert np.all(path.gap == math.inf)


def test_tasks_side_by_side_keep_their_order() -> None:
    def task(number: int, tell: Any) -> int:
        assert tell(0.5)
        return number

    told: list[float] = []
    assert side_by_side([partial(task, number) for number in range(20)], 3, told.append) == list(range(20))
    assert told[-1] == 1
    assert side_by_side([], 2, None) == []
