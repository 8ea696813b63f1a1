"""Reference steps: exact where theory is, near the largest stable step elsewhere, and never none."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Scenario
from engine.advisor.methods_space import kinds_for
from engine.advisor.reference_step import SLOWEST, ReferenceSteps, rounded_times
from engine.methods import METHODS
from engine.simulate import build_problem
from engine.theory.long_run import largest_quick_step
from tests.support.advising import method
from tests.support.strategies import FIXED, MEASURED


def references(**fields: object) -> ReferenceSteps:
    scenario = Scenario.model_validate({"budget": {"arrivals": 10}, **fields})
    return ReferenceSteps(scenario, build_problem(scenario.problem, scenario.cluster.workers, scenario.seed))


def test_a_round_of_fresh_gradients_is_gradient_descent() -> None:
    """Whose step must be below 2 over the curvature."""
    found = references(cluster={"workers": 5, "speed": {"kind": "linear"}})
    assert found.of(method("minibatch")) == pytest.approx(2, rel=1e-6)
    assert found.of(method("rennala", batch=5)) == pytest.approx(2, rel=1e-6)


def test_the_delayed_step_of_equal_workers_is_the_known_one() -> None:
    """w(k+1) = w(k) - s w(k-d) is stable below 2 sin(pi / (4 d + 2)); all of n equal workers come d = n - 1 late."""
    for workers in (1, 2, 4, 9):
        found = references(cluster={"workers": workers, "speed": {"kind": "equal"}})
        assert found.of(method()) == pytest.approx(2 * math.sin(math.pi / (4 * (workers - 1) + 2)), rel=1e-4)


def test_curvature_only_scales_it() -> None:
    one, other = (references(problem={"kind": "quadratic", "condition": c, "dimension": 3}) for c in (1.0, 50.0))
    ratio = [found.of(method("ormo", momentum=0.8)) / found.scale for found in (one, other)]
    assert ratio[0] == ratio[1]


@given(FIXED | MEASURED)
def test_times_are_powers_of_two_near_the_means(cluster: dict[str, object]) -> None:
    given_cluster = Scenario.model_validate({"cluster": cluster}).cluster
    means, times = given_cluster.means(), rounded_times(given_cluster).means()
    assert times.min() == 1
    assert np.all(np.log2(times) == np.rint(np.log2(times)))
    away = np.abs(np.log2(times) - np.log2(means / means.min()))
    assert np.all((away <= 0.5 + 1e-9) | (times == SLOWEST))


@given(FIXED | MEASURED, st.sampled_from(kinds_for(Scenario())), st.floats(0, 0.99))
def test_there_always_is_one_whatever_the_step(cluster: dict[str, object], kind: str, momentum: float) -> None:
    found = references(cluster=cluster)
    more = {"momentum": momentum} if "momentum" in METHODS[kind].settings.model_fields else {}
    step = found.of(method(kind, 0.3, **more))
    assert 0 < step < math.inf
    assert found.of(method(kind, 7.0, **more)) == step


@pytest.mark.parametrize("kind", ["asgd", "rescaled_asgd", "ormo", "smega2", "ssgdm", "ringmaster"])
def test_it_is_near_the_largest_stable_step_of_the_scenario(kind: str) -> None:
    cluster = {"workers": 6, "speed": {"kind": "custom", "times": [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]}}
    problem = {"kind": "quadratic", "dimension": 4, "condition": 20.0}
    scenario = Scenario.model_validate(
        {"cluster": cluster, "problem": problem, "methods": [{"kind": kind}], "budget": {"arrivals": 10}}
    )
    (settings,) = scenario.methods
    exact = largest_quick_step(scenario, settings.name)
    # The range of relative steps ends at 2.
    assert 0.5 < exact / references(cluster=cluster, problem=problem).of(settings) < 2
