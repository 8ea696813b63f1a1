"""From the controls' values to a scenario. Knows nothing of the screen."""

from typing import Any

from engine import Scenario
from pages.parts.controls.catalogue import (
    CANCER,
    DIGITS,
    LANDSCAPES,
    LEAST_SQUARES,
    NETWORK,
    OWN,
    QUADRATIC,
    REGRESSION,
    SIGMOID,
)
from pages.parts.controls.cluster import cluster_of, filled
from pages.parts.controls.method import BY_HAND, TITLES, method_of, step_key
from pages.parts.controls.types import Choices

KINDS = {
    QUADRATIC: "quadratic",
    LEAST_SQUARES: "least_squares",
    REGRESSION: "regression",
    **dict.fromkeys(LANDSCAPES, "landscape"),
    CANCER: "logistic",
    DIGITS: "softmax",
    NETWORK: "network",
    SIGMOID: "sigmoid",
    OWN: "csv",
}
"""What the visitor reads and the link holds, and the engine's kind."""
SPREAD = {"heterogeneity": "heterogeneity", "noise": "noise"}
SAMPLED = {"dirichlet": "dirichlet", "batch": "batch", "penalty": "penalty"}
FIELDS = {
    "quadratic": {
        **SPREAD,
        "dimension": "dimension",
        "condition": "condition",
        "curvature_spread": "curvature_spread",
    },
    "least_squares": {
        "rows": "rows",
        "dimension": "dimension",
        "residual": "residual",
        "noise": "noise",
        "batch": "batch",
    },
    "regression": {
        "dimension": "dimension",
        "spread": "covariance_spread",
        "heterogeneity": "heterogeneity",
        "noise": "response_noise",
        "batch": "batch",
    },
    "landscape": SPREAD,
    "logistic": SAMPLED,
    "softmax": SAMPLED,
    "network": {**SAMPLED, "hidden": "hidden"},
    "sigmoid": {**SAMPLED, "penalty": "sigmoid_penalty", "flipped": "flipped"},
    "csv": SAMPLED,
}
"""Of each kind: the scenario's fields and the controls' keys."""
RECORDS = {DIGITS: 60, CANCER: 200, NETWORK: 60, SIGMOID: 200, OWN: 60}
"""Fewer records than MOST_RECORDS where a value is costly."""
MOST_RECORDS = 401


def problem_of(choices: Choices) -> dict[str, Any]:
    """The problem of a scenario. Own data are those of `choices["table"]`, an `engine.problems.table.Table`."""
    problem = choices["problem"]
    chosen = filled(KINDS[problem], FIELDS, choices)
    if problem in LANDSCAPES:
        return {**chosen, "shape": problem.replace(" ", "_")}
    if problem == OWN:
        data = choices["table"].data
        return {**{name: getattr(data, name) for name in type(data).model_fields}, **chosen}
    return chosen


def methods_of(choices: Choices) -> list[dict[str, Any]]:
    """The methods that race, in the order of the table; tuned and theory steps are put in later."""
    methods = []
    for title in TITLES:
        if title in choices["methods"]:
            step = choices[step_key(title)] if choices["steps"] == BY_HAND else choices["step"]
            methods.append({**method_of(title, choices), "step": step})
    return methods


def own_workers(choices: Choices) -> dict[str, int]:
    """How many workers own data bring, where a column of theirs says who owns a row."""
    brought = choices["table"].workers if choices["problem"] == OWN else ()
    return {"workers": len(brought)} if brought else {}


def scenario_of(choices: Choices) -> Scenario:
    """The scenario that the controls describe. Raises pydantic.ValidationError."""
    until = choices["until"]
    return Scenario.model_validate(
        {
            "seed": choices["seed"],
            "seeds": choices["seeds"],
            "cluster": cluster_of(choices) | own_workers(choices),
            "problem": problem_of(choices),
            "methods": methods_of(choices),
            "budget": {until: choices[until]},
            "records": RECORDS.get(choices["problem"], MOST_RECORDS),
        }
    )
