"""One step over all seeds: where the places of a path are, what a trial says, and what is given up."""

import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.kernel.pool import side_by_side
from engine.kernel.state import Floats
from engine.results.path import Path
from engine.results.path_grid import EVEN, GROWTH, grid_of, most_places, path_records
from engine.search import trial
from engine.search.trial import joined, judge_step, trace
from engine.simulate import build_problem
from tests.support.build import problem_of, scenario


def check_spacing(due: Floats, end: float, apart: float) -> None:
    """From 0 to the end, at ratios of GROWTH or equal steps, whichever are shorter, but at least so far apart."""
    assert (due[0], due[-1]) == (0, end)
    gaps = np.diff(due)
    assert np.all(gaps >= apart * (1 - 1e-9))
    allowed = np.minimum((GROWTH - 1) * due[:-1] * GROWTH, end / (EVEN - 1))
    assert np.all(gaps <= np.maximum(allowed, 0) + 1.5 * apart + 1e-9 * end)


@pytest.mark.parametrize("arrivals", [1, 2, 49, 5000, 1_000_000])
def test_places_of_a_path(arrivals: int) -> None:
    due = path_records(scenario(budget={"arrivals": arrivals}), 10).due_arrivals.astype(float)
    check_spacing(due, arrivals, 1.0)
    np.testing.assert_array_equal(due[:20], np.arange(min(20, arrivals + 1)))


@pytest.mark.parametrize("seconds", [0.1, 5.0, 1e4])
def test_places_in_seconds(seconds: float) -> None:
    given = scenario(budget={"seconds": seconds}, cluster={"workers": 4, "speed": {"kind": "equal"}})
    due = path_records(given, 10).due_seconds
    assert (due[0], due[-1]) == (0, seconds)
    assert due[1] == min(0.25, seconds)
    assert np.all(np.diff(due) > 0)
    assert np.all(due[2:] / due[1:-1] <= GROWTH * (1 + 1e-9))
    assert np.all(np.diff(due) <= max(0.25, seconds / (EVEN - 1)) * (1 + 1e-9))


@pytest.mark.parametrize("dimension", [10, 100, 650, 10_000])
def test_large_models_are_looked_at_less_often(dimension: int) -> None:
    for budget in ({"arrivals": 1_000_000}, {"arrivals": 300}, {"seconds": 5000.0}):
        empty = path_records(scenario(budget=budget), dimension)
        assert empty.iterate.shape == (empty.time.size, dimension)
        assert empty.time.size <= most_places(dimension) + 2
        assert empty.time.size >= 50


@pytest.mark.parametrize("records", [2, 7, 200, 900])
@pytest.mark.parametrize("budget", [{"arrivals": 700}, {"seconds": 90.0}])
def test_the_path_does_not_depend_on_what_is_recorded(records: int, budget: dict[str, Any]) -> None:
    """And a simulation's path is that of the trials, but for the rounding of gaps that are computed together."""
    given = scenario(cluster={"workers": 7, "jitter": {"kind": "gamma"}}, budget=budget, seeds=2, records=records)
    run = next(iter(simulate(given).values()))
    rows = [traced(given, number) for number in range(2)]
    for one, other in zip(run.path, joined(rows), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=0)
    grid = grid_of(given, given.problem.size())
    assert run.gap.shape == (2, min(records, 701 if "arrivals" in budget else records))
    assert grid.own.size == run.gap.shape[1]


