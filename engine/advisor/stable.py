"""What theory says of a method's step before it is run, where it answers quickly."""

import math

from engine.advisor.horizon import alone
from engine.methods import MethodSettings
from engine.scenario import Scenario
from engine.theory.long_run import largest_quick_step, long_run

WHOLLY = 1.0
"""Decades beyond the largest stable step where that is not known, but this step is known to be beyond it."""


def converges(scenario: Scenario, settings: MethodSettings) -> bool | None:
    """Does the method converge with these settings, exactly? None where theory does not say, or not quickly."""
    return long_run(alone(scenario, settings), settings.name).converges


def decades_beyond(scenario: Scenario, settings: MethodSettings) -> float:
    """Decades from the largest stable step to this one, which is known to be unstable; inf where no step is stable."""
    largest = largest_quick_step(alone(scenario, settings), settings.name)
    if math.isnan(largest):
        return WHOLLY
    return math.log10(max(1.0, settings.step / largest)) if largest > 0 else math.inf
