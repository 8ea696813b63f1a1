"""What must hold of the methods with momentum: recursions, closed forms, total weights, and no momentum at all."""

from typing import Any

import numpy as np
import pytest

from engine import simulate
from engine.kernel.replicate import Replicate
from engine.kernel.state import Floats, Server
from engine.methods import METHODS as KINDS
from engine.methods import Setting
from engine.simulation import Run
from tests.reference.dispatch_methods import DISPATCH
from tests.support.build import replicate, scenario

STEP, ARRIVALS = 0.1, 210
CLUSTERS: dict[str, dict[str, Any]] = {
    "linear": {"workers": 7},
    "gamma": {"workers": 7, "jitter": {"kind": "gamma"}},
    "one slow worker": {"workers": 7, "speed": {"kind": "two_groups"}, "jitter": {"kind": "exponential"}},
    "alone": {"workers": 1, "jitter": {"kind": "lognormal"}},
}
BETAS = [0.0, 0.5, 0.9]


def started(kind: str, cluster: dict[str, Any], beta: float, dispatch: str | None = None, **more: Any) -> Replicate:
    """A run with noise, on data that differ."""
    given = scenario(
        cluster=cluster,
        problem={"kind": "quadratic", "dimension": 3, "heterogeneity": 2.0},
        methods=[{"kind": kind, "step": STEP, "momentum": beta} | more],
        budget={"arrivals": ARRIVALS},
        records=ARRIVALS + 1,
    )
    return replicate(given, DISPATCH[dispatch] if dispatch else None)


def gradients(run: Replicate) -> tuple[list[int], Floats]:
    """Whose gradient came at each arrival (A,), and the gradients (A, d)."""
    found = []
    for _ in range(ARRIVALS):
        run.advance(1)
        found.append(run.flight.gradient.copy())
    # The last record is taken when the run goes on.
    assert not run.advance(1)
    return run.arrivals()["worker"].tolist(), np.array(found)


