"""Where bias is computed and simulated along slowdowns, heterogeneities and steps, and how it falls with the step."""

import math

import numpy as np

from engine.kernel.state import Floats
from engine.scenario import Scenario
from engine.theory.bias_curves import MOST_COST, REFERENCE, BiasCurve, bias_over_steps, largest_stable_step, scaled_bias
from engine.theory.cycle import NoTheoryError

SLOWDOWNS = np.array([1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100], np.float64)
"""Whole numbers, so that the periods are short."""
SIMULATED_SLOWDOWNS = np.array([2.0, 10.0, 50.0])
HETEROGENEITIES = np.arange(0.0, 6.01, 0.5)
SIMULATED_HETEROGENEITIES = np.array([1.0, 3.0, 5.0])
SMALLEST_STEP, STEPS = 1e-4, 25
LARGEST_STEP = 10.0
"""No curve goes further, even where the method still converges."""
NEAR = 1 - 1e-3
"""The largest step of a curve, as a share of the largest stable one."""
SMALL = 0.1
"""The exponent is fitted up to this share of a curve's largest step."""
ROUNDING = 1e-6
"""A bias below this is rounding."""
SIMULATED_SHARES = np.geomspace(3e-3, 0.5, 4)
"""Steps to simulate at, as shares of a curve's largest one;"""
UNKNOWN_STEPS = np.array([5e-3, 1e-2, 2e-2, 5e-2])
"""and where no curve is known."""
MOST_NEARBY_ARRIVALS = 2000


def unit_scenario(scenario: Scenario, label: str) -> Scenario:
    """The scenario at a heterogeneity of 1 and the method's step REFERENCE: all that a curve over steps depends on."""
    problem = scenario.problem.model_copy(update={"heterogeneity": 1.0})
    return scenario.model_copy(update={"problem": problem}).with_steps({label: REFERENCE})


def bias_to_largest_step(scenario: Scenario, label: str) -> BiasCurve:
    """Bias of a method over STEPS steps, evenly in the logarithm from SMALLEST_STEP to the largest stable one.

    Raises NoTheoryError as `bias_over_steps` does, and where the method converges at none of these steps.
    """
    largest = min(LARGEST_STEP, largest_stable_step(scenario, label))
    if largest <= SMALLEST_STEP:
        raise NoTheoryError(f"{label} converges at no step of this picture.")
    return bias_over_steps(scenario, label, np.geomspace(SMALLEST_STEP, NEAR * largest, STEPS))


def bias_over_heterogeneities(exact: float, small: float) -> BiasCurve:
    """Bias over HETEROGENEITIES of a method from its exact and small-step bias at a heterogeneity of 1."""
    x = HETEROGENEITIES
    return BiasCurve(x, scaled_bias(x, np.array(exact)), scaled_bias(x, np.array(small)))


def small_step_exponent(curve: BiasCurve) -> float:
    """The power of the step with which a bias over steps falls at small steps, fitted; nan where there is no bias."""
    near = (curve.x <= SMALL * curve.x[-1]) & np.isfinite(curve.exact)
    if not near.any() or not (curve.exact[near] > ROUNDING).all():
        return math.nan
    return float(np.polyfit(np.log(curve.x[near]), np.log(curve.exact[near]), 1)[0])


def simulated_steps(curve: BiasCurve | None) -> Floats:
    """Steps (M,) to simulate a method at, of two digits: inside its bias curve over steps, where it has one."""
    if curve is None:
        return UNKNOWN_STEPS
    return np.array([float(f"{step:.2g}") for step in curve.x[-1] * SIMULATED_SHARES])


def nearby_arrivals(workers: int) -> int:
    """Most arrivals a period of times near given ones that are worth taking: such a period is quick to follow."""
    return int(min(MOST_NEARBY_ARRIVALS, MOST_COST / workers))
