"""Steps derived here: numbers by hand, the exact largest step, noise and random times."""

import math
import os
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.methods import METHODS, MethodSettings
from engine.theory.bias_curves import largest_stable_step
from engine.theory.derived_step import CHECKED, DERIVED, PROVED, derived_step
from engine.theory.theory_step import Known, known, no_step, origin_of, theory_step
from tests.support.build import JITTERS, PROBLEMS, problem_of, scenario
from tests.support.step_cases import case, fixed

CASES = 200 if os.environ.get("LAB_THOROUGH") else 30


def method(kind: str, **fields: Any) -> MethodSettings:
    return METHODS[kind].settings(kind=kind, step=0.1, **fields)


ONE = np.ones(2)
BY_HAND: list[tuple[MethodSettings, float]] = [
    # Without noise: 1 / rho, L being 2 for both workers of 1 and 2 s; the smaller eigenvalue plays no part.
    (method("asgd"), 1 / (2 + 2 * math.sqrt(6))),
    (method("ormo", momentum=0.9), 1 / (2 + 2 * math.sqrt(6))),
    (method("rescaled_asgd"), 1 / 7.5),
    (method("rescaled_ormo"), 1 / 7.5),
    # Scales 1/2 and 1 in place of 3/4 and 3/2.
    (method("rescaled_asgd", normalisation="cycle"), 1 / 5),
    # A job of worker 2 waits for 2 arrivals, which is n.
    (method("delay_adaptive"), 1 / (2 + 2 * math.sqrt(6))),
    # 2 beta L / (1 - beta) = 4 for beta = 1/2.
    (method("naive_momentum", momentum=0.5), 1 / (6 + 2 * math.sqrt(6))),
]


@pytest.mark.parametrize(("settings", "expected"), BY_HAND)
def test_derived_steps(settings: MethodSettings, expected: float) -> None:
    assert derived_step(settings, 2 * ONE, fixed(1.0, 2.0), 0.0, 0.01) == pytest.approx(expected, rel=1e-8)


def test_a_delay_above_n_shortens_the_steps_of_delay_adaptive() -> None:
    """Jobs of 4 s wait for 4 arrivals of 1 s, so c = (1, 1/2): N c = (1, 1; 5, 1/2)."""
    found = derived_step(method("delay_adaptive"), ONE, fixed(1.0, 4.0), 0.0, 0.01)
    assert 1 / found == pytest.approx((1.5 + math.sqrt(0.25 + 20)) / 2, rel=1e-8)


def test_noise_shortens_derived_steps() -> None:
    """eps / (2 L s2); Rescaled ASGD's times sum p c / sum p c^2 = 1 / mean c, for scales 3/4 and 3/2."""
    for kind in DERIVED:
        calm = 1 / 1.125 if kind.startswith("rescaled") else 1.0
        found = derived_step(method(kind), np.array([1.0, 2.0]), fixed(1.0, 2.0), 5.0, 0.01)
        assert found == pytest.approx(calm * 0.01 / 20, rel=1e-12)


def test_the_kinds_are_labelled() -> None:
    assert {kind: origin_of(kind) for kind in METHODS if origin_of(kind)} == {
        **dict.fromkeys(("minibatch", "rennala", "ringmaster", "ringleader"), "published"),
        **dict.fromkeys(DERIVED, "derived here"),
    }
    for kind in DERIVED:
        facts = METHODS[kind].facts
        assert facts is not None
        assert ("checked" in facts.step_from) == (kind in CHECKED)
        assert ("and proved for convex" in facts.step_from) == (kind in PROVED)


def test_why_there_is_no_step() -> None:
    full = Known(2, 1.0, 0.0, 0.01, ONE, fixed(1.0, 2.0))
    assert no_step("asgd", full) == ""
    assert "convex" in no_step("asgd", full._replace(own=None))
    assert "power" in no_step("asgd", full._replace(paces=None))
    assert no_step("minibatch", full._replace(own=None, paces=None)) == ""
    assert "no step gets there" in no_step("ormo", full._replace(eps=0.0, noise=1.0))
    assert "no step by theory is known here" in no_step("fedbuff", full)
    for broken in (full._replace(own=None), full._replace(paces=None), full._replace(smoothness=math.nan)):
        assert theory_step(method("asgd"), broken) is None


