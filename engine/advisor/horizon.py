"""A budget in simulated seconds: the one clock by which methods are compared that do not wait equally long."""

import math

from engine.cluster.power import Steady
from engine.methods import MethodSettings
from engine.scenario import Budget, Scenario
from engine.schema import LEAST_SECONDS, MOST_SECONDS


def in_seconds(scenario: Scenario) -> Scenario:
    """The scenario with its budget in simulated seconds: those in which workers that never wait make its arrivals.

    Raises ValueError where these are more than a budget may have.
    """
    wanted = scenario.budget.arrivals
    if wanted is None:
        return scenario
    if scenario.cluster.arrivals(MOST_SECONDS) < wanted:
        raise ValueError(
            f"budget.arrivals: {wanted:,} take this cluster more than {MOST_SECONDS:.0e} simulated seconds; lower them"
        )
    return scenario.model_copy(update={"budget": Budget(seconds=seconds_of(scenario, wanted))})


def seconds_of(scenario: Scenario, arrivals: int) -> float:
    """Simulated seconds in which workers that never wait make so many arrivals, about."""
    from scipy.optimize import brentq

    if isinstance(scenario.cluster.power, Steady):
        return max(LEAST_SECONDS, arrivals / scenario.cluster.arrivals(1.0))

    def excess(log_seconds: float) -> float:
        return scenario.cluster.arrivals(math.exp(log_seconds)) - arrivals

    low, high = math.log(LEAST_SECONDS), math.log(MOST_SECONDS)
    if excess(low) >= 0:
        return LEAST_SECONDS
    return min(MOST_SECONDS, math.exp(float(brentq(excess, low, high, xtol=1e-13))))


def alone(scenario: Scenario, settings: MethodSettings) -> Scenario:
    """The scenario with this method in place of its own ones."""
    return scenario.model_copy(update={"methods": (settings,)})
