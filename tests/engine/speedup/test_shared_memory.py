"""Real threads on one array: what they write down is what happened."""

from threading import Event
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.kernel.state import Floats
from engine.problems import Problem
from engine.simulate import build_problem
from engine.speedup.shared_memory import SharedRun, run_threads

ARRIVALS = 4000
PROBLEMS: dict[str, dict[str, Any]] = {
    "least_squares": {"kind": "least_squares", "rows": 60, "dimension": 20, "noise": 0.02},
    "logistic": {"kind": "logistic", "shared": True, "batch": 4},
    "quadratic": {"kind": "quadratic", "dimension": 30, "heterogeneity": 0},
    "blend": {"kind": "blend", "predictions": np.eye(6)[:, :4] + 0.1, "target": [1, 2, 3, 4, 5, 6]},
}


def scenario(problem: str, **method: Any) -> Scenario:
    fields = {"cluster": {"workers": 1}, "problem": PROBLEMS[problem], "methods": [{"kind": "aszd"} | method]}
    return Scenario.model_validate(fields | {"seeds": 1, "budget": {"arrivals": ARRIVALS}})


def built(given: Scenario) -> Problem:
    return build_problem(given.problem, 1, 0)


def run(problem: str, threads: int, **method: Any) -> SharedRun:
    given = scenario(problem, **method)
    return run_threads(built(given), given.methods[0], threads, ARRIVALS)


def model_after(found: SharedRun, updates: int) -> Floats:
    """The model (d,) after so many updates, from what was written down."""
    model, kept = found.problem.start.copy(), found.places[:updates] >= 0
    np.add.at(model, found.places[:updates][kept], found.changes[:updates][kept])
    return model


@pytest.mark.parametrize("problem", PROBLEMS)
def test_one_thread_is_the_sequential_method(problem: str) -> None:
    """The same coordinates, samples and updates as one simulated worker, up to rounding in the tracked numbers."""
    given = scenario(problem, step=0.002, block=2)
    found = run_threads(built(given), given.methods[0], 1, ARRIVALS)
    expected = simulate(given)["aszd"].iterate[0, -1]
    assert found.done.size == ARRIVALS
    assert not found.staleness.any()
    np.testing.assert_allclose(found.model, expected, atol=1e-9)


@pytest.mark.parametrize("threads", [2, 5])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_no_update_is_lost(problem: str, threads: int) -> None:
    """Every change in the log is in the shared array, and the array holds nothing else."""
    found = run(problem, threads, step=0.002, block=3)
    np.testing.assert_array_equal(found.done, np.arange(found.done.size))
    assert ARRIVALS <= found.done.size < ARRIVALS + threads
    np.testing.assert_allclose(model_after(found, found.done.size), found.model, rtol=0, atol=1e-12)
    assert ((found.places >= 0) == (found.changes != 0)).all()
    assert set(found.thread.tolist()) <= set(range(threads))


def test_what_was_read_when() -> None:
    """Reading begins before it ends, and ends before the job's own update; one thread's jobs follow each other."""
    found = run("least_squares", 4, step=0.002)
    assert (found.begun <= found.read).all() and (found.read <= found.done).all()
    assert (found.begun >= 0).all()
    for thread in range(4):
        own = found.thread == thread
        assert (np.diff(found.done[own]) > 0).all()
        assert (found.begun[own][1:] > found.done[own][:-1]).all()


def test_threads_are_the_problems_workers() -> None:
    """Each of five threads draws from its own worker's minimiser, and five threads of two workers from these two."""
    spread = {"kind": "quadratic", "dimension": 3, "heterogeneity": 50, "noise": 0}
    given = Scenario.model_validate({"problem": spread, "methods": [{"kind": "ascd", "block": None, "step": 1e-13}]})
    for workers in (5, 2):
        problem = build_problem(given.problem, workers, 0)
        found = run_threads(problem, given.methods[0], 5, ARRIVALS)
        for thread in set(found.thread.tolist()):
            away = problem.start - problem.data.centers[thread % workers]
            pulls = -1e-13 * problem.data.matrix[thread % workers] * away
            np.testing.assert_allclose(found.changes[found.thread == thread] / pulls, 1, rtol=1e-5)


def test_the_clock_runs_forward() -> None:
    found = run("least_squares", 3, step=0.002)
    assert found.clock[0] == 0 and found.clock_updates[0] == 0
    assert (np.diff(found.clock) >= 0).all() and (np.diff(found.clock_updates) >= 0).all()
    assert found.seconds == found.clock[-1] > 0


def test_it_descends_and_says_when() -> None:
    found = run("quadratic", 4, step=0.02)
    at, gaps = found.gaps
    assert (at[0], at[-1]) == (0, found.done.size)
    assert gaps[-1] < 0.2 * gaps[0]
    np.testing.assert_allclose(gaps[-1], found.problem.gaps(found.model), rtol=1e-9)
    updates, seconds = found.reached(0.5)
    before = int(updates) - 1 - found.done.size // 1000
    assert found.problem.gaps(model_after(found, int(updates))) <= 0.5 * gaps[0]
    assert found.problem.gaps(model_after(found, before)) > 0.5 * gaps[0]
    assert 0 < seconds <= found.seconds
    assert all(np.isnan(found.reached(1e-12)))


def test_it_can_be_stopped() -> None:
    stop = Event()
    stop.set()
    given = scenario("least_squares")
    found = run_threads(built(given), given.methods[0], 2, ARRIVALS, stop=stop)
    assert found.done.size == 0
    np.testing.assert_array_equal(found.model, found.problem.start)


@pytest.mark.parametrize(
    ("threads", "arrivals", "words"), [(0, 10, "threads"), (65, 10, "threads"), (1, 0, "arrivals")]
)
def test_bad_numbers(threads: int, arrivals: int, words: str) -> None:
    given = scenario("quadratic")
    with pytest.raises(ValueError, match=words):
        run_threads(built(given), given.methods[0], threads, arrivals)
