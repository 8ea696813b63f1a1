"""The step at which a method becomes unstable, about: what is large for one method is small for another.

Exact theory (`engine.theory.stability`) on a problem and a cluster that are simpler than those of the scenario, so
that it answers quickly and for any of them: one coordinate of the largest curvature, no noise, and fixed job times,
each worker's mean rounded to a power of two times the fastest one's.
"""

import math

import numpy as np

from engine.cluster import Cluster
from engine.methods import METHODS, MethodSettings
from engine.problems import Problem
from engine.scenario import Scenario
from engine.theory.long_run import largest_quick_step
from engine.theory.stability import with_step

SLOWEST = 32
"""Slower workers count as so many times slower than the fastest: they come rarely, and the period would be long."""
FRESH = ("minibatch", "rennala", "malenia", "mindflayer")
"""Where theory does not answer: of these the gradients are fresh, and the step may be 2 over the curvature;"""
PARTLY = ("ringleader", "fedbuff")
"""of these it may lie between; of all others as of ASGD."""


def rounded_times(cluster: Cluster) -> Cluster:
    """The workers with fixed times, powers of two, the fastest being 1."""
    means = cluster.means()
    powers = np.minimum(2.0 ** np.rint(np.log2(means / means.min())), SLOWEST)
    return Cluster.model_validate(
        {"workers": cluster.workers, "speed": {"kind": "custom", "times": [float(t) for t in powers]}}
    )


class ReferenceSteps:
    """The reference step of any settings on a scenario's cluster and problem."""

    def __init__(self, scenario: Scenario, problem: Problem) -> None:
        self.scenario = Scenario.model_validate(
            {
                "cluster": rounded_times(scenario.cluster),
                "problem": {"kind": "quadratic", "dimension": 1, "condition": 1.0, "heterogeneity": 0.0, "noise": 0.0},
                "budget": {"arrivals": 1},
            }
        )
        smoothness = problem.smoothness
        self.scale = 1 / smoothness if 0 < smoothness < math.inf else 1.0

    def of(self, settings: MethodSettings) -> float:
        """The reference step, positive and finite, whatever step the settings have."""
        return self.scale * self.computed(with_step(settings.unlabelled, 1.0))

    def computed(self, settings: MethodSettings) -> float:
        """The same where the largest curvature is 1."""
        step = self.exact(settings)
        if step is not None:
            return step
        if settings.kind in FRESH:
            return 2.0
        asgd = self.exact(METHODS["asgd"].settings(kind="asgd")) or 2.0 / self.scenario.cluster.workers
        return math.sqrt(2.0 * asgd) if settings.kind in PARTLY else asgd

    def exact(self, settings: MethodSettings) -> float | None:
        """What theory says; None where it does not, or where no step is too large or every one is."""
        scenario = self.scenario.model_copy(update={"methods": (settings,)})
        step = largest_quick_step(scenario, settings.name)
        return step if 0 < step < math.inf else None
