"""Clusters whose workers sample unlike distributions, linked to a covariate shift."""

from typing import Any

import numpy as np

from engine import Scenario
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA, Mixture
from engine.kernel.state import Floats

EIGHT = {"workers": 8, "speed": {"kind": "linear"}}


def linked(cluster: dict[str, Any] = EIGHT, arrivals: int = 2000, step: float = 0.02, **fields: Any) -> Scenario:
    """Both methods on a streamed regression in six dimensions, with 6 seeds."""
    problem = {"kind": "regression", "dimension": 6, "spread": 1.5, "noise": 2.0} | fields
    methods = [{"kind": kind, "step": step} for kind in (VANILLA, RESCALED)]
    given = {"cluster": cluster, "problem": problem, "methods": methods, "budget": {"arrivals": arrivals}, "seeds": 6}
    return Scenario.model_validate(given)


def source_of(mixed: Mixture) -> Floats:
    """S (d, d), the covariance of the features that arrive."""
    return np.diag(mixed.frequencies @ mixed.problem.variances)


def target_of(mixed: Mixture) -> Floats:
    """T (d, d), that of all workers' features, each worker counting alike."""
    return np.diag(mixed.counted)
