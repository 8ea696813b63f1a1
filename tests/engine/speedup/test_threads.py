"""What real threads gain, and how long a simulated run waits: the numbers of the Speedup page."""

import math
from dataclasses import replace

import numpy as np
import pytest

from engine import Scenario
from engine.methods.ascd import Ascd
from engine.problems.least_squares import LeastSquares
from engine.speedup import threads
from engine.speedup.speedups import PATIENCE, Speedup, knee_of, middle, patient, speedup
from engine.speedup.threads import (
    FEWEST,
    REPEATS,
    ThreadSpeedup,
    cores,
    length,
    shares,
    thread_counts,
    thread_speedup,
)

PROBLEM = LeastSquares(rows=30, dimension=8, noise=0.0)


def scenario(arrivals: int = 100_000, step: float = 0.05) -> Scenario:
    return Scenario.model_validate(
        {
            "seeds": 3,
            "cluster": {"workers": 1, "speed": {"kind": "equal"}},
            "problem": PROBLEM.model_dump(),
            "methods": [{"kind": "ascd", "step": step, "label": "a"}],
            "budget": {"arrivals": arrivals},
        }
    )


def test_a_run_waits_so_many_times_what_one_worker_needs() -> None:
    alone = middle(speedup(scenario(), "a", (1,), 0.1).arrivals[0])
    patiently = patient(scenario(), "a", 0.1)
    assert patiently is not None
    assert PATIENCE * alone <= (patiently.budget.arrivals or 0) <= PATIENCE * alone + 11
    assert patient(scenario(3), "a", 0.1) is None
    short = patient(scenario(int(2 * alone)), "a", 0.1)
    assert short is not None
    assert short.budget.arrivals == int(2 * alone)


def test_the_wait_does_not_change_what_is_reached() -> None:
    patiently = patient(scenario(), "a", 0.1)
    assert patiently is not None
    there, here = (speedup(one, "a", (1, 4), 0.1).arrivals for one in (scenario(), patiently))
    np.testing.assert_allclose(there, here, rtol=0.02)


def test_quartiles_count_those_that_did_not_reach_it_as_slow() -> None:
    arrivals = np.array([[100.0, 100, 100, 100], [40, 50, math.nan, math.nan], [math.nan] * 4])
    found = Speedup((1, 2, 4), arrivals, arrivals, (0, 1, 3), 0.1)
    low, median, high = found.iterations_quartiles
    assert low.tolist() == [1, 0, 0]
    assert median.tolist() == [1, 0, 0]
    assert high.tolist() == pytest.approx([1, 200 / 45, 0])
    assert found.seconds_quartiles[2].tolist() == pytest.approx([1, 100 / 45, 0])
    assert found.knee() == 2
    assert found.missed == (2, 4)
    assert found.quickest == (1, 1.0)
    assert Speedup((1, 2), arrivals[:2] / [[1], [2]], arrivals[:2] / [[1], [9]], (0, 1), 0.1).missed == (2,)
    assert Speedup((1, 2), arrivals[:1].repeat(2, 0), np.array([[6.0], [2.0]]), (0, 1), 0.1).quickest == (2, 3.0)


@pytest.mark.parametrize(
    ("speedups", "at"),
    [
        ([1.0, 2.0, 4.0], math.nan),
        ([1.0, 1.5, 2.0], 2.0),
        ([1.0, 2.0, 2.0], 2 * math.sqrt(2)),
        ([1.0, 2.0, 0.0], 4.0),
        ([math.nan] * 3, math.nan),
    ],
)
def test_the_knee_of_speedups(speedups: list[float], at: float) -> None:
    assert knee_of((1, 2, 4), np.array(speedups)) == pytest.approx(at, nan_ok=True)


@pytest.mark.slow
def test_threads_are_measured() -> None:
    told: list[float] = []
    found = thread_speedup(PROBLEM, Ascd(step=0.05), (2,), 0.5, progress=told.append)
    assert found.threads == (1, 2)
    assert found.rates.shape == found.seconds.shape == (2, REPEATS)
    assert (found.rates > 0).all()
    assert found.cores == cores() >= 1
    assert found.arrivals <= found.staleness[0].size <= found.arrivals + 2
    assert not found.staleness[0].any()
    assert told == sorted(told)
    assert len(told) == 2 * REPEATS
    assert found.rate_quartiles[1, 0] == pytest.approx(1)


def test_what_progress_raises_ends_it() -> None:
    class StopError(Exception):
        pass

    def stop(done: float) -> None:
        raise StopError

    with pytest.raises(StopError):
        thread_speedup(PROBLEM, Ascd(step=0.05), (2,), 0.5, progress=stop)


def test_speedups_of_threads() -> None:
    rates = np.array([[10.0, 20, 30], [40, 50, 60]])
    seconds = np.array([[2.0, 4, 6], [1, 2, math.nan]])
    found = ThreadSpeedup((1, 2), 100, rates, seconds, (np.zeros(1, int),) * 2, 2)
    assert found.rate_quartiles[:, 1].tolist() == [2, 2.5, 3]
    assert found.seconds_quartiles[:, 1].tolist() == [0, 2, 4]
    assert found.median_rates.tolist() == [20, 50]
    assert found.median_seconds.tolist() == [4, 2]
    assert found.on_own_cores == 1
    assert replace(found, cores=1).on_own_cores == 0
    never = ThreadSpeedup((1, 2), 100, rates, np.full((2, 3), math.nan), found.staleness, 2)
    assert not never.seconds_quartiles.any()


@pytest.mark.parametrize(("available", "counts"), [(1, (1, 2)), (2, (1, 2, 4)), (3, (1, 2, 4)), (64, (1, 2, 4, 8, 16))])
def test_threads_up_to_twice_the_cores(
    available: int, counts: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "cores", lambda: available)
    assert thread_counts() == counts


def test_logs_do_not_grow_beyond_all_bounds() -> None:
    assert length(1e9, PROBLEM, Ascd(step=1.0), 4) == 4_000_000 // (4 * 5)
    assert length(1.0, PROBLEM, Ascd(step=1.0), 4) == FEWEST


def test_shares_of_staleness() -> None:
    assert shares(np.array([0, 1, 1, 2, 9, 50, 50, 50]), 3).tolist() == [0.125, 0.25, 0.125, 0, 0.5]
    assert shares(np.zeros(0, int), 1).tolist() == [0, 0, 0]
