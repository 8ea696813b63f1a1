"""Bias without the noise against the full theory, against simulated runs, and by hand where times change."""

import numpy as np
import pytest

from engine import Scenario
from engine.results.limits import measure_limit
from engine.theory import NoPeriodError, NoTheoryError, exact, small_step_limit, worker_weights
from engine.theory.bias_curves import (
    BiasCurve,
    StepQuestion,
    bias_over_slowdowns,
    bias_over_steps,
    largest_stable_step,
    scaled_bias,
)

KINDS = ("asgd", "rescaled_asgd", "ormo", "ormo_da", "ringmaster", "ringleader", "minibatch", "fedbuff")


def made(kinds: tuple[str, ...] = KINDS, workers: int = 5, slowdown: float = 4, step: float = 0.05, **more: object):
    problem = {"kind": "quadratic", "dimension": 4, "heterogeneity": 2.0, "curvature_spread": 0.4, "noise": 0.0}
    speed = {"kind": "two_groups", "share": 0.4, "slowdown": slowdown}
    return Scenario.model_validate(
        {
            "seeds": 1,
            "cluster": {"workers": workers, "speed": speed},
            "problem": problem | more,
            "methods": [{"kind": kind, "label": kind, "step": step} for kind in kinds],
            "budget": {"arrivals": 100},
        }
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", [0.01, 0.1])
def test_the_quick_limit_is_the_full_theorys(kind: str, step: float) -> None:
    scenario = made(step=step)
    full = exact(scenario, kind)
    quick = StepQuestion.of(scenario, kind).at_step(step)
    assert np.allclose(quick.limit, full.limit, atol=1e-9)
    assert quick.rate == pytest.approx(full.rate, abs=1e-9)
    assert largest_stable_step(scenario, kind) == pytest.approx(full.largest_step, rel=1e-7)


@pytest.mark.parametrize("kind", KINDS)
def test_curves_are_made_of_single_settings(kind: str) -> None:
    slowdowns = np.array([1.0, 3.0, 8.0])
    curve = bias_over_slowdowns(made(), kind, slowdowns)
    for slowdown, bias, small in zip(slowdowns, curve.exact, curve.small, strict=True):
        scenario = made(slowdown=slowdown)
        known = exact(scenario, kind)
        assert bias == pytest.approx(known.bias, abs=1e-9)
        gentle = scenario.with_steps({kind: 1e-3})
        away = np.linalg.norm(small_step_limit(gentle, kind) - known.problem.optimum)
        assert small == pytest.approx(away, abs=1e-9)
    assert curve.why == ""
    steps = np.array([0.003, 0.05])
    by_step = bias_over_steps(made(), kind, steps)
    assert by_step.exact == pytest.approx([exact(made(step=step), kind).bias for step in steps], abs=1e-9)


def test_a_method_that_diverges_has_an_infinite_bias() -> None:
    scenario = made(("rescaled_asgd",), slowdown=4, step=3.0)
    assert not exact(scenario, "rescaled_asgd").converges
    assert np.isinf(bias_over_slowdowns(scenario, "rescaled_asgd", np.array([4.0])).exact).all()
    assert np.isinf(measure_limit(scenario, "rescaled_asgd").bias).all()


@pytest.mark.parametrize("kind", ["asgd", "rescaled_asgd", "ormo"])
def test_bias_is_proportional_to_heterogeneity(kind: str) -> None:
    one, three = (bias_over_slowdowns(made(heterogeneity=h), kind, np.array([2.0, 7.0])) for h in (1.0, 3.0))
    assert three.exact == pytest.approx(3 * one.exact, rel=1e-9)
    assert (one.exact > 1e-4).all()


def test_a_bias_at_another_heterogeneity() -> None:
    bias = np.array([2.0, np.inf, np.nan])
    assert np.array_equal(scaled_bias(0.0, bias), [0.0, np.inf, np.nan], equal_nan=True)
    assert np.array_equal(scaled_bias(3.0, bias), [6.0, np.inf, np.nan], equal_nan=True)
    assert scaled_bias(np.array([1.0, 3.0]), np.array(2.0)).tolist() == [2.0, 6.0]
    curve = BiasCurve(np.arange(3.0), bias, bias / 2)
    assert curve.at_heterogeneity(5.0).small[0] == 5.0
    assert curve.diverges_from == 1.0
    assert np.isnan(BiasCurve(np.arange(1.0), bias[:1], bias[:1]).diverges_from)


@pytest.mark.parametrize("kind", KINDS)
def test_simulated_runs_settle_where_theory_says(kind: str) -> None:
    scenario = made()
    settled = measure_limit(scenario, kind)
    assert np.linalg.norm(settled.limit[0] - exact(scenario, kind).limit) < 1e-6
    assert settled.bias[0] == pytest.approx(exact(scenario, kind).bias, abs=1e-6)


def test_rescaled_asgd_leaves_a_bias_linear_in_the_step() -> None:
    steps = np.array([3e-2, 1e-2, 3e-3, 1e-3])
    bias = bias_over_steps(made(), "rescaled_asgd", steps).exact
    slopes = np.diff(np.log(bias)) / np.diff(np.log(steps))
    assert slopes == pytest.approx(1.0, abs=0.1)


def test_what_has_no_period_is_told_and_can_be_measured() -> None:
    random = made(("random_asgd",))
    curve = bias_over_slowdowns(random, "random_asgd", np.array([2.0]))
    assert np.isnan(curve.exact).all()
    assert "at random" in curve.why
    assert measure_limit(random, "random_asgd").bias[0] < 0.2
    odd = random.model_copy(
        update={"cluster": random.cluster.model_validate({"workers": 4, "speed": {"kind": "sqrt"}})}
    )
    for _ in range(2):
        with pytest.raises(NoTheoryError):
            StepQuestion.of(odd, "random_asgd").small_bias()


def test_a_period_that_takes_too_long_is_not_followed() -> None:
    large = made(("asgd", "ringleader"), workers=100, slowdown=100)
    with pytest.raises(NoPeriodError, match="too long to follow"):
        StepQuestion.of(large, "ringleader").small_bias()


def test_weights_are_those_of_the_theory() -> None:
    scenario = made()
    for kind in KINDS:
        assert np.allclose(
            StepQuestion.of(scenario, kind).weights, worker_weights(scenario.with_steps({kind: 1e-3}), kind)
        )
