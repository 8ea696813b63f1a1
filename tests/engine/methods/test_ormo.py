"""OrMo's identities: its closed form at every arrival, its buckets, and heavy-ball SGD under a barrier."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine.kernel.replicate import Replicate
from engine.kernel.state import UPDATES, Floats
from engine.kernel.streams import SAMPLES, job_key, run_key
from engine.methods.moves import NEWEST_BUCKET
from tests.reference.dispatch_methods import DISPATCH
from tests.support.build import problem_of, replicate, scenario

ARRIVALS = 210
STEP = 0.1
CASES = [
    pytest.param(0.9, {"kind": "linear"}, {"kind": "none"}, id="linear"),
    pytest.param(0.5, {"kind": "linear"}, {"kind": "gamma"}, id="gamma"),
    pytest.param(0.99, {"kind": "two_groups"}, {"kind": "exponential"}, id="one slow worker"),
    pytest.param(0.0, {"kind": "equal"}, {"kind": "lognormal"}, id="no momentum"),
]


def started(momentum: float, speed: dict[str, Any], jitter: dict[str, Any], dispatch: str | None = None) -> Replicate:
    given = scenario(
        cluster={"workers": 7, "speed": speed, "jitter": jitter},
        problem={"kind": "quadratic", "dimension": 3, "heterogeneity": 2.0},
        methods=[{"kind": "ormo", "momentum": momentum, "step": STEP}],
        budget={"arrivals": ARRIVALS},
        records=ARRIVALS + 1,
    )
    return replicate(given, DISPATCH[dispatch] if dispatch else None)


@pytest.mark.parametrize(("beta", "speed", "jitter"), CASES)
@pytest.mark.parametrize("dispatch", [None, "keep", "cancel", "selective", "thirds"])
def test_closed_form(beta: float, speed: dict[str, Any], jitter: dict[str, Any], dispatch: str | None) -> None:
    """u = sum_j beta^(I - b_j) eta g_j and w = w_0 - sum_j (1 - beta^(I - b_j + 1)) / (1 - beta) eta g_j."""
    run = started(beta, speed, jitter, dispatch)
    n, eta = 7, STEP * (1 - beta)
    buckets: list[int] = []
    gradients: list[Floats] = []
    for _ in range(ARRIVALS):
        updates = run.server.counts[UPDATES]
        assert run.advance(1)
        arrival = run.logs[-1][0]
        if not arrival["used"]:
            continue
        gradients.append(run.flight.gradient.copy())
        buckets.append(math.ceil((updates - arrival["staleness"]) / n))
        newest = run.server.counts[NEWEST_BUCKET]
        behind = newest - np.array(buckets)
        u = (beta**behind * eta) @ np.array(gradients)
        w = run.problem.start - ((1 - beta ** (behind + 1)) / (1 - beta) * eta) @ np.array(gradients)
        np.testing.assert_allclose(run.server.vectors[0], u, rtol=0, atol=1e-12)
        np.testing.assert_allclose(run.server.model, w, rtol=0, atol=1e-12)
    assert max(buckets) > 10
    # Some arrived out of order, so that the weights of late gradients were seen too.
    assert any(later < earlier for earlier, later in pairwise(buckets)) or dispatch == "thirds"


@pytest.mark.parametrize(("beta", "speed", "jitter"), CASES)
def test_buckets(beta: float, speed: dict[str, Any], jitter: dict[str, Any]) -> None:
    """The newest bucket grows by at most 1, to that of the gradient; n gradients lie in each that is complete."""
    run = started(beta, speed, jitter)
    n = 7
    buckets: list[int] = []
    for number in range(ARRIVALS):
        before = run.server.counts[NEWEST_BUCKET]
        run.advance(1)
        buckets.append(math.ceil((number - run.logs[-1]["staleness"][0]) / n))
        assert run.server.counts[NEWEST_BUCKET] == max(before, buckets[-1]) <= before + 1
    sizes = np.bincount(buckets)
    assert np.all(sizes <= n)
    # Of the earlier buckets nothing can be in flight any more.
    assert np.all(sizes[: -math.ceil(max(staleness_of(run)) / n) - 1] == n)


def staleness_of(run: Replicate) -> Floats:
    """Of the arrivals, and of what is in flight at the end."""
    return np.concatenate([run.arrivals()["staleness"], run.server.counts[UPDATES] - run.flight.version])


@pytest.mark.parametrize(("beta", "speed", "jitter"), CASES)
def test_under_a_barrier_it_is_heavy_ball(beta: float, speed: dict[str, Any], jitter: dict[str, Any]) -> None:
    """v <- beta v + eta sum_i g_i; w <- w - v, at the end of every round, with the same gradients."""
    run = started(beta, speed, jitter, "barrier")
    problem = problem_of(scenario(problem={"kind": "quadratic", "dimension": 3, "heterogeneity": 2.0}))
    n, key = problem.workers, run_key(0, 0, SAMPLES)
    w, v = problem.start.copy(), np.zeros(problem.dimension)
    for job in range(ARRIVALS // n):
        total = np.zeros(problem.dimension)
        for worker in range(n):
            gradient = np.empty(problem.dimension)
            problem.gradient(problem.data, worker, w, job_key(key, worker, job), np.empty(0), gradient)
            total += gradient
        v = beta * v + STEP * (1 - beta) * total
        w = w - v
        run.advance(n)
        np.testing.assert_allclose(run.server.model, w, rtol=0, atol=1e-12)
    assert set(run.arrivals()["staleness"]) == set(range(n))
    assert np.linalg.norm(w - problem.start) > 1
