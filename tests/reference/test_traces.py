"""The first arrivals of every method as worked out by hand, against the engine and the reference."""

import numpy as np
import pytest

from engine import Scenario, simulate
from tests.reference import (
    simulator,
    traces_momentum,
    traces_options,
    traces_queues,
    traces_rounds,
    traces_steps,
    traces_tries,
)
from tests.reference.streams import ASSIGNMENTS, below, run_key
from tests.reference.traces import ONE_AND_FOUR, check_engine, check_reference, close
from tests.reference.traces_momentum import momentum
from tests.support.build import problem_of

TRACES = (
    traces_steps.TRACES
    | traces_momentum.TRACES
    | traces_rounds.TRACES
    | traces_tries.TRACES
    | traces_options.TRACES
    | traces_queues.TRACES
)


@pytest.mark.parametrize("name", TRACES)
def test_the_engine_follows_the_trace(name: str) -> None:
    check_engine(TRACES[name])


@pytest.mark.parametrize("name", TRACES)
def test_the_reference_follows_the_trace(name: str) -> None:
    check_reference(TRACES[name])


RANDOM = [0, 1, 1, 0, 1, 1, 1, 0, 0]
"""Who gets the job of each arrival with the seed 1, by `below`."""
SHUFFLED = [[0, 1, 2], [2, 1, 0], [2, 0, 1]]
"""Who gets the jobs of three arrivals with the seed 4, epoch by epoch; by `below` too."""


def test_who_gets_the_jobs() -> None:
    key = run_key(TRACES["random_asgd"].seed, 0, ASSIGNMENTS)
    assert [below(key, number, 2) for number in range(9)] == RANDOM
    key = run_key(TRACES["shuffled_asgd"].seed, 0, ASSIGNMENTS)
    for epoch, expected in enumerate(SHUFFLED):
        order = [0, 1, 2]
        for last in (2, 1, 0):
            other = below(key, 3 * epoch + last, last + 1)
            order[last], order[other] = order[other], order[last]
        assert order == expected


HEIGHTS = [1.5, 0.875, 0.65625, 0.0703125, -0.3671875, -0.384765625, -0.62158203125]
"""OrMo-DA where L is not known, in the coordinate y of the two wells, whose derivative is y for every worker.

Eta is 1/4 and tolerance 1: the delay of 4 halves it. Buckets and weights are as in the trace "too late".

second  worker  given y at          first                 eta_t g          new u         new y
  1       0      2            0                            0.5             0.5           1.5
  2       0      1.5          1     u = 0.25               0.375           0.625         1.5 - 0.625 = 0.875
  3       0      0.875        2                            0.21875         0.84375       0.65625
  4       0      0.65625      3     u = 0.421875           0.1640625       0.5859375     0.65625 - 0.5859375 = 0.0703125
  4       1      2            0                            2/8 = 0.25      0.6484375     0.0703125 - 7/16 = -0.3671875
  5       0      0.0703125    4                            0.017578125     0.666015625  -0.384765625
  6       0     -0.384765625  6     u = 0.3330078125      -0.09619140625                -0.62158203125
"""


def test_ormo_da_where_the_smoothness_is_not_known() -> None:
    given = Scenario.model_validate(
        {
            "seeds": 1,
            "cluster": {"speed": {"kind": "custom", "times": [1, 4]}},
            "problem": {"kind": "landscape", "shape": "two_wells", "heterogeneity": 0.0, "noise": 0.0},
            "methods": [momentum("ormo_da", 1 / 2, tolerance=1)],
            "budget": {"arrivals": len(HEIGHTS)},
        }
    )
    problem = problem_of(given)
    assert np.isnan(problem.smoothness)
    (run,) = simulate(given).values()
    history = simulator.run(given, problem, given.methods[0], len(HEIGHTS))
    close(run.iterate[0, :, 1], [2, *HEIGHTS])
    close(np.array(history.iterates)[:, 1], [2, *HEIGHTS])
    assert run.arrivals["staleness"].tolist() == history.staleness == [staleness for _, _, staleness in ONE_AND_FOUR]
