"""Exact theory at the edges of what can be computed: nothing wrong is said, and nothing is raised but NoTheoryError."""

import math
import sys
from typing import Any

import numpy as np
import pytest

from engine import Scenario
from engine.theory import NoTheoryError, exact, predictions, small_step_limit, stability
from engine.theory.bias_curves import StepQuestion


def scenario(times: list[float], method: dict[str, Any], **problem: Any) -> Scenario:
    return Scenario.model_validate(
        {
            "cluster": {"workers": len(times), "speed": {"kind": "custom", "times": times}},
            "problem": {"kind": "quadratic", "dimension": 3, "noise": 0.3, **problem},
            "methods": [{"step": 0.05, **method}],
            "budget": {"arrivals": 10},
        }
    )


@pytest.mark.parametrize(
    "method",
    [{"kind": "ringmaster", "threshold": 1}, {"kind": "rennala", "batch": 1}, {"kind": "mindflayer", "batch": 1}],
)
def test_workers_that_are_never_heard_may_leave_a_direction_undecided(method: dict[str, Any]) -> None:
    given = Scenario.model_validate(
        {
            "cluster": {"workers": 2, "speed": {"kind": "custom", "times": [1.0, 10.0]}},
            "problem": {
                "kind": "custom_quadratic",
                "matrices": [[[1, 0], [0, 0]], [[0, 0], [0, 1]]],
                "centers": [[0, 0], [0, 0]],
                "start": [1, 1],
            },
            "methods": [method],
            "budget": {"arrivals": 10},
        }
    )
    (found,) = predictions(given).values()
    assert found.exact is None
    assert "undecided" in found.why
    with pytest.raises(NoTheoryError, match="undecided"):
        small_step_limit(given, method["kind"])
    with pytest.raises(NoTheoryError, match="undecided"):
        StepQuestion.of(given, method["kind"]).small_bias()


@pytest.mark.parametrize("condition", [10.0, 1e3, 1e5])
def test_a_capped_step_is_seen_whatever_the_condition(condition: float) -> None:
    given = scenario([1, 1, 1, 40], {"kind": "ormo_da", "momentum": 0.5}, dimension=2, condition=condition)
    largest = exact(given, "ormo_da").largest_step
    assert exact(given.with_steps({"ormo_da": 0.999 * largest}), "ormo_da").rate < 1
    assert exact(given.with_steps({"ormo_da": 1.001 * largest}), "ormo_da").rate > 1


def test_a_step_that_moves_nothing_is_no_divergence() -> None:
    with pytest.raises(NoTheoryError, match="changes so little"):
        exact(scenario([1, 2, 3], {"kind": "asgd", "step": 1e-14}), "asgd")


def test_at_the_largest_step_it_does_not_converge() -> None:
    given = scenario([1.0], {"kind": "asgd", "step": 2.0}, dimension=1, condition=1.0)
    known = exact(given, "asgd")
    assert known.rate == pytest.approx(1)
    assert not known.converges


@pytest.mark.parametrize("kind", ["ormo", "ssgdm", "naive_momentum", "shifted_momentum"])
def test_momentum_close_to_1_has_a_noise_floor(kind: str) -> None:
    known = exact(scenario([1, 2, 3], {"kind": kind, "momentum": 0.999999}), kind)
    assert 0 < known.noise_floor < math.inf


def test_the_noise_floor_of_a_slow_direction_in_closed_form() -> None:
    """One worker: variance step^2 s^2 / (1 - (1 - step a)^2) in each direction of curvature a."""
    known = exact(scenario([1.0], {"kind": "asgd", "step": 0.01}, dimension=2, condition=1e6), "asgd")
    curvatures = np.array([1.0, 1e-6])
    variances = 0.01**2 * 0.3**2 / (0.01 * curvatures * (2 - 0.01 * curvatures))
    assert known.noise_floor == pytest.approx(float(curvatures @ variances / 2), rel=1e-7)


@pytest.mark.parametrize("kind", ["minibatch", "ssgdm", "ia2sgd", "shifted_momentum", "fedbuff"])
def test_the_largest_step_is_the_methods_not_the_scenarios(kind: str) -> None:
    usual = exact(scenario([1, 2, 3], {"kind": kind}), kind).largest_step
    small = exact(scenario([1, 2, 3], {"kind": kind, "step": 1e-9}), kind).largest_step
    assert small == pytest.approx(usual, rel=1e-8)


def test_a_long_budget_leaves_what_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["engine.theory.expected"], "MOST_WORK", 1.0)
    found = predictions(scenario([1, 2, 3], {"kind": "asgd"}), {"asgd": np.array([0, 1000])})["asgd"]
    assert found.expected is None
    assert found.exact is not None


def test_a_search_that_would_take_too_long_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stability, "MOST_SEARCH", 1.0)
    assert math.isnan(exact(scenario([1, 2, 5], {"kind": "asgd"}), "asgd").largest_step)


@pytest.mark.parametrize("kind", ["asgd", "ringleader"])
def test_many_workers_without_a_short_period_are_given_up_soon(kind: str) -> None:
    many = [float(i) for i in range(1, 51)]
    with pytest.raises(NoTheoryError, match="does not repeat itself"):
        exact(scenario(many, {"kind": kind}), kind)


def test_rounding_is_no_bias() -> None:
    assert exact(scenario([1, 2, 3], {"kind": "minibatch"}), "minibatch").bias == 0
