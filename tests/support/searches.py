"""Scenarios for the step search: one worker on a quadratic by hand, and three methods."""

from typing import Any

import numpy as np

from engine import Scenario
from tests.support.build import scenario


def quadratic(curvatures: list[float], start: list[float], noise: float = 0.0) -> dict[str, Any]:
    return {
        "kind": "custom_quadratic",
        "matrices": [np.diag(curvatures)],
        "centers": [[0.0] * len(start)],
        "start": start,
        "noise": noise,
    }


def alone(problem: dict[str, Any], **fields: Any) -> Scenario:
    """One worker of 1 s, so that ASGD is SGD and arrival k comes at k seconds."""
    cluster = {"workers": 1, "speed": {"kind": "equal"}}
    return scenario(**({"cluster": cluster, "problem": problem, "methods": [{"kind": "asgd"}]} | fields))


def several(**fields: Any) -> Scenario:
    """Three methods and three seeds, with all kinds of randomness."""
    cluster = {"workers": 7, "jitter": {"kind": "gamma"}}
    methods = [{"kind": kind} for kind in ("asgd", "rescaled_asgd", "ormo")]
    return scenario(**{"seeds": 3, "cluster": cluster, "methods": methods, "budget": {"arrivals": 400}} | fields)
