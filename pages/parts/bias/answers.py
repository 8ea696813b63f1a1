"""Numbers for the Bias page, kept while they may be needed again."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from engine import Scenario
from engine.kernel.pool import side_by_side
from engine.results.changing_speeds import Unsteady, compare
from engine.results.limits import Settled, measure
from engine.theory import NoTheoryError
from engine.theory.bias_curves import Asked, BiasCurve, bias_over_slowdowns
from engine.theory.bias_grids import SLOWDOWNS, bias_to_largest_step, unit_scenario
from engine.theory.reasons import or_why
from pages.parts.work.cache import Kept

Progress = Callable[[float], None]

MOST_KEPT = 400
CURVES: Kept[tuple[Scenario, str], BiasCurve] = Kept(lambda keys: len(keys) <= MOST_KEPT)


def curve_of(scenario: Scenario, title: str, progress: Progress) -> BiasCurve:
    """Bias over SLOWDOWNS of a scenario whose heterogeneity is 1."""
    key = (scenario, title)
    curve = CURVES.get(key)
    if curve is None:
        curve = bias_over_slowdowns(scenario, title, SLOWDOWNS, progress=progress)
        CURVES.keep(key, curve)
    return curve


@lru_cache(maxsize=1000)
def measured(scenario: Scenario, title: str) -> Settled:
    """Where the simulated method settles."""
    return measure(scenario, title)


def all_measured(scenarios: dict[tuple[str, float], Scenario]) -> dict[str, dict[float, float]]:
    """Distances from the goal by method and place, simulated side by side; inf where a method diverges."""
    biases = side_by_side(
        [
            lambda tell, title=title, scenario=scenario: measured_bias(scenario, title) if tell(0.0) else np.nan
            for (title, _), scenario in scenarios.items()
        ]
    )
    by_method: dict[str, dict[float, float]] = {}
    for (title, place), bias in zip(scenarios, biases, strict=True):
        by_method.setdefault(title, {})[place] = bias
    return by_method


def measured_bias(scenario: Scenario, title: str) -> float:
    """The distance of the measured limit from the goal; inf where the method diverges."""
    return float(measured(scenario, title).bias[0])


def steps_at(scenario: Scenario, title: str) -> BiasCurve | NoTheoryError:
    """Bias over steps up to the largest stable one, or why that is not known. The scenario's own step does not matter.

    Computed once for all heterogeneities, to which the bias is proportional.
    """
    curve = steps_of(unit_scenario(scenario, title), title)
    return curve if isinstance(curve, NoTheoryError) else curve.at_heterogeneity(scenario.problem.heterogeneity)


@lru_cache(maxsize=100)
@or_why
def steps_of(scenario: Scenario, title: str) -> BiasCurve:
    """`steps_at` of a heterogeneity of 1."""
    return bias_to_largest_step(scenario, title)


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
