"""What every method must satisfy, and what ties the three together."""

import time
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.kernel.dispatch import SEND
from engine.kernel.state import UPDATES, Floats, Server
from engine.kernel.streams import SAMPLES, job_key, run_key
from engine.methods import METHODS as KINDS
from engine.methods import Method, Setting
from engine.simulation import Run
from tests.reference import simulator
from tests.support.build import METHODS, problem_of, replicate, scenario


@pytest.fixture(params=METHODS)
def settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One method in one of its variants."""
    return METHODS[request.param]


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


def same_run(one: Run, other: Run) -> None:
    """Equal to the last bit."""
    for name in ("iterate", "times", "all_updates", "arrivals", "gap"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


PROBLEM_AND_JITTER = [
    ({"kind": "quadratic", "dimension": 4}, {"kind": "none"}),
    ({"kind": "landscape", "shape": "rosenbrock"}, {"kind": "exponential"}),
    ({"kind": "logistic"}, {"kind": "lognormal"}),
]


def run_all(times: list[float], problem: dict[str, Any], jitter: dict[str, Any], *methods: Any) -> list[Run]:
    given = Scenario.model_validate(
        {
            "seeds": 2,
            "cluster": {"speed": {"kind": "custom", "times": times}, "jitter": jitter},
            "problem": problem,
            "methods": [method | {"label": str(index)} for index, method in enumerate(methods)],
            "budget": {"arrivals": 500},
        }
    )
    return list(simulate(given).values())


@pytest.mark.parametrize(("problem", "jitter"), PROBLEM_AND_JITTER)
@pytest.mark.parametrize("tau", [0.1, 3.0, 7.3, 1 / 3, 1e-6, 1e9])
@pytest.mark.parametrize("workers", [1, 3, 10, 49])
def test_equal_times_make_rescaled_asgd_asgd(
    workers: int, tau: float, problem: dict[str, Any], jitter: dict[str, Any]
) -> None:
    plain, *rescaled = run_all(
        [tau] * workers,
        problem,
        jitter,
        {"kind": "asgd", "step": 0.03},
        {"kind": "rescaled_asgd", "step": 0.03},
        {"kind": "rescaled_asgd", "step": 0.03, "normalisation": "cycle"},
    )
    for run in rescaled:
        same_run(run, plain)


@pytest.mark.parametrize(("problem", "jitter"), PROBLEM_AND_JITTER)
@pytest.mark.parametrize("times", [[1.0], [0.1, 3.0, 7.3], [1.0] * 10])
def test_ormo_without_momentum_is_asgd(times: list[float], problem: dict[str, Any], jitter: dict[str, Any]) -> None:
    plain, ordered = run_all(
        times, problem, jitter, {"kind": "asgd", "step": 0.03}, {"kind": "ormo", "step": 0.03, "momentum": 0.0}
    )
    same_run(ordered, plain)


def test_methods_see_the_same_arrivals() -> None:
    """All three restart a worker at once, so their schedules are one."""
    given = scenario(
        cluster={"workers": 7, "jitter": {"kind": "gamma"}},
        methods=[METHODS[name] for name in ("asgd", "rescaled_asgd, mean", "ormo")],
    )
    first, *others = simulate(given).values()
    for run in others:
        assert run.arrivals.tobytes() == first.arrivals.tobytes()


def test_staleness_sums_up() -> None:
    """Between two arrivals of a worker lie staleness updates of the others, and its own."""
    given = scenario(cluster={"workers": 5, "jitter": {"kind": "exponential"}}, budget={"arrivals": 400})
    log = simulate(given)["asgd"].arrivals
    last: Floats = np.full(5, -1)
    for number, (worker, staleness) in enumerate(zip(log["worker"], log["staleness"], strict=True)):
        assert staleness == number - last[worker] - 1
        last[worker] = number


def test_the_reference_knows_every_method() -> None:
    assert set(simulator.RULES) == set(KINDS)


def arrival_seconds(settings: dict[str, Any]) -> float:
    """Of the processor, for one run of 4,000 arrivals at d = 100, ten workers, with noise."""
    problem = {"kind": "quadratic", "dimension": 100, "noise": 0.1}
    given = scenario(cluster={"workers": 10}, problem=problem, methods=[settings], budget={"arrivals": 4000}, records=2)
    run = replicate(given, number=1)
    begun = time.thread_time()
    run.advance(4000)
    return time.thread_time() - begun


@pytest.mark.parametrize("name", METHODS)
def test_an_arrival_costs_at_most_three_times_that_of_asgd(name: str) -> None:
    """The least of some runs in turn: a busy machine slows some of them down, never all alike."""
    own, plain = (min(column) for column in zip(*(
        (arrival_seconds(METHODS[name]), arrival_seconds(METHODS["asgd"])) for _ in range(5)
    ), strict=True))  # fmt: skip
    assert own < 3 * plain
