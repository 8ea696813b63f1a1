"""From the controls' values to a scenario. Knows nothing of the screen."""

from typing import Any

from engine import Scenario
from pages.parts.cluster_controls import cluster_of
from pages.parts.control_types import Choices
from pages.parts.controls import CANCER, DIGITS, LANDSCAPES, NETWORK, REAL, SIGMOID
from pages.parts.method_controls import BY_HAND, TITLES, method_of, step_key

CLASSIFIERS = {CANCER: "logistic", DIGITS: "softmax", NETWORK: "network", SIGMOID: "sigmoid"}
RECORDS = {DIGITS: 60, CANCER: 200, NETWORK: 60, SIGMOID: 200}
"""Fewer records than MOST_RECORDS where a value is costly."""
MOST_RECORDS = 401


def problem_of(choices: Choices) -> dict[str, Any]:
    problem = choices["problem"]
    if problem in REAL:
        return {"kind": CLASSIFIERS[problem], **{key: choices[key] for key in ("dirichlet", "batch", "penalty")}}
    spread = {key: choices[key] for key in ("heterogeneity", "noise")}
    if problem in LANDSCAPES:
        return {"kind": "landscape", "shape": problem.replace(" ", "_"), **spread}
    own = {key: choices[key] for key in ("dimension", "condition", "curvature_spread")}
    return {"kind": "quadratic", **own, **spread}


def methods_of(choices: Choices) -> list[dict[str, Any]]:
    """The methods that race, in the order of the table; tuned and theory steps are put in later."""
    methods = []
    for title in TITLES:
        if title in choices["methods"]:
            step = choices[step_key(title)] if choices["steps"] == BY_HAND else choices["step"]
            methods.append({**method_of(title, choices), "step": step})
    return methods


def scenario_of(choices: Choices) -> Scenario:
    """The scenario that the controls describe. Raises pydantic.ValidationError."""
    until = choices["until"]
    return Scenario.model_validate(
        {
            "seed": choices["seed"],
            "seeds": choices["seeds"],
            "cluster": cluster_of(choices),
            "problem": problem_of(choices),
            "methods": methods_of(choices),
            "budget": {until: choices[until]},
            "records": RECORDS.get(choices["problem"], MOST_RECORDS),
        }
    )
