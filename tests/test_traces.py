"""Each method's first seven arrivals, worked out by hand, for the engine and for the reference.

Two workers in one dimension, f_0 = x^2 / 2 and f_1 = (x + 8)^2 / 2, from x = 8, without noise: worker 0
sends the gradient x, worker 1 the gradient x + 8, x being the model it was given.
"""

from typing import Any, NamedTuple

import numpy as np
import pytest

from engine import Scenario, simulate
from tests import reference
from tests.build import problem_of


class Trace(NamedTuple):
    times: tuple[float, float]
    method: dict[str, Any]
    arrivals: list[tuple[float, int, int]]  # second, worker, staleness
    models: list[float]  # after each arrival


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

RESCALED = [4, 2, -14, -15, -7.5, -1.5, 2.25]
"""Steps 1/2 for worker 0 and 1 for worker 1.

second  worker  given x   gradient   new x
  1       0        8          8      8 - 8/2 = 4
  2       0        4          4      4 - 4/2 = 2
  2       1        8         16      2 - 16 = -14
  3       0        2          2      -14 - 2/2 = -15
  4       0      -15        -15      -15 + 15/2 = -7.5
  4       1      -14         -6      -7.5 + 6 = -1.5
  5       0      -7.5        -7.5    -1.5 + 7.5/2 = 2.25
"""

TRACES = {
    # Step 1/2.
    #
    # second  worker  given x   gradient   new x
    #   2       0        8          8      8 - 8/2 = 4
    #   3       1        8         16      4 - 16/2 = -4
    #   4       0        4          4      -4 - 4/2 = -6
    #   6       0       -6         -6      -6 + 6/2 = -3
    #   6       1       -4          4      -3 - 4/2 = -5
    #   8       0       -3         -3      -5 + 3/2 = -3.5
    #   9       1       -5          3      -3.5 - 3/2 = -5
    "asgd": Trace((2, 3), {"kind": "asgd", "step": 1 / 2}, TWO_AND_THREE, [4, -4, -6, -3, -5, -3.5, -5]),
    # The mean of 1/tau is (1 + 1/2) / 2 = 3/4, so gamma_i = 2/3 * tau_i * 3/4 = tau_i / 2.
    "rescaled_asgd, mean": Trace((1, 2), {"kind": "rescaled_asgd", "step": 2 / 3}, ONE_AND_TWO, RESCALED),
    # The largest tau is 2, so gamma_i = 1 * tau_i / 2.
    "rescaled_asgd, cycle": Trace(
        (1, 2), {"kind": "rescaled_asgd", "step": 1, "normalisation": "cycle"}, ONE_AND_TWO, RESCALED
    ),
    # Momentum 1/2 and eta = step * (1 - 1/2) = 1/2. A gradient given out at update k lies in bucket ceil(k / 2).
    # In the newest bucket it has the weight 1 in the buffer u and 1 in the model x, one bucket behind 1/2 and
    # 1 + 1/2. A new bucket first halves u and subtracts it from x.
    #
    # second  worker  given x at   bucket  newest     first   eta g   new u                 new x
    #   2       0        8    0      0       0                  4     0 + 4 = 4             8 - 4 = 4
    #   3       1        8    0      0       0                  8     4 + 8 = 12            4 - 8 = -4
    #   4       0        4    1      1     0 to 1   u = 6       2     6 + 2 = 8             -4 - 6 - 2 = -12
    #   6       0      -12    3      2     1 to 2   u = 4      -6     4 - 6 = -2            -12 - 4 + 6 = -10
    #   6       1       -4    2      1       2                  2     -2 + 2 * 1/2 = -1     -10 - 2 * 3/2 = -13
    #   8       0      -10    4      2       2                 -5     -1 - 5 = -6           -13 + 5 = -8
    #   9       1      -13    5      3     2 to 3   u = -3     -5/2   -3 - 5/2 = -5.5       -8 + 3 + 5/2 = -2.5
    "ormo": Trace(
        (2, 3), {"kind": "ormo", "step": 1, "momentum": 1 / 2}, TWO_AND_THREE, [4, -4, -12, -10, -13, -8, -2.5]
    ),
}


def of(trace: Trace) -> Scenario:
    return Scenario.model_validate(
        {
            "seeds": 1,
            "cluster": {"speed": {"kind": "custom", "times": trace.times}},
            "problem": {"kind": "custom_quadratic", "matrices": [[[1]], [[1]]], "centers": [[0], [-8]], "start": [8]},
            "methods": [trace.method],
            "budget": {"arrivals": len(trace.models)},
        }
    )


@pytest.mark.parametrize("name", TRACES)
def test_the_engine_follows_the_trace(name: str) -> None:
    trace = TRACES[name]
    run = simulate(of(trace))[trace.method["kind"]]
    assert [(a["time"], a["worker"], a["staleness"]) for a in run.arrivals] == trace.arrivals
    np.testing.assert_allclose(run.iterate[0, :, 0], [8, *trace.models], rtol=1e-12)
    np.testing.assert_array_equal(run.time, [0] + [second for second, _, _ in trace.arrivals])
    # f is the mean of x^2 / 2 and (x + 8)^2 / 2: (x + 4)^2 / 2 + 8.
    np.testing.assert_allclose(run.gap[0], (run.iterate[0, :, 0] + 4) ** 2 / 2, rtol=1e-12)
    np.testing.assert_allclose(run.value[0], run.gap[0] + 8, rtol=1e-12)
    np.testing.assert_allclose(run.gradient_norm[0], abs(run.iterate[0, :, 0] + 4), rtol=1e-12)


@pytest.mark.parametrize("name", TRACES)
def test_the_reference_follows_the_trace(name: str) -> None:
    trace = TRACES[name]
    given = of(trace)
    history = reference.run(given, problem_of(given), given.methods[0], len(trace.models))
    assert list(zip(history.time, history.worker, history.staleness, strict=True)) == trace.arrivals
    np.testing.assert_allclose(np.ravel(history.iterates), [8, *trace.models], rtol=1e-12)
