"""What every method must satisfy."""

from typing import Any

import numpy as np
import pytest

from engine import simulate
from engine.kernel.dispatch import SEND
from engine.kernel.state import UPDATES, Server
from engine.kernel.streams import SAMPLES, job_key, run_key
from engine.methods import METHODS as KINDS
from engine.methods import Method, Setting
from tests.support.build import METHODS, problem_of, scenario


def setting(workers: int = 3) -> Setting:
    return Setting(np.array([1.0, -2.0]), np.arange(1.0, workers + 1), 1.0)


def prepared(settings: dict[str, Any], at: Setting) -> tuple[Method, Server]:
    method = KINDS[settings["kind"]]
    return method, method.prepare(method.settings.model_validate(settings), at)


def copy(server: Server) -> Server:
    """A copy whose arrays are parts of each other where they are in the server."""
    arrays = {name: field.copy() for name, field in server._asdict().items() if isinstance(field, np.ndarray)}
    for part, whole in (("oldest", "model"), ("model", "sent"), ("oldest", "sent")):
        if np.shares_memory(getattr(server, part), getattr(server, whole)):
            arrays[part] = arrays[whole][: getattr(server, part).size]
    return server._replace(**arrays)


def test_every_kind_is_tested() -> None:
    assert {settings["kind"] for settings in METHODS.values()} == set(KINDS)
    for kind, method in KINDS.items():
        assert method.settings(kind=kind).kind == kind
        assert method.title


def test_the_server_starts_at_the_start(settings: dict[str, Any]) -> None:
    at = setting()
    _, server = prepared(settings, at)
    np.testing.assert_array_equal(server.model, at.start)
    np.testing.assert_array_equal(server.sent[:2], at.start)
    assert server.counts[UPDATES] == 0
    assert not server.vectors.any()
    assert server.workers == at.workers
    assert server.scales.shape == (at.workers,)
    # Runs share the problem and so its start.
    assert not np.shares_memory(server.model, at.start)


def test_the_model_moves_against_the_gradient(settings: dict[str, Any]) -> None:
    """In its first update; before that it stays where it is, however many gradients are gathered."""
    at = setting()
    for first in range(at.workers):
        method, server = prepared(settings, at)
        gradient = np.array([1.0, -3.0])
        for arrival in range(100):
            np.testing.assert_array_equal(server.model, at.start)
            method.rule(server, gradient, (first + arrival) % at.workers, 0)
            np.testing.assert_array_equal(gradient, [1.0, -3.0])
            if server.counts[UPDATES]:
                break
        moved = server.model - at.start
        assert np.all(moved * gradient < 0)
        np.testing.assert_allclose(moved[1], -3 * moved[0], rtol=1e-12)


def test_the_rule_counts_its_updates(settings: dict[str, Any]) -> None:
    """The model changes with the count of updates, by one at a time, and only then."""
    method, server = prepared(settings, setting())
    rng = np.random.default_rng(0)
    for number in range(60):
        before, updates = server.model.copy(), server.counts[UPDATES]
        method.rule(server, rng.standard_normal(2), number % 3, min(updates, 2))
        assert server.counts[UPDATES] == updates + (not np.array_equal(server.model, before))
    assert server.counts[UPDATES] >= 4


def test_the_rule_is_the_same_uncompiled(settings: dict[str, Any]) -> None:
    """It works on plain arrays without the kernel."""
    method, server = prepared(settings, setting())
    plain = copy(server)
    rng = np.random.default_rng(1)
    for number in range(30):
        arrival = rng.standard_normal(2), int(rng.integers(3)), int(rng.integers(min(number, 5) + 1))
        assert method.rule(server, *arrival) == method.rule.py_func(plain, *arrival)
        np.testing.assert_allclose(plain.model, server.model, rtol=1e-14)
        np.testing.assert_allclose(plain.sent, server.sent, rtol=1e-12)
        np.testing.assert_allclose(plain.oldest, server.oldest, rtol=1e-12)
        np.testing.assert_allclose(plain.vectors, server.vectors, rtol=1e-14)
        np.testing.assert_array_equal(plain.counts, server.counts)


