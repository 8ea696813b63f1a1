"""Where each method ends on data that differ, without noise: at the minimiser of f, or at that of F_p.

Three workers of fixed times whose quadratics have neither their curvatures nor their minimisers in common. Some
methods rest at the minimiser of f at any step; of others the mean over a period lies off it by a bias that is linear
in the step; and those that take gradients as they come tend to the minimiser of F_p = sum_i p_i f_i in the same way.
The theory of the linear bias of ASGD and Rescaled ASGD, on random quadratics, stands in test_limits.
"""

from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.kernel.state import Floats
from engine.problems import Problem
from tests.support.build import problem_of, replicate

TIMES = [(1.0, 2.0, 4.0), (3.0, 1.0, 1.0)]
PERIOD = 7
"""Arrivals until all workers end at the same second, under either times."""
MOMENTUM = {"momentum": 0.9}


def scenario_of(method: dict[str, Any], times: tuple[float, ...], arrivals: int, records: int = 2) -> Scenario:
    return Scenario.model_validate(
        {
            "seeds": 1,
            "cluster": {"speed": {"kind": "custom", "times": times}},
            "problem": {
                "kind": "custom_quadratic",
                # Of eigenvalues between 0.39 and 1.11.
                "matrices": [[[1, 0.25], [0.25, 0.5]], [[0.5, -0.25], [-0.25, 1]], [[0.75, 0], [0, 0.75]]],
                "centers": [[4, 0], [0, -4], [-2, 3]],
            },
            "methods": [method],
            "budget": {"arrivals": arrivals},
            "records": records,
        }
    )


def limit(method: dict[str, Any], times: tuple[float, ...], step: float, arrivals: int) -> Floats:
    """The mean model over twelve periods after so many arrivals."""
    given = scenario_of(method | {"step": step}, times, 10_000_000)
    run = replicate(given, number=1)
    run.advance(arrivals)
    models = []
    for _ in range(12 * PERIOD):
        run.advance(1)
        models.append(run.server.model.copy())
    return np.mean(models, axis=0)


def goals(times: tuple[float, ...]) -> tuple[Floats, Floats]:
    """The minimisers of f and of F_p, which are far from each other."""
    given = scenario_of({"kind": "asgd"}, times, 1)
    problem: Problem = problem_of(given)
    right, biased = problem.minimiser(), problem.minimiser(given.cluster.frequencies())
    assert np.linalg.norm(right - biased) > 0.8
    return right, biased


def check_linear(method: dict[str, Any], times: tuple[float, ...], goal: Floats, other: Floats) -> None:
    """The distance to the goal is small, and halves with the step; the other one stays where it was."""
    apart = np.linalg.norm(goal - other)
    found = [limit(method, times, step, int(200 / step)) for step in (0.02, 0.01)]
    coarse, fine = (np.linalg.norm(point - goal) for point in found)
    assert fine < 0.01 * apart
    assert coarse / fine == pytest.approx(2, rel=0.05)
    assert np.linalg.norm(found[1] - other) == pytest.approx(apart, rel=0.01)


EXACT: dict[str, dict[str, Any]] = {
    "minibatch": {"kind": "minibatch"},
    "ssgdm": {"kind": "ssgdm"} | MOMENTUM,
    "malenia": {"kind": "malenia"},
    "malenia, ignore": {"kind": "malenia", "batch": 7},
    "malenia, stop": {"kind": "malenia", "batch": 7, "variant": "stop"},
    "ringleader, same": {"kind": "ringleader"},
    "ringleader, current": {"kind": "ringleader", "variant": "current"},
    "ia2sgd": {"kind": "ia2sgd"},
    "ia2sgd, after full": {"kind": "ia2sgd", "first_update": "after_full"},
}


@pytest.mark.parametrize("times", TIMES, ids=str)
@pytest.mark.parametrize("name", EXACT)
def test_at_the_minimiser_of_f(name: str, times: tuple[float, ...]) -> None:
    right, _ = goals(times)
    for step in (0.05, 0.025):
        np.testing.assert_allclose(limit(EXACT[name], times, step, 50_000), right, rtol=0, atol=1e-9)


RESCALED: dict[str, dict[str, Any]] = {
    f"{kind}, {known} {normalisation}": {"kind": kind, "times": known, "normalisation": normalisation} | more
    for kind, more in (("rescaled_asgd", {}), ("rescaled_ormo", MOMENTUM))
    for known in ("known", "online")
    for normalisation in ("mean", "cycle")
}


@pytest.mark.parametrize("times", TIMES, ids=str)
@pytest.mark.parametrize("name", RESCALED)
def test_linearly_near_the_minimiser_of_f(name: str, times: tuple[float, ...]) -> None:
    right, biased = goals(times)
    check_linear(RESCALED[name], times, right, biased)


FREQUENCY_WEIGHTED: dict[str, dict[str, Any]] = {
    "asgd": {"kind": "asgd"},
    "ormo": {"kind": "ormo"} | MOMENTUM,
    "ormo_da": {"kind": "ormo_da"} | MOMENTUM,
    "naive_momentum": {"kind": "naive_momentum"} | MOMENTUM,
    "shifted_momentum": {"kind": "shifted_momentum"} | MOMENTUM,
    "smega2": {"kind": "smega2"} | MOMENTUM,
}


@pytest.mark.parametrize("times", TIMES, ids=str)
@pytest.mark.parametrize("name", FREQUENCY_WEIGHTED)
def test_linearly_near_the_frequency_weighted_minimiser(name: str, times: tuple[float, ...]) -> None:
    """However small the step, the minimiser of f stays out of reach."""
    right, biased = goals(times)
    check_linear(FREQUENCY_WEIGHTED[name], times, biased, right)


@pytest.mark.parametrize("times", TIMES, ids=str)
@pytest.mark.parametrize("kind", ["random_asgd", "shuffled_asgd"])
def test_jobs_of_chosen_workers_lead_to_the_minimiser_of_f(kind: str, times: tuple[float, ...]) -> None:
    """In the mean over 200,000 arrivals; the model itself wanders, as the choices do."""
    right, biased = goals(times)
    apart = np.linalg.norm(right - biased)
    for step in (0.02, 0.01):
        (run,) = simulate(scenario_of({"kind": kind, "step": step}, times, 250_000, records=10_000)).values()
        mean = run.iterate[0, 2000:].mean(axis=0)
        assert np.linalg.norm(mean - right) < 2 * step * apart
        assert np.linalg.norm(mean - biased) > 0.95 * apart
