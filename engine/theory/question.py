"""What is asked of theory: a method of a scenario, at fixed times."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np

from engine.cluster import Cluster
from engine.cluster.jitter import NoJitter
from engine.cluster.power import Steady
from engine.cluster.speeds import Trace
from engine.kernel.state import Floats
from engine.methods import MethodSettings
from engine.problems import Problem, ProblemSettings
from engine.scenario import Scenario
from engine.simulate import build_problem
from engine.theory.cycle import Cycle, NoTheoryError, find_cycle
from engine.theory.reasons import raise_if_error, returns_error


@dataclass(frozen=True)
class Question:
    """One method on one problem at fixed times (n,) in simulated seconds."""

    settings: MethodSettings
    problem: Problem
    times: tuple[float, ...]

    @classmethod
    def of(cls, scenario: Scenario, label: str) -> Self:
        """The question of a scenario's method. Raises KeyError without one, and NoTheoryError as `fixed_times` does."""
        return cls.at(scenario.cluster, scenario.problem, scenario.seed, scenario.method(label))

    @classmethod
    def at(cls, cluster: Cluster, problem: ProblemSettings, seed: int, settings: MethodSettings) -> Self:
        """The question of a method, from what matters of its scenario. Raises NoTheoryError as `fixed_times` does."""
        times = tuple(fixed_times(cluster).tolist())
        return cls(settings, build_problem(problem, cluster.workers, seed), times)

    @property
    def cycle(self) -> Cycle:
        """The period of its schedule, kept, whatever the method's label. Raises NoTheoryError as `find_cycle` does."""
        return raise_if_error(cycle_or_error(self.settings.unlabelled, self.times, self.problem.smoothness))


def fixed_times(cluster: Cluster) -> Floats:
    """The workers' fixed seconds a job (n,). Raises NoTheoryError where jobs of one worker take different times."""
    if not isinstance(cluster.jitter, NoJitter):
        raise NoTheoryError("Exact theory needs fixed times, and the job times here are random.")
    if not isinstance(cluster.power, Steady):
        raise NoTheoryError("Exact theory needs fixed times, and the workers' speeds here change over time.")
    if isinstance(cluster.speed, Trace):
        raise NoTheoryError("Exact theory needs fixed times, and the job times here are measured ones.")
    return cluster.speed.tau(cluster.workers)


@lru_cache(maxsize=16)
@returns_error
def cycle_or_error(settings: MethodSettings, times: tuple[float, ...], smoothness: float) -> Cycle:
    """The cycle, or the error that says why there is none."""
    return find_cycle(settings, np.array(times), smoothness)