ALWAYS_SENT = {
    *("asgd", "rescaled_asgd", "ormo", "ormo_da", "rescaled_ormo", "naive_momentum", "shifted_momentum"),
    *("smega2", "delay_adaptive", "ia2sgd"),
}
"""Kinds that use every gradient and then send the newest model."""


@pytest.mark.parametrize("settings", [s for s in METHODS.values() if s["kind"] in ALWAYS_SENT], ids=str)
def test_the_rule_driven_from_python_gives_the_kernels_run(settings: dict[str, Any]) -> None:
    """Only the rule and the jobs' gradients, in the order of the log: the kernel adds nothing of its own.

    But how long the jobs took, which rules may ask for; they take their mean times here.
    """
    given = scenario(methods=[settings], budget={"arrivals": 200}, records=201)
    run = simulate(given)[settings["kind"]]
    problem, key = problem_of(given), run_key(given.seed, 0, SAMPLES)
    method, server = prepared(settings, Setting(problem.start, given.cluster.means(), problem.smoothness))
    held = [problem.start.copy() for _ in range(problem.workers)]
    jobs = [0] * problem.workers
    for number, (_, worker, staleness, _) in enumerate(run.arrivals, start=1):
        gradient, scratch = np.empty(problem.dimension), np.empty(problem.scratch)
        problem.gradient(problem.data, worker, held[worker], job_key(key, worker, jobs[worker]), scratch, gradient)
        server.worked[:, worker] += given.cluster.means()[worker], 1
        assert method.rule(server, gradient, int(worker), int(staleness)) == SEND
        held[worker] = server.sent.copy()
        jobs[worker] += 1
        np.testing.assert_array_equal(server.model, run.iterate[0, number])


def test_runs_are_deterministic(settings: dict[str, Any]) -> None:
    given = scenario(methods=[settings], cluster={"workers": 7, "jitter": {"kind": "gamma"}}, seeds=2)
    one, again = (simulate(given)[settings["kind"]] for _ in range(2))
    assert one is not again
    for name in ("time", "iterate", "gap", "arrivals"):
        assert getattr(one, name).tobytes() == getattr(again, name).tobytes()


def test_a_tenfold_step_moves_tenfold(settings: dict[str, Any]) -> None:
    """As far as a single gradient moves the model, when nothing comes before and after it but zeros."""
    moves = []
    for step in (0.01, 0.1):
        method, server = prepared(settings | {"step": step}, setting())
        # The third one: some methods have replaced the first before they step.
        for number in range(1000):
            method.rule(server, np.array([1.0, 2.0]) if number == 2 else np.zeros(2), number % 3, 0)
        moves.append(server.model - setting().start)
    assert np.all(moves[0] < 0)
    np.testing.assert_allclose(moves[1], 10 * moves[0], rtol=1e-11)


@pytest.mark.parametrize("normalisation", ["mean", "cycle"])
def test_rescaled_steps(normalisation: str) -> None:
    """Every worker's pull per second is the same; the mean step of an arrival, or the slowest's, is the step."""
    tau = np.array([0.3, 2.0, 5.0, 1.7])
    method, server = prepared(METHODS[f"rescaled_asgd, {normalisation}"], Setting(np.zeros(1), tau, 1.0))
    np.testing.assert_allclose(server.scales / tau, server.scales[0] / tau[0], rtol=1e-14)
    p = (1 / tau) / (1 / tau).sum()
    if normalisation == "mean":
        np.testing.assert_allclose(p @ server.scales, 1, rtol=1e-14)
        np.testing.assert_allclose(server.scales, 1 / (tau.size * p), rtol=1e-14)
    else:
        assert server.scales.max() == 1
    for worker, scale in enumerate(server.scales):
        before = server.model[0]
        method.rule(server, np.ones(1), worker, 0)
        np.testing.assert_allclose(before - server.model[0], 0.05 * scale, rtol=1e-13)
