"""Numbers for the Bias page, kept while they may be needed again."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from engine import Scenario
from engine.kernel.pool import side_by_side
from engine.kernel.state import Floats
from engine.results.changing_speeds import Unsteady, compare
from engine.results.limits import Settled, measure
from engine.theory import NoTheoryError
from engine.theory.bias_curves import (
    MOST_COST,
    REFERENCE,
    Asked,
    BiasCurve,
    bias_over_slowdowns,
    bias_over_steps,
    largest_stable_step,
)
from engine.theory.reasons import or_why
from pages.parts.work.cache import Kept

SLOWDOWNS = np.array([1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100], np.float64)
"""Whole numbers, so that the periods are short."""
MEASURED_SLOWDOWNS = np.array([2.0, 10.0, 50.0])
HETEROGENEITIES = np.arange(0.0, 6.01, 0.5)
MEASURED_HETEROGENEITIES = np.array([1.0, 3.0, 5.0])
SMALLEST_STEP, STEPS, MEASURED_STEPS = 1e-4, 25, 4
LARGEST_STEP = 10.0
"""No curve goes further, even where the method still converges."""
NEAR = 1 - 1e-3
"""The largest step of a curve, as a share of the largest stable one."""
NEARBY_ARRIVALS = 2000
Progress = Callable[[float], None]

MOST_KEPT = 400
CURVES: Kept[tuple[Scenario, str], BiasCurve] = Kept(lambda keys: len(keys) <= MOST_KEPT)


def curve_of(scenario: Scenario, title: str, progress: Progress) -> BiasCurve:
    """Bias over SLOWDOWNS of a scenario whose heterogeneity is 1."""
    key = (scenario, title)
    found = CURVES.get(key)
    if found is None:
        found = bias_over_slowdowns(scenario, title, SLOWDOWNS, progress=progress)
        CURVES.keep(key, found)
    return found


def times_of_bias(factor: float, bias: Floats) -> Floats:
    """Bias at a heterogeneity of `factor`, from that at 1: proportional, and no limit stays none."""
    return np.where(np.isinf(bias), np.inf, factor * np.nan_to_num(bias, nan=np.nan, posinf=0.0))


@lru_cache(maxsize=1000)
def measured(scenario: Scenario, title: str) -> Settled:
    """Where the simulated method settles."""
    return measure(scenario, title)


def all_measured(asked: list[tuple[Scenario, str]]) -> list[float]:
    """`measured_bias` of each, side by side."""
    return side_by_side([lambda tell, one=one: measured_bias(*one) if tell(0.0) else np.nan for one in asked])


def measured_bias(scenario: Scenario, title: str) -> float:
    """The same as a distance from the goal; inf where it diverges."""
    return float(measured(scenario, title).bias[0])


def nearby_arrivals(scenario: Scenario) -> int:
    """Most arrivals a period of the times that are offered."""
    return int(min(NEARBY_ARRIVALS, MOST_COST / scenario.cluster.workers))


def steps_at(scenario: Scenario, title: str) -> BiasCurve | NoTheoryError:
    """Bias over steps up to the largest stable one, or why that is not known. The scenario's own step does not matter.

    Computed once for all heterogeneities, to which the bias is proportional.
    """
    factor = scenario.problem.heterogeneity
    problem = scenario.problem.model_copy(update={"heterogeneity": 1.0})
    found = steps_of(scenario.model_copy(update={"problem": problem}).with_steps({title: REFERENCE}), title)
    if isinstance(found, NoTheoryError):
        return found
    return BiasCurve(found.x, times_of_bias(factor, found.exact), times_of_bias(factor, found.small))


@lru_cache(maxsize=100)
@or_why
def steps_of(scenario: Scenario, title: str) -> BiasCurve:
    """`steps_at` of a heterogeneity of 1."""
    largest = min(LARGEST_STEP, largest_stable_step(scenario, title))
    if largest <= SMALLEST_STEP:
        raise NoTheoryError(f"{title} converges at no step of this picture.")
    return bias_over_steps(scenario, title, np.geomspace(SMALLEST_STEP, NEAR * largest, STEPS))


@lru_cache(maxsize=100)
@or_why
def asked_of(scenario: Scenario, title: str) -> Asked:
    """Weights and limit of a method can be asked for, or why they cannot."""
    asked = Asked.of(scenario, title)
    _ = asked.weights
    return asked


@lru_cache(maxsize=30)
def unsteady_of(scenario: Scenario) -> Unsteady:
    """What becomes of Rescaled ASGD under changing times."""
    return compare(scenario)