@pytest.mark.parametrize("name", PROBLEMS)
def test_each_workers_smoothness_bounds_its_curvature(name: str) -> None:
    """Along random short ways gradients of f_i differ by at most L_i times the way; n f's L bounds it from above."""
    problem = problem_of(scenario(problem=PROBLEMS[name]))
    own = problem.worker_smoothness
    convex = name not in ("rosenbrock", "two_wells", "network", "sigmoid")
    assert (own is not None) == convex
    if own is None:
        return
    rng = np.random.default_rng(0)
    n = problem.workers
    assert own.shape == (n,)
    assert (own <= n * problem.smoothness * (1 + 1e-9)).all()
    for i in range(n):
        for _ in range(5):
            x, y = problem.start + rng.standard_normal((2, problem.dimension))
            change = problem.gradients(x, np.eye(n)[i]) - problem.gradients(y, np.eye(n)[i])
            # Convex: the change and the way agree.
            assert change @ (x - y) > 0
            assert np.linalg.norm(change) <= own[i] * np.linalg.norm(x - y) * (1 + 1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(CASES))
def test_derived_steps_are_below_the_exact_largest(seed: int) -> None:
    """By the factor of 2 that the proof says, and OrMo's, too."""
    given = case(seed)
    facts = known(given, problem_of(given), 0.01)
    for settings in given.methods:
        step = theory_step(settings, facts)
        assert step is not None
        largest = largest_stable_step(given, settings.name)
        assert largest > (2 - 1e-6) * step, settings


def test_derived_steps_are_not_uselessly_small() -> None:
    """Equal workers and curvatures: ASGD's exact largest step is 2 sin(pi / (4 n - 2)) / L, near pi times it."""
    given = Scenario.model_validate(
        {
            "cluster": {"workers": 8, "speed": {"kind": "equal"}},
            "problem": {"kind": "quadratic", "dimension": 2},
            "methods": [{"kind": "asgd", "step": 0.1}, {"kind": "ormo", "step": 0.1}],
        }
    )
    facts = known(given, problem_of(given), 0.01)._replace(noise=0.0)
    for settings in given.methods:
        step = theory_step(settings, facts)
        assert step == pytest.approx(1 / 15)
    assert largest_stable_step(given, "asgd") == pytest.approx(2 * math.sin(math.pi / 30), rel=1e-8)
    assert largest_stable_step(given, "ormo") < 10 / 15


@pytest.mark.parametrize("seed", range(12))
def test_the_published_step_for_equal_data_is_smaller(seed: int) -> None:
    """Ringmaster ASGD with R above every delay is ASGD: 1 / (2 R L) then holds for it, too."""
    given = case(seed)
    facts = known(given, problem_of(given), 0.01)._replace(own=np.ones(given.cluster.workers), smoothness=1.0)
    run = simulate(given.model_copy(update={"budget": scenario(budget={"arrivals": 3000}).budget}))["asgd"]
    step = theory_step(given.methods[0], facts)
    assert step is not None
    assert step >= 1 / (2 * (run.arrivals["staleness"].max() + 1))


@pytest.mark.parametrize("kind", DERIVED)
@pytest.mark.parametrize("speed", ["equal", "linear", "two_groups"])
def test_with_noise_the_squared_gradient_falls_below_eps(kind: str, speed: str) -> None:
    """On equal data, in the mean over the second half of the arrivals and eight seeds; and not far below."""
    given = scenario(
        seeds=8,
        cluster={"workers": 6, "speed": {"kind": speed}},
        problem={"kind": "quadratic", "dimension": 3, "condition": 3, "heterogeneity": 0, "noise": 0.5},
        methods=[{"kind": kind, "step": 0.1}],
        budget={"arrivals": 40_000},
    )
    facts = known(given, problem_of(given), 0.01)
    step = theory_step(given.methods[0], facts)
    assert step is not None
    assert step < theory_step(given.methods[0], facts._replace(noise=0.0))  # type: ignore[operator]
    run = simulate(given.with_steps({kind: step}))[kind]
    late = (run.gradient_norm[:, run.gradients > 20_000] ** 2).mean()
    assert 0.05 * facts.eps < late < facts.eps


@pytest.mark.parametrize("kind", DERIVED)
@pytest.mark.parametrize("jitter", ["exponential", "gamma above 1", "uniform"])
def test_random_times_are_stable_at_derived_steps(kind: str, jitter: str) -> None:
    """Without noise and with workers that agree, x tends to the minimiser."""
    given = scenario(
        cluster={"workers": 6, "jitter": JITTERS[jitter]},
        problem={"kind": "quadratic", "dimension": 3, "heterogeneity": 0, "curvature_spread": 1.0, "noise": 0.0},
        methods=[{"kind": kind, "step": 0.1}],
        budget={"arrivals": 30_000},
    )
    step = theory_step(given.methods[0], known(given, problem_of(given), 0.01))
    assert step is not None
    run = simulate(given.with_steps({kind: step}))[kind]
    assert run.gap[0, -1] < 1e-6 * run.gap[0, 0]
