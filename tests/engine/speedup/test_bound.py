"""The bound on the mean squared gradient norm holds, and what follows from it."""

import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario
from engine.simulate import build_problem
from engine.speedup.bound import (
    Constants,
    arrivals_for,
    best_step,
    bound,
    constants,
    knee,
    largest_step,
    promised,
)
from engine.speedup.bound_check import as_blocks, check_bound

CONFIGURATIONS = 36
ARRIVALS = 2000


def drawn(number: int) -> Scenario:
    """A random configuration: every special case in turn, on problems of which one is not quadratic."""
    rng = np.random.default_rng([number, 6])
    kind = ("asgd", "ascd", "aszd")[number % 3]
    noise = float(rng.choice([0.0, 0.1, 0.5]))
    problems: list[dict[str, Any]] = [
        {"kind": "logistic", "shared": True, "batch": int(rng.choice([0, 4])), "penalty": 0.05},
        {"kind": "least_squares", "rows": 40, "dimension": 12, "noise": noise, "residual": 0.5},
        {"kind": "least_squares", "rows": 40, "dimension": 12, "noise": noise, "residual": 0.5, "batch": 4},
        {"kind": "quadratic", "dimension": 15, "heterogeneity": 0, "noise": noise},
    ]
    problem = problems[number // 3 % 4]
    method: dict[str, Any] = {"kind": kind}
    if kind != "asgd":
        size = {"logistic": 31, "least_squares": 12, "quadratic": 15}[problem["kind"]]
        method |= {"block": int(rng.choice([1, rng.integers(1, size + 1)]))}
        method |= {"read": str(rng.choice(["consistent", "inconsistent"]))}
        method |= {"delay_bound": [None, int(rng.integers(0, 30))][int(rng.integers(2))]}
    if kind == "aszd":
        method |= {"smoothing": float(10 ** rng.uniform(-3, 0.5))}
    cluster = {"workers": int(rng.integers(1, 33)), "speed": {"kind": "equal"}, "jitter": {"kind": "exponential"}}
    return Scenario.model_validate(
        {
            "cluster": cluster,
            "problem": problem,
            "methods": [method],
            "budget": {"arrivals": ARRIVALS},
            "records": ARRIVALS + 1,
            "seeds": 2,
            "seed": number,
        }
    )


@pytest.mark.slow
@pytest.mark.parametrize("number", range(CONFIGURATIONS))
def test_the_bound_holds(number: int) -> None:
    """At a random share of the largest step that it allows, which the delays that were seen decide."""
    given = drawn(number)
    kind = given.methods[0].kind
    allowed = check_bound(given.with_steps({kind: 1e-6}), kind).largest_step
    share = float(np.random.default_rng([number, 7]).uniform(0.3, 1.0))
    checked = check_bound(given.with_steps({kind: share * allowed}), kind)
    assert np.isfinite(checked.bound).all()
    assert checked.holds
    assert checked.slack > 1


def test_the_configurations_are_of_all_kinds() -> None:
    given = [drawn(number) for number in range(CONFIGURATIONS)]
    assert {scenario.methods[0].kind for scenario in given} == {"asgd", "ascd", "aszd"}
    blocks = [as_blocks(scenario.methods[0]) for scenario in given]
    assert {settings.read for settings in blocks} == {"consistent", "inconsistent"}
    assert min(scenario.cluster.workers for scenario in given) <= 4
    assert max(scenario.cluster.workers for scenario in given) >= 28
    zeroth = [scenario for scenario in given if scenario.methods[0].kind == "aszd"]
    assert any(scenario.problem.kind == "logistic" for scenario in zeroth)


def test_the_smoothing_term_counts() -> None:
    """On logistic regression differences over a large mu see another function, whose minimiser is elsewhere."""
    problem = {"kind": "logistic", "shared": True, "batch": 0, "penalty": 0.05}
    base = {"cluster": {"workers": 1}, "problem": problem, "budget": {"arrivals": 1000}, "records": 201, "seeds": 1}

    def checked(smoothing: float) -> Any:
        method = {"kind": "aszd", "block": 31, "smoothing": smoothing, "step": 0.14}
        return check_bound(Scenario.model_validate(base | {"methods": [method]}), "aszd")

    coarse, fine = checked(3.0), checked(1e-4)
    assert coarse.constants.smoothing > 0.1 * coarse.bound[-1]
    assert fine.constants.smoothing < 1e-5 * fine.bound[-1]
    last = [one.measured[0, -1] * one.arrivals[-1] - one.measured[0, -2] * one.arrivals[-2] for one in (coarse, fine)]
    assert last[0] > 2 * last[1]
    assert coarse.holds and fine.holds


def test_the_formula_by_hand() -> None:
    """D = 2, L = 4, V = 3, N / Y = 10 / 2, T = 1, gamma = 1/100, K = 50, smoothing 0.5.

    2 D / (gamma K) = 8; L gamma (N/Y) V = 0.6; 4 L^2 gamma^2 T (N/Y) V = 0.096.
    """
    of = Constants(gap=2.0, smoothness=4.0, variance=3.0, coordinates=10, block=2, smoothing=0.5)
    assert bound(of, 0.01, 1, 50) == pytest.approx(8 + 0.6 + 0.096 + 0.5, rel=1e-14)
    assert largest_step(of, 0) == pytest.approx(1 / 40)
    assert largest_step(of, 1) == pytest.approx(min(1 / 40, 1 / (4 * math.sqrt(48))))
    assert largest_step(of, 30) == pytest.approx(1 / (4 * math.sqrt(8 * (150 + 900))))
    assert bound(of, 0.03, 1, 50) == math.inf
    assert of.step_of(0.5) == pytest.approx(1 / 40)
    assert of.factor_of(1 / 40) == pytest.approx(0.5)
    found = knee(of, 1000)
    assert found.noiseless == 5
    assert found.by_variance == pytest.approx(math.sqrt(1000 * 5 * 3 / 8))
    assert found.by_arrivals == pytest.approx(1000 * 3 / 8)
    assert found.delay == pytest.approx(found.by_variance)


def test_the_smoothing_of_single_coordinates() -> None:
    """(L_1^2 / 2) sum mu_i^2 with mu of its own for each."""
    matrices, centers = [[[2.0, 0.0], [0.0, 1.0]]], [[0.0, 0.0]]
    problem = {"kind": "custom_quadratic", "matrices": matrices, "centers": centers, "start": [1.0, 1.0]}
    method = {"kind": "aszd", "block": 1, "smoothing": [0.1, 0.2]}
    given = Scenario.model_validate({"cluster": {"workers": 1}, "problem": problem, "methods": [method]})
    of = constants(build_problem(given.problem, 1, 0), as_blocks(given.methods[0]))
    assert of.smoothing == pytest.approx(4 / 2 * (0.01 + 0.04))
    assert (of.gap, of.smoothness, of.coordinates, of.block, of.variance) == (pytest.approx(1.5), 2.0, 2, 1, 0.0)


@pytest.mark.parametrize("variance", [0.0, 0.01, 5.0])
@pytest.mark.parametrize("delay", [0, 3, 200])
def test_the_best_step_and_the_arrivals_it_needs(variance: float, delay: int) -> None:
    of = Constants(gap=3.0, smoothness=2.0, variance=variance, coordinates=50, block=5, smoothing=1e-3)
    for arrivals in (100.0, 1e6):
        best = bound(of, best_step(of, delay, arrivals), delay, arrivals)
        for step in np.geomspace(1e-8, 1, 400) * largest_step(of, delay):
            assert best <= bound(of, float(step), delay, arrivals) * (1 + 1e-9)
    needed = arrivals_for(of, delay, 0.05)
    assert bound(of, best_step(of, delay, needed), delay, needed) == pytest.approx(0.05, rel=1e-6)
    fixed = largest_step(of, delay) / 10
    needed = arrivals_for(of, delay, 5.0, fixed)
    if math.isfinite(needed):
        assert bound(of, fixed, delay, needed) == pytest.approx(5.0, rel=1e-9)
    assert arrivals_for(of, delay, 1e-3) == math.inf


def test_the_promised_speedup_bends_at_n_over_y() -> None:
    """Linear at first; without noise the promise stays below the ceiling that T ~ N / Y sets."""
    of = Constants(gap=3.0, smoothness=2.0, variance=0.0, coordinates=400, block=4)
    workers = (1, 2, 4, 8, 1600, 3200)
    found = promised(of, workers, [n - 1 for n in workers], 0.01)
    np.testing.assert_allclose(found[:4], workers[:4], rtol=1e-9)
    assert found[-1] < 1.02 * found[-2] < 100


def test_a_delay_bound_limits_the_delay() -> None:
    method = {"kind": "ascd", "read": "inconsistent", "delay_bound": 5}
    settings = Scenario.model_validate({"methods": [method]}).methods[0]
    assert [settings.delay(n - 1) for n in (1, 2, 3, 9)] == [3, 4, 5, 5]


@pytest.mark.parametrize("kind", ["ormo", "rescaled_asgd"])
def test_other_methods_have_no_bound(kind: str) -> None:
    given = Scenario.model_validate({"methods": [{"kind": kind}], "budget": {"arrivals": 10}})
    with pytest.raises(ValueError, match="The bound is known for"):
        check_bound(given, kind)
