"""What ties methods together: equal runs, the same arrivals, and what an arrival costs."""

import time
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.kernel.state import Floats
from engine.methods import METHODS as KINDS
from engine.simulation import Run
from tests.reference import simulator
from tests.support.build import METHODS, replicate, scenario


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
