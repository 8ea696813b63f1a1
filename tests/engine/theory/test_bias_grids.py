"""Where bias is computed and simulated, and the power of the step with which it falls."""

import numpy as np
import pytest

from engine.theory import NoTheoryError, bias_grids
from engine.theory.bias_curves import BiasCurve, StepQuestion
from engine.theory.bias_grids import (
    HETEROGENEITIES,
    LARGEST_STEP,
    NEAR,
    SMALLEST_STEP,
    UNKNOWN_STEPS,
    bias_over_heterogeneities,
    bias_to_largest_step,
    nearby_arrivals,
    simulated_steps,
    small_step_exponent,
    unit_scenario,
)
from tests.engine.theory.test_bias_curves import made


def curve(x: np.ndarray, exact: np.ndarray) -> BiasCurve:
    return BiasCurve(x, exact, np.zeros(x.size))


@pytest.mark.parametrize("power", [0.5, 1.0])
def test_the_exponent_is_that_of_small_steps(power: float) -> None:
    steps = np.geomspace(1e-4, 1.0, 25)
    large = np.where(steps > 0.1, 7.0, 1.0)
    assert small_step_exponent(curve(steps, large * steps**power)) == pytest.approx(power, rel=1e-9)
    assert np.isnan(small_step_exponent(curve(steps, np.zeros(25))))
    assert np.isnan(small_step_exponent(curve(steps, np.full(25, np.inf))))


def test_steps_to_simulate_at_lie_inside_the_curve() -> None:
    assert simulated_steps(curve(np.array([1e-4, 2.0]), np.ones(2))).tolist() == [0.006, 0.033, 0.18, 1.0]
    assert simulated_steps(None) is UNKNOWN_STEPS


def test_a_curve_over_steps_ends_at_the_largest_stable_one() -> None:
    scenario = made(("rescaled_asgd",))
    assert unit_scenario(scenario, "rescaled_asgd").problem.heterogeneity == 1.0
    found = bias_to_largest_step(scenario, "rescaled_asgd")
    assert found.x[0] == SMALLEST_STEP
    assert found.x[-1] < LARGEST_STEP
    assert np.isfinite(found.exact).all()
    asked = StepQuestion.of(scenario, "rescaled_asgd")
    assert np.isinf(asked.bias_at_step(float(found.x[-1]) / NEAR * 1.001))
    assert small_step_exponent(found) == pytest.approx(1.0, abs=0.1)


def test_no_curve_where_no_step_converges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bias_grids, "largest_stable_step", lambda scenario, label: SMALLEST_STEP)
    with pytest.raises(NoTheoryError, match="asgd converges at no step"):
        bias_to_largest_step(made(("asgd",)), "asgd")


def test_bias_over_heterogeneities_is_a_line() -> None:
    found = bias_over_heterogeneities(2.0, np.nan)
    assert found.exact.tolist() == (2 * HETEROGENEITIES).tolist()
    assert np.isnan(found.small).all()


def test_periods_of_nearby_times_are_quick_to_follow() -> None:
    assert nearby_arrivals(8) == 2000
    assert nearby_arrivals(1000) == 200
