"""Steps of theorems by hand-worked numbers, and the noise that they need against drawn gradients."""

import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario
from engine.kernel.streams import job_key, run_key
from engine.methods import METHODS, MethodSettings
from engine.problems.gradient_variance import gradient_variance
from engine.simulate import build_problem
from engine.theory.theory_step import (
    STEPS,
    Known,
    known,
    theory_step,
)
from tests.support.build import PROBLEMS, WORKERS, problem_of, scenario


class Chosen(MethodSettings):
    """Settings of any kind."""

    batch: int | None = None
    threshold: int | None = None


def step(kind: str, known: Known, **fields: Any) -> float | None:
    return theory_step(Chosen(kind=kind, **fields), known)


QUIET = Known(workers=5, smoothness=4.0, noise=0.0, eps=0.01)
SOME = Known(workers=5, smoothness=4.0, noise=0.02, eps=0.01)
LOUD = Known(workers=5, smoothness=4.0, noise=2.0, eps=0.01)

STEPS_BY_HAND: list[tuple[str, Known, dict[str, int], float]] = [
    # Without noise: 1 / L = 0.25, and its parts 2 R L and 8 n L.
    ("minibatch", QUIET, {}, 0.25),
    ("rennala", QUIET, {}, 0.25),
    ("rennala", QUIET, {"batch": 1}, 0.25),
    ("ringmaster", QUIET, {}, 1 / 40),
    ("ringmaster", QUIET, {"threshold": 2}, 1 / 16),
    ("ringleader", QUIET, {}, 1 / 160),
    # eps / (L s2) = 0.01 / 8 = 0.00125.
    ("minibatch", LOUD, {}, 0.00125 * 5 / 2),
    ("rennala", LOUD, {}, 0.00125 * 5 / 2),
    ("rennala", LOUD, {"batch": 200}, 0.125),
    ("rennala", LOUD, {"batch": 10_000}, 0.25),
    ("ringmaster", LOUD, {"threshold": 1}, 0.00125 / 4),
    ("ringmaster", LOUD, {"threshold": 200}, 0.00125 / 4),
    ("ringmaster", LOUD, {"threshold": 1000}, 1 / 8000),
    ("ringleader", LOUD, {}, 0.000125),
    # eps / (L s2) = 0.125: the noise's part is the larger one but for a batch of one.
    ("minibatch", SOME, {}, 0.25),
    ("rennala", SOME, {"batch": 1}, 0.0625),
    ("ringmaster", SOME, {"threshold": 1}, 0.03125),
    ("ringleader", SOME, {}, 1 / 160),
]


@pytest.mark.parametrize(("kind", "given", "fields", "expected"), STEPS_BY_HAND)
def test_steps(kind: str, given: Known, fields: dict[str, int], expected: float) -> None:
    assert step(kind, given, **fields) == pytest.approx(expected, rel=1e-12)


def test_every_formula_is_worked_by_hand() -> None:
    assert {kind for kind, *_ in STEPS_BY_HAND} == set(STEPS)


@pytest.mark.parametrize("kind", [*METHODS, *STEPS])
def test_no_step_is_made_up(kind: str) -> None:
    """Where no theorem is known, L is not, or nothing can be reached."""
    if kind not in STEPS:
        assert step(kind, LOUD) is step(kind, QUIET) is None
    assert step(kind, LOUD._replace(smoothness=math.nan)) is None
    assert step(kind, QUIET._replace(smoothness=math.nan)) is None
    assert step(kind, LOUD._replace(eps=0.0)) is None


def test_a_step_is_one_that_a_method_takes() -> None:
    for kind, given, fields, _ in STEPS_BY_HAND:
        found = step(kind, given, **fields)
        assert METHODS["asgd"].settings(kind="asgd", step=found).step == found


def test_what_is_known_of_a_scenario() -> None:
    """From (3, 4) with curvatures 1 and 2 the gradient is (3, 8), of squared norm 73."""
    given = Scenario.model_validate(
        {
            "cluster": {"workers": 2},
            "problem": {
                "kind": "custom_quadratic", "matrices": [[[1, 0], [0, 2]]] * 2, "centers": [[-1, 0], [1, 0]],
                "start": [3, 4], "noise": 0.3,
            },
        }
    )  # fmt: skip
    found = known(given, problem_of(given), share=0.01)
    assert found.workers == 2
    assert found.smoothness == pytest.approx(2)
    assert found.noise == pytest.approx(2 * 0.09)
    assert found.eps == pytest.approx(0.73)


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_variance_is_that_of_drawn_gradients(name: str) -> None:
    """Of the worker where it is the largest. The mean of 4,000 squares is a few per cent from its limit."""
    problem = problem_of(scenario(problem=PROBLEMS[name]))
    key = run_key(7, 0, 99)
    out, scratch = np.zeros(problem.dimension), np.zeros(problem.scratch)
    variances = []
    for worker in range(WORKERS):
        total = 0.0
        exact = problem.gradients(problem.start, np.eye(WORKERS)[worker])
        for job in range(4000):
            problem.gradient(problem.data, worker, problem.start, job_key(key, worker, job), scratch, out)
            total += float(((out - exact) ** 2).sum())
        variances.append(total / 4000)
    assert gradient_variance(problem) == pytest.approx(max(variances), rel=0.1)
    assert gradient_variance(problem) > 0 or name in ("bowl", "blend")


@pytest.mark.parametrize("kind", ["logistic", "softmax"])
def test_all_samples_have_no_variance(kind: str) -> None:
    given = scenario(problem={"kind": kind, "batch": 0})
    assert gradient_variance(build_problem(given.problem, WORKERS, 0)) == 0
    # One sample a job varies eight times as much as eight do.
    one, eight = (
        gradient_variance(build_problem(scenario(problem={"kind": kind, "batch": batch}).problem, WORKERS, 0))
        for batch in (1, 8)
    )
    assert one == pytest.approx(8 * eight, rel=1e-12)


def test_a_worker_with_one_sample_has_no_variance() -> None:
    given = scenario(problem={"kind": "logistic", "batch": 1}, cluster={"workers": 569})
    assert gradient_variance(problem_of(given)) == pytest.approx(0, abs=1e-12)


def test_the_step_descends() -> None:
    """Without noise each theorem's step is stable for gradient descent: below 2 / L."""
    for kind in STEPS:
        found = step(kind, QUIET)
        assert found is not None
        assert 0 < found < 2 / QUIET.smoothness
