"""Runs worked out by hand, and how the engine and the reference are held against them.

One dimension, f_i = (x - c_i)^2 / 2 from x = 8, without noise: worker i sends the gradient x - c_i, x being the
model it was given. Two workers have c = (0, -8): worker 0 sends x, worker 1 sends x + 8.
"""

from typing import Any, NamedTuple

import numpy as np

from engine import Scenario, simulate
from tests.reference import simulator
from tests.support.build import problem_of


class Trace(NamedTuple):
    times: tuple[float, ...]  # seconds a job of each worker
    method: dict[str, Any]
    arrivals: list[tuple[float, int, int]]  # second, worker, staleness
    models: list[float]  # after each arrival
    updates: list[int] | None = None  # after each arrival; each is an update where there is no list
    unused: tuple[int, ...] = ()  # numbers, from 0, of the arrivals whose gradient was not used
    # Jobs thrown away: worker, and arrivals so far when its model was sent, when it began, when it was thrown away.
    thrown: tuple[tuple[int, int, int, int], ...] = ()
    begun: list[int] | None = None  # arrivals so far when each arrival's job began
    centers: tuple[float, ...] = (0, -8)
    seed: int = 0


TWO_AND_THREE = [(2, 0, 0), (3, 1, 1), (4, 0, 1), (6, 0, 0), (6, 1, 2), (8, 0, 1), (9, 1, 1)]
"""Jobs of 2 and 3 seconds. At second 6 both end, and worker 0 goes first.

second  worker  given at update   updates so far   staleness
  2       0           0                 0              0
  3       1           0                 1              1
  4       0           1                 2              1
  6       0           3                 3              0
  6       1           2                 4              2
  8       0           4                 5              1
  9       1           5                 6              1
"""
ONE_AND_TWO = [(1, 0, 0), (2, 0, 0), (2, 1, 2), (3, 0, 1), (4, 0, 0), (4, 1, 2), (5, 0, 1)]
"""Jobs of 1 and 2 seconds, with ties at the seconds 2 and 4.

second  worker  given at update   updates so far   staleness
  1       0           0                 0              0
  2       0           1                 1              0
  2       1           0                 2              2
  3       0           2                 3              1
  4       0           4                 4              0
  4       1           3                 5              2
  5       0           5                 6              1
"""
ONE_AND_FOUR = [(1, 0, 0), (2, 0, 0), (3, 0, 0), (4, 0, 0), (4, 1, 4), (5, 0, 1), (6, 0, 0)]
"""Jobs of 1 and 4 seconds, with a tie at second 4: worker 1 is twice as late as there are workers.

second  worker  given at update   updates so far   staleness
  1       0           0                 0              0
  2       0           1                 1              0
  3       0           2                 2              0
  4       0           3                 3              0
  4       1           0                 4              4
  5       0           4                 5              1
  6       0           6                 6              0
"""


def of(trace: Trace, method: dict[str, Any] | None = None) -> Scenario:
    """The scenario of a trace, with its method unless another one is given."""
    return Scenario.model_validate(
        {
            "seed": trace.seed,
            "seeds": 1,
            "cluster": {"speed": {"kind": "custom", "times": trace.times}},
            "problem": {
                "kind": "custom_quadratic",
                "matrices": [[[1]]] * len(trace.times),
                "centers": [[c] for c in trace.centers],
                "start": [8],
            },
            "methods": [method or trace.method],
            "budget": {"arrivals": len(trace.models)},
        }
    )


def close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def check_engine(trace: Trace) -> None:
    """Arrivals, models, updates, what was thrown away, and the measures of the problem."""
    (run,) = simulate(of(trace), film=True).values()
    assert [(a["time"], a["worker"], a["staleness"]) for a in run.arrivals] == trace.arrivals
    close(run.iterate[0, :, 0], [8, *trace.models])
    assert run.updates.tolist() == [0, *updates_of(trace)]
    assert tuple(np.flatnonzero(~run.arrivals["used"])) == trace.unused
    np.testing.assert_array_equal(run.time, [0] + [second for second, _, _ in trace.arrivals])
    assert run.film is not None
    np.testing.assert_array_equal(run.film.cancelled, np.reshape(trace.thrown, (-1, 4)))
    if trace.begun is not None:
        assert run.film.begun.tolist() == trace.begun
    # f is the mean of (x - c_i)^2 / 2: with two workers (x + 4)^2 / 2 + 8.
    middle, spread = np.mean(trace.centers), np.var(trace.centers)
    close(run.gap[0], (run.iterate[0, :, 0] - middle) ** 2 / 2)
    close(run.value[0], run.gap[0] + spread / 2)
    close(run.gradient_norm[0], abs(run.iterate[0, :, 0] - middle))


def check_reference(trace: Trace) -> None:
    given = of(trace)
    history = simulator.run(given, problem_of(given), given.methods[0], len(trace.models))
    assert list(zip(history.time, history.worker, history.staleness, strict=True)) == trace.arrivals
    close(np.ravel(history.iterates), [8, *trace.models])
    assert history.updates == [0, *updates_of(trace)]
    assert tuple(np.flatnonzero(~np.array(history.used))) == trace.unused
    assert tuple(history.cancelled) == trace.thrown
    if trace.begun is not None:
        assert history.begun == trace.begun


def updates_of(trace: Trace) -> list[int]:
    return trace.updates or list(range(1, len(trace.models) + 1))
