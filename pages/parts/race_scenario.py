"""From the controls' values to a scenario. Knows nothing of the screen."""

from typing import Any

from engine import Scenario
from engine.methods import METHODS as KINDS
from pages.parts.control_types import Choices
from pages.parts.controls import CANCER, DIGITS, LANDSCAPES, NETWORK, REAL, SIGMOID, TITLES, step_key

SPEEDS = {
    "equal": "equal",
    "linear": "linear",
    "square root": "sqrt",
    "two groups": "two_groups",
    "power law": "power",
    "custom": "custom",
}
CLASSIFIERS = {CANCER: "logistic", DIGITS: "softmax", NETWORK: "network", SIGMOID: "sigmoid"}
RECORDS = {DIGITS: 60, CANCER: 200, NETWORK: 60, SIGMOID: 200}
"""Fewer records than MOST_RECORDS where a value is costly."""
MOST_RECORDS = 401
MOST_TIMES = 1000


def parse_times(text: str) -> tuple[list[float], str]:
    """The numbers in a list typed by a visitor, and a sentence on what was left out of it, or ''."""
    good: list[float] = []
    bad: list[str] = []
    for entry in text.replace(";", ",").split(","):
        try:
            seconds = float(entry)
        except ValueError:
            seconds = float("nan")
        if 1e-6 <= seconds <= 1e9:
            good.append(seconds)
        elif entry.strip():
            bad.append(entry.strip())
    complaints = []
    if bad:
        # As code, so that nothing in it becomes a link.
        shown = ", ".join(f"`{entry[:20].replace('`', chr(39))}`" for entry in bad[:5])
        complaints.append(f"left out {shown} (must be numbers from 1e-6 to 1e9)")
    if len(good) > MOST_TIMES:
        complaints.append(f"only the first {MOST_TIMES} of {len(good)} numbers are used")
    if not good:
        complaints.append("no number is left, so 1, 2, 4, 8 are used")
    return good[:MOST_TIMES] or [1.0, 2.0, 4.0, 8.0], f"Seconds per job: {'; '.join(complaints)}." if complaints else ""


def speed_of(choices: Choices) -> dict[str, Any]:
    speed: dict[str, Any] = {"kind": SPEEDS[choices["speed"]]}
    if speed["kind"] == "custom":
        speed["times"] = parse_times(choices["tau"])[0]
    elif speed["kind"] == "two_groups":
        speed |= {"share": choices["share"], "slowdown": choices["slowdown"]}
    elif speed["kind"] == "power":
        speed["exponent"] = choices["exponent"]
    return speed


def cluster_of(choices: Choices) -> dict[str, Any]:
    speed = speed_of(choices)
    jitter: dict[str, Any] = {"kind": choices["jitter"]}
    if jitter["kind"] in ("gamma", "lognormal"):
        jitter["variation"] = choices["variation"]
    workers = len(speed["times"]) if "times" in speed else choices["workers"]
    return {"workers": workers, "speed": speed, "jitter": jitter}


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
    methods = []
    for title, kind in TITLES.items():
        if title not in choices["methods"]:
            continue
        step = choices[step_key(title)] if choices["own_steps"] else choices["step"]
        own = {key: choices[key] for key in KINDS[kind].settings.model_fields if key in choices}
        methods.append({**own, "kind": kind, "label": title, "step": step})
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
