"""From the controls' values to a scenario. Knows nothing of the screen."""

from typing import Any

from engine import Scenario
from pages.parts.controls import catalogue
from pages.parts.controls.catalogue import LANDSCAPES, OWN
from pages.parts.controls.cluster import cluster_of, filled
from pages.parts.controls.entries import entries
from pages.parts.controls.method import BY_HAND, method_of, step_key
from pages.parts.controls.types import Choices

KINDS = {
    catalogue.QUADRATIC: "quadratic",
    catalogue.LEAST_SQUARES: "least_squares",
    catalogue.REGRESSION: "regression",
    **dict.fromkeys(LANDSCAPES, "landscape"),
    catalogue.CANCER: "logistic",
    catalogue.DIGITS: "softmax",
    catalogue.NETWORK: "network",
    catalogue.SIGMOID: "sigmoid",
    OWN: "csv",
}
"""What the visitor reads and the link holds, and the engine's kind."""


def same(*fields: str) -> dict[str, str]:
    """Fields whose controls have the same keys."""
    return {field: field for field in fields}


SAMPLED = same("dirichlet", "batch", "penalty")
FIELDS = {
    "quadratic": same("heterogeneity", "noise", "dimension", "condition", "curvature_spread"),
    "least_squares": same("rows", "dimension", "residual", "noise", "batch"),
    "regression": same("dimension", "heterogeneity", "batch")
    | {"spread": "covariance_spread", "noise": "response_noise"},
    "landscape": same("heterogeneity", "noise"),
    **dict.fromkeys(("logistic", "softmax", "csv"), SAMPLED),
    "network": SAMPLED | same("hidden"),
    "sigmoid": SAMPLED | same("flipped") | {"penalty": "sigmoid_penalty"},
}
"""Of each kind: the scenario's fields and the controls' keys."""
RECORDS = {"softmax": 60, "logistic": 200, "network": 60, "sigmoid": 200, "csv": 60}
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
    """All that race, in the order of the table; tuned and theory steps are put in later."""
    by_hand = choices["steps"] == BY_HAND
    return [
        {
            **method_of(entry.title, entry.choices),
            "label": entry.label,
            "step": entry.choices[step_key(entry.title) if by_hand else "step"],
        }
        for entry in entries(choices)
    ]


def own_workers(choices: Choices) -> dict[str, int]:
    """How many workers own data bring, where a column of theirs says who owns a row."""
    brought = choices["table"].workers if choices["problem"] == OWN else ()
    return {"workers": len(brought)} if brought else {}


def scenario_of(choices: Choices) -> Scenario:
    """The scenario that the controls describe. Raises pydantic.ValidationError."""
    until = choices["until"]
    values = {
        **{key: choices[key] for key in ("seed", "seeds")},
        "cluster": cluster_of(choices) | own_workers(choices),
        "problem": problem_of(choices),
        "methods": methods_of(choices),
        "budget": {until: choices[until]},
        "records": RECORDS.get(KINDS[choices["problem"]], MOST_RECORDS),
    }
    return Scenario.model_validate(values)
