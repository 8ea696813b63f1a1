"""The cures where one truth is right for all workers, beside those where each has its own, and who pulls how much."""

from typing import NamedTuple

import numpy as np

from engine.covariate_shift.asynchrony.cures import Cures, cures
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA, Pulls, pulls
from engine.kernel.pool import Progress
from engine.scenario import Scenario


class Truths(NamedTuple):
    """What is known of one cluster."""

    one: Cures  # one truth for all workers
    own: Cures  # each worker has its own
    vanilla: Pulls
    rescaled: Pulls

    @property
    def deviations(self) -> tuple[float, float]:
        """How far ASGD's pulls are from p_i at most, and Rescaled ASGD's from 1/n, as shares of these."""
        p = self.own.mixture.frequencies
        return (
            float(np.abs(self.vanilla.weights / p - 1).max()),
            float(np.abs(self.rescaled.weights * p.size - 1).max()),
        )


def well_specified(scenario: Scenario) -> Scenario:
    """The scenario of a streamed regression with one truth for all workers."""
    return scenario.model_copy(update={"problem": scenario.problem.model_copy(update={"heterogeneity": 0.0})})


def both_truths(scenario: Scenario, first: Progress | None = None, second: Progress | None = None) -> Truths:
    """Simulate both cases of a scenario of ASGD and Rescaled ASGD.

    `first` and `second` are told how much of each is done, as in `simulate`. Raises ShiftError as `cures` does.
    """
    one, own = cures(well_specified(scenario), progress=first), cures(scenario, progress=second)
    return Truths(one, own, pulls(scenario, VANILLA, own.heard), pulls(scenario, RESCALED, own.heard))
