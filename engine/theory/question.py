"""What is asked of theory: a method of a scenario, at fixed times."""

from functools import lru_cache

import numpy as np

from engine.cluster import Cluster
from engine.jitter import NoJitter
from engine.methods import METHODS, MethodSettings
from engine.methods.block_update import BlockSettings
from engine.power import Steady
from engine.scenario import Scenario
from engine.speeds import Trace
from engine.state import Floats
from engine.theory.cycle import Cycle, NoTheoryError, find_cycle


def settings_of(scenario: Scenario, label: str) -> MethodSettings:
    """The settings of the method `label`. Raises KeyError where there is none, NoTheoryError for random blocks."""
    for settings in scenario.methods:
        if settings.name == label and isinstance(settings, BlockSettings):
            raise NoTheoryError(f"{METHODS[settings.kind].title} draws its coordinates at random, so it has no period.")
        if settings.name == label:
            return settings
    raise KeyError(f"the scenario has no method {label!r}")


def fixed_times(cluster: Cluster) -> Floats:
    """The workers' fixed seconds a job (n,). Raises NoTheoryError where jobs of one worker take different times."""
    if not isinstance(cluster.jitter, NoJitter):
        raise NoTheoryError("Exact theory needs fixed times, and the job times here are random.")
    if not isinstance(cluster.power, Steady):
        raise NoTheoryError("Exact theory needs fixed times, and the workers' speeds here change over time.")
    if isinstance(cluster.speed, Trace):
        raise NoTheoryError("Exact theory needs fixed times, and the job times here are measured ones.")
    return cluster.speed.tau(cluster.workers)


def cycle_of(settings: MethodSettings, times: tuple[float, ...], smoothness: float) -> Cycle:
    """`find_cycle`, kept for the next question, whatever the method is called. Raises NoTheoryError."""
    found = cycle_or_why(settings.model_copy(update={"label": None}), times, smoothness)
    if isinstance(found, NoTheoryError):
        raise found
    return found


@lru_cache(maxsize=16)
def cycle_or_why(settings: MethodSettings, times: tuple[float, ...], smoothness: float) -> Cycle | NoTheoryError:
    """The cycle, or why there is none: that takes long to find out, too, so it is kept."""
    try:
        return find_cycle(settings, np.array(times), smoothness)
    except NoTheoryError as error:
        return error.with_traceback(None)