def near(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("cluster", CLUSTERS)
def test_naive_momentum_is_heavy_ball_with_late_gradients(cluster: str, beta: float) -> None:
    """x_(k+1) = x_k + beta (x_k - x_(k-1)) - eta g_k."""
    run = started("naive_momentum", CLUSTERS[cluster], beta)
    _, g = gradients(run)
    moves = np.diff(run.records.iterate, axis=0)
    near(moves, beta * np.vstack([0 * moves[:1], moves[:-1]]) - STEP * (1 - beta) * g)


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("cluster", CLUSTERS)
def test_shifted_momentum_adds_to_the_workers_own_move_before(cluster: str, beta: float) -> None:
    run = started("shifted_momentum", CLUSTERS[cluster], beta)
    workers, g = gradients(run)
    before: dict[int, Floats] = {}
    for worker, gradient, move in zip(workers, g, np.diff(run.records.iterate, axis=0), strict=True):
        near(move, beta * before.get(worker, 0 * move) - STEP * (1 - beta) * gradient)
        before[worker] = move


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_shifted_momentum_in_turns(workers: int, beta: float) -> None:
    """x_(t+1) = x_t + beta (x_(t-s) - x_(t-s-1)) - eta grad f_i(x_(t-s)), s = n - 1 (arXiv 1909.12340)."""
    s = workers - 1
    given = scenario(
        cluster={"workers": workers, "speed": {"kind": "equal"}},
        problem={"kind": "quadratic", "dimension": 2, "curvature_spread": 0.5, "noise": 0.0},
        methods=[{"kind": "shifted_momentum", "step": STEP, "momentum": beta}],
        budget={"arrivals": ARRIVALS},
        records=ARRIVALS + 1,
    )
    (run,) = simulate(given).values()
    assert run.arrivals["worker"].tolist() == [t % workers for t in range(ARRIVALS)]
    x, data = run.iterate[0], run.problem.data
    for t in range(2 * workers, ARRIVALS):
        assert run.arrivals["staleness"][t] == s
        late = data.matrix[t % workers] * (x[t - s] - data.centers[t % workers])
        near(x[t + 1], x[t] + beta * (x[t - s] - x[t - s - 1]) - STEP * (1 - beta) * late)


def prepared(kind: str, workers: int, **fields: Any) -> tuple[Any, Server]:
    """A method's rule, and a server at (1, -2) whose workers need 1, 2, ... seconds a job."""
    method = KINDS[kind]
    means = np.arange(1.0, workers + 1)
    server = method.prepare(method.settings(kind=kind, **fields), Setting(np.array([1.0, -2.0]), means, 1.0))
    return method.rule, server


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_smega2_sends_the_model_after_n_gradients_of_zero(workers: int, beta: float) -> None:
    rule, server = prepared("smega2", workers, step=STEP, momentum=beta)
    rng = np.random.default_rng(4)
    ahead = 0.0
    for number in range(4 * workers):
        rule(server, rng.standard_normal(2), number % workers, 0)
        arrays = {name: field.copy() for name, field in server._asdict().items() if isinstance(field, np.ndarray)}
        further = server._replace(**arrays)
        for worker in range(workers):
            rule(further, np.zeros(2), worker, 0)
        near(server.sent, further.model)
        ahead += float(np.linalg.norm(server.sent - server.model))
    assert (ahead > 0.01) == (beta > 0)


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("cluster", CLUSTERS)
def test_ssgdm_is_ormo_under_a_barrier(cluster: str, beta: float) -> None:
    """At the end of every round, and of the same gradients."""
    synchronous, ordered = (
        started("ssgdm", CLUSTERS[cluster], beta),
        started("ormo", CLUSTERS[cluster], beta, "barrier"),
    )
    n = synchronous.problem.workers
    (_, g), (_, same) = gradients(synchronous), gradients(ordered)
    near(g, same)
    near(synchronous.records.iterate[::n], ordered.records.iterate[::n])
    # v <- beta v + eta sum_i g_i; w <- w - v.
    w, v = synchronous.problem.start, np.zeros(3)
    for number in range(ARRIVALS // n):
        near(synchronous.records.iterate[number * n : (number + 1) * n], np.tile(w, (n, 1)))
        v = beta * v + STEP * (1 - beta) * g[number * n : (number + 1) * n].sum(axis=0)
        w = w - v
    near(synchronous.server.model, w)
    assert np.linalg.norm(w - synchronous.problem.start) > 0.5


TWINS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "ormo": ({"kind": "ormo"}, {"kind": "asgd"}),
    # No delay is too large here.
    "ormo_da": ({"kind": "ormo_da", "tolerance": 1000}, {"kind": "asgd"}),
    "rescaled_ormo": ({"kind": "rescaled_ormo"}, {"kind": "rescaled_asgd"}),
    "rescaled_ormo, cycle": (
        {"kind": "rescaled_ormo", "normalisation": "cycle"},
        {"kind": "rescaled_asgd", "normalisation": "cycle"},
    ),
    "rescaled_ormo, online": (
        {"kind": "rescaled_ormo", "times": "online"},
        {"kind": "rescaled_asgd", "times": "online"},
    ),
    "naive_momentum": ({"kind": "naive_momentum"}, {"kind": "asgd"}),
    "shifted_momentum": ({"kind": "shifted_momentum"}, {"kind": "asgd"}),
    "smega2": ({"kind": "smega2"}, {"kind": "asgd"}),
}
"""Methods with momentum, and what they are without it."""


def pair(cluster: dict[str, Any], one: dict[str, Any], other: dict[str, Any]) -> list[Run]:
    given = scenario(
        cluster=cluster,
        problem={"kind": "quadratic", "dimension": 3, "heterogeneity": 2.0},
        methods=[one | {"label": "one"}, other | {"label": "other"}],
        budget={"arrivals": ARRIVALS},
        records=ARRIVALS + 1,
        seeds=2,
    )
    return list(simulate(given).values())


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("name", TWINS)
def test_without_momentum(name: str, cluster: str) -> None:
    settings, twin = TWINS[name]
    one, other = pair(CLUSTERS[cluster], settings | {"step": STEP, "momentum": 0.0}, twin | {"step": STEP})
    near(one.iterate, other.iterate)
    assert one.arrivals.tobytes() == other.arrivals.tobytes()


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_ssgdm_without_momentum_is_minibatch(cluster: str) -> None:
    """With n times the step: a sum in place of a mean."""
    n = CLUSTERS[cluster]["workers"]
    one, other = pair(
        CLUSTERS[cluster],
        {"kind": "ssgdm", "step": STEP, "momentum": 0.0},
        {"kind": "minibatch", "step": n * STEP},
    )
    near(one.iterate, other.iterate)
    assert one.arrivals.tobytes() == other.arrivals.tobytes()


WEIGHED = ["ormo", "ormo_da", "rescaled_ormo", "ssgdm", "naive_momentum", "shifted_momentum", "smega2"]


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("kind", WEIGHED)
def test_a_gradient_ends_with_the_weight_of_the_step(kind: str, beta: float) -> None:
    """A single one among zeros, whichever of the arrivals it is; the workers arrive in turns."""
    n, gradient = 3, np.array([1.0, -3.0])
    # The mean of 1/tau over times of 1, 2 and 3 seconds is 11/18.
    scale = 11 / 18 * np.array([1, 2, 3]) if kind == "rescaled_ormo" else np.ones(n)
    for place in range(3 * n):
        rule, server = prepared(kind, n, step=STEP, momentum=beta)
        start = server.model.copy()
        moved = []
        for number in range(1200):
            rule(server, gradient if number == place else np.zeros(2), number % n, min(number, n - 1))
            moved.append(server.model - start)
        assert not np.any(moved[:place])
        np.testing.assert_allclose(moved[-1], -STEP * scale[place % n] * gradient, rtol=1e-10)
        # With momentum not all of it at once.
        first = moved[place - place % n + n - 1 if kind == "ssgdm" else place]
        assert abs(first[0]) <= (1 - beta) * STEP * scale[place % n] * (1 + 1e-10)


@pytest.mark.parametrize("beta", [0.5, 0.9])
@pytest.mark.parametrize("kind", ["ormo", "ormo_da"])
def test_a_late_gradient_ends_with_the_weight_of_the_step(kind: str, beta: float) -> None:
    """OrMo gives at once what the buckets that have passed would have given, and the rest in the next ones."""
    n, gradient = 3, np.array([1.0, -3.0])
    rule, server = prepared(kind, n, step=STEP, momentum=beta, **({"tolerance": 10} if kind == "ormo_da" else {}))
    start = server.model.copy()
    for number in range(1200):
        # Arrival 12 was taken at update 3, so it lies in bucket 1; arrival 11, taken at update 9, has opened bucket 3.
        late = number == 12
        rule(server, gradient if late else np.zeros(2), number % n, 9 if late else min(number, n - 1))
        if late:
            three = STEP * (1 - beta) * (1 + beta + beta**2)
            np.testing.assert_allclose(server.model - start, -three * gradient, rtol=1e-12)
    np.testing.assert_allclose(server.model - start, -STEP * gradient, rtol=1e-10)