def test_the_default_records_stand_on_the_path() -> None:
    """So that their gaps need not be computed twice."""
    grid = grid_of(scenario(budget={"arrivals": 5000}), 10)
    assert np.isin(grid.own[grid.own > grid.own.size // 2], grid.path).mean() > 0.7


def written(*rows: list[float], updates: int = 1) -> list[Path]:
    at = np.arange(101.0)
    return [Path(at, at[None], np.array([row]), np.full((1, 101), updates)) for row in rows]


FALLS, STAYS, GROWS = [10.0] + [1.0] * 100, [10.0] * 101, [float(2**k) for k in range(101)]


@pytest.mark.parametrize(
    ("rows", "diverged", "sound"),
    [
        ([FALLS] * 4, False, True),
        ([FALLS] * 3 + [STAYS], False, False),
        ([FALLS] * 3 + [GROWS], False, False),
        ([FALLS] * 2 + [GROWS] * 2, True, False),
    ],
)
def test_a_step_is_sound_where_every_seed_ends_below_its_start(
    rows: list[list[float]], diverged: bool, sound: bool
) -> None:
    found = judge_step(0.5, written(*rows), 2.0, 1.0)
    assert (found.diverged, found.sound) == (diverged, sound)
    assert found.seconds == (1.0 if rows[1] is FALLS and rows[2] is FALLS else math.inf)


def test_figures_of_a_trial() -> None:
    found = judge_step(0.5, written(*([10.0] + [value] * 100 for value in (1.0, 2.0, 4.0, 8.0)), updates=7), 3.0, 1.0)
    assert found == (0.5, 3.0, 1.5, 6.0, 1.0, False, True, 7)


def traced(given: Scenario, number: int = 0) -> Path:
    problem = problem_of(given)
    empty = path_records(given, problem.dimension)
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
    taken = int(np.isfinite(short.times).sum()) - 1
    assert 5 < taken < short.times.size - 5
    np.testing.assert_array_equal(short.times[0, :taken], whole.times[0, :taken])
    np.testing.assert_array_equal(short.gaps[0, :taken], whole.gaps[0, :taken])
    assert np.all(short.gaps[0, taken:] == math.inf)
    assert np.all(whole.gaps[0, taken:] > 1e100)
    one, other = (judge_step(1.0, [path] * 3, 1e-9, 8.0) for path in (short, whole))
    assert one._replace(updates=0) == other._replace(updates=0)
    assert one.diverged
    assert one.gap == one.gap_high == math.inf


@pytest.mark.parametrize("work", [7 * 30.0, 1e9])
def test_same_bits_however_long_a_piece_is(work: float, monkeypatch: pytest.MonkeyPatch) -> None:
    given = scenario(cluster={"workers": 7, "jitter": {"kind": "gamma"}}, budget={"arrivals": 700})
    expected = traced(given)
    monkeypatch.setattr(trial, "PIECE_WORK", work)
    found = traced(given)
    assert [part.tobytes() for part in found] == [part.tobytes() for part in expected]


def test_seeds_are_those_of_a_simulation() -> None:
    given = scenario(cluster={"workers": 7, "jitter": {"kind": "gamma"}}, seeds=2)
    assert traced(given, 0).times[0, 1] != traced(given, 1).times[0, 1]


def test_nothing_is_computed_after_a_stop() -> None:
    given = scenario(budget={"arrivals": 10_000_000})
    problem = build_problem(given.problem, given.cluster.workers, given.seed)
    empty = path_records(given, problem.dimension)
    path = trace(given, problem, given.methods[0], 0, empty, lambda fraction: False)
    assert np.all(path.gaps == math.inf)


def test_tasks_side_by_side_keep_their_order() -> None:
    def task(number: int, tell: Any) -> int:
        assert tell(0.5)
        return number

    told: list[float] = []
    assert side_by_side([partial(task, number) for number in range(20)], 3, told.append) == list(range(20))
    assert told[-1] == 1
    assert side_by_side([], 2, None) == []


def test_tasks_wait_while_the_progress_waits() -> None:
    """So does work that gives way to more urgent work; each task comes to its next look at most."""
    steps, seen = [0, 0], []

    def task(index: int, proceed: Callable[[float], bool]) -> int:
        while proceed(steps[index] / 1000) and steps[index] < 1000:
            steps[index] += 1
            time.sleep(0.001)
        return steps[index]

    def progress(fraction: float) -> None:
        if fraction and not seen:
            before = list(steps)
            time.sleep(0.2)
            seen.extend(after - at for at, after in zip(before, steps, strict=True))

    assert side_by_side([partial(task, 0), partial(task, 1)], 2, progress) == [1000, 1000]
    assert max(seen) <= 1
