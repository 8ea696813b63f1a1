"""The controls of the Bias page: the Race's own where they matter here, and what this page alone asks."""

from dataclasses import replace
from typing import Any

from engine import Scenario
from engine.cluster import Cluster
from engine.cluster.speeds import TwoGroups
from engine.methods import METHODS
from pages.parts.controls.catalogue import CONTROLS, DATA, DEFAULTS, QUADRATIC
from pages.parts.controls.cluster import CLUSTER
from pages.parts.controls.method import EQUAL, TITLES, step_key
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.types import Choice, Choices, Control, Several, always, where

LINES = ("ASGD", "Rescaled ASGD", "OrMo", "Rescaled OrMo", "Ringmaster ASGD", "Ringleader ASGD")
"""Whose curves are drawn unless the visitor says otherwise."""
SLOWDOWN, HETEROGENEITY = "slowdown", "heterogeneity"
EXPONENTIAL, LOGNORMAL, HALF_NORMAL, DRIFT, SWAP = "exponential", "lognormal", "half normal", "drift", "swap"

GROUPS = tuple(replace(CONTROLS[key], when=always) for key in ("slowdown", "share"))
"""The first sections always have two groups, whatever the speeds are."""
WORKERS = (CONTROLS["workers"],)
SPEEDS = tuple(control for control in CLUSTER if control.key not in ("workers", "slowdown", "share"))
"""Of the cluster that the further sections are in."""
DATA_HERE = (DATA[0],)
DATA_FOLDED = tuple(CONTROLS[key] for key in ("dimension", "condition", "curvature_spread", "seed"))
STEP = (CONTROLS["step"],)


def moved_by_momentum(choices: Choices) -> bool:
    """Is any method of the first sections one with momentum?"""
    titles = (*choices.get("curves", ()), choices.get("focus"))
    return any("momentum" in METHODS[TITLES[title]].settings.model_fields for title in titles if title in TITLES)


MOMENTUM = (replace(CONTROLS["momentum"], when=moved_by_momentum),)
# fmt: off
CURVES = Several("curves", "Curves", LINES, "Whose bias the first section shows.", options=tuple(TITLES))
FOCUS = Choice("focus", "Map and pull of", "ASGD", "The method of the map and of the workers' pulls.",
               options=tuple(TITLES))
AGAINST = Choice("against", "Against", SLOWDOWN, "What the bias is drawn against.", options=(SLOWDOWN, HETEROGENEITY))
CHANGING = Choice("changing", "Job times", DRIFT,
                  "exponential, lognormal: random around the usual time. half normal: the usual time and a random "
                  "rest. drift: the first half of the workers slows down, the other half speeds up. swap: fast and "
                  "slow change places. Drift and swap come with lognormal jitter.",
                  options=(EXPONENTIAL, LOGNORMAL, HALF_NORMAL, DRIFT, SWAP))
# fmt: on

OPTIONS_OF_TIMES = {
    "variation": (LOGNORMAL, DRIFT, SWAP),
    "spread": (HALF_NORMAL,),
    "per": (HALF_NORMAL,),
    "drift_factor": (DRIFT,),
    "drift_seconds": (DRIFT,),
    "swap_seconds": (SWAP,),
}
TIMES = tuple(replace(CONTROLS[key], when=where("changing", *kinds)) for key, kinds in OPTIONS_OF_TIMES.items())
TIMES_AND_SEEDS = (*TIMES, CONTROLS["seeds"])

OWN: dict[str, Control] = {control.key: control for control in (CURVES, FOCUS, AGAINST, CHANGING)}
KNOWN: dict[str, Control] = CONTROLS | OWN | {control.key: control for control in (*GROUPS, *MOMENTUM, *TIMES)}
"""All that a link to this page may hold."""
FIXED: dict[str, Any] = {"problem": QUADRATIC, "steps": EQUAL, "jitter": "none", "power": "steady"}
"""What is so on this page, whatever it is on the Race."""


def scenario_at(choices: Choices, titles: tuple[str, ...]) -> Scenario:
    """The scenario of these choices with these methods, fixed times and no noise. Raises pydantic.ValidationError."""
    steps = {step_key(title): choices["step"] for title in titles}
    settings = {**DEFAULTS, **choices, **FIXED, **steps, "noise": 0.0, "seeds": 1, "methods": titles}
    return scenario_of({**settings, "until": "arrivals", "arrivals": 200})


def in_two_groups(scenario: Scenario, choices: Choices, slowdown: float) -> Scenario:
    """The same with as many workers in two groups, of which the choices tell the shares."""
    speed = TwoGroups(share=choices["share"], slowdown=slowdown)
    return scenario.model_copy(update={"cluster": Cluster(workers=scenario.cluster.workers, speed=speed)})
