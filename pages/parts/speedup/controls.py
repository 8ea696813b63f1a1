"""The controls of the Speedup page. They are its own: numbers of workers, sizes and steps here are not the Race's."""

from dataclasses import replace
from typing import Any

from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.cluster import JITTER_FIELDS, JITTERS, SPEED_FIELDS, SPEEDS, filled
from pages.parts.controls.types import Choice, Choices, Control, Ladder, Number, Slider, where

OWN = "speedup_"
"""What the keys of all these controls begin with."""
LEAST_SQUARES, LOGISTIC, QUADRATIC = "least squares", "breast cancer", "quadratic"
ASZD, ASCD, ASGD = "ASZD", "ASCD", "ASGD"
NO_BOUND = "none"
COUNTS = tuple(2**k for k in range(9))
"""Numbers of workers that are measured, up to the visitor's largest."""
FACTOR = OWN + "factor"
SMALLEST_FACTOR, LARGEST_FACTOR = 1e-5, 10.0


def here(key: str, **changes: Any) -> Any:
    """A control of the Race under a key of this page."""
    return replace(CONTROLS[key], key=OWN + key, **changes)


# fmt: off
PROBLEM: tuple[Control, ...] = (
    Choice(OWN + "problem", "Problem", LEAST_SQUARES,
           "All workers share one objective. Least squares on normal rows; logistic regression on breast cancer, "
           "every worker seeing all samples; a quadratic with equal data.",
           options=(LEAST_SQUARES, LOGISTIC, QUADRATIC)),
    Ladder(OWN + "dimension", "Coordinates N", 100, "How many numbers the model has. Breast cancer has 31.",
           where(OWN + "problem", LEAST_SQUARES, QUADRATIC), rungs=(5, 10, 20, 50, 100, 200, 500)),
    Ladder(OWN + "rows", "Rows", 300, "How many rows the least-squares data have, at least N.",
           where(OWN + "problem", LEAST_SQUARES), rungs=(20, 50, 100, 200, 300, 500, 1000, 2000)),
    here("condition", when=where(OWN + "problem", QUADRATIC)),
    Number(OWN + "noise", "Gradient noise", 0.03, "Standard deviation added to each derivative.",
           where(OWN + "problem", LEAST_SQUARES, QUADRATIC), low=0.0, high=10.0, step=0.01),
    here("batch", default=0, help="How many samples a job draws, with replacement; 0 takes all, which leaves no noise.",
         when=where(OWN + "problem", LOGISTIC)),
)

METHOD: tuple[Control, ...] = (
    Choice(OWN + "method", "Method", ASZD,
           "ASZD: differences of function values along some coordinates. ASCD: derivatives along some coordinates. "
           "ASGD: whole gradients.", options=(ASZD, ASCD, ASGD)),
    Number(OWN + "block", "Block Y", 1, "How many coordinates one job moves, at most N.",
           where(OWN + "method", ASZD, ASCD), low=1, high=500),
    Number(FACTOR, "Step, times Y / (L N)", 0.5,
           "How many times Y / (L N) it is. L is the smoothness, the largest curvature of the objective.",
           low=SMALLEST_FACTOR, high=LARGEST_FACTOR, step=0.1),
)
METHOD_FOLDED: tuple[Control, ...] = (
    Ladder(OWN + "smoothing", "Smoothing µ", 1e-3, "How far to both sides of the model function values are taken.",
           where(OWN + "method", ASZD), rungs=(1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0)),
    Choice(OWN + "read", "Reads", "inconsistent",
           "consistent: a job reads a whole older model. inconsistent: it may miss each of the last three updates "
           "before its dispatch, with probability 1/2.",
           where(OWN + "method", ASZD, ASCD), options=("consistent", "inconsistent")),
    Choice(OWN + "delay_bound", "Delay bound T", NO_BOUND, "No job misses an update older than the last T.",
           where(OWN + "method", ASZD, ASCD), options=(NO_BOUND, "0", "1", "3", "10", "30", "100", "300", "1000")),
)
CLUSTER: tuple[Control, ...] = (
    Ladder(OWN + "most", "Largest number of workers", 256,
           "How many there are at most: measured are 1, 2, 4 and so on up to this.",
           rungs=COUNTS[1:]),
    Choice(OWN + "speed", "Worker speeds", "equal",
           "How long worker i needs for a job, in simulated seconds: 1 for all; i; the square root of i; two groups; "
           "a power of i.", options=tuple(name for name in SPEEDS if name not in ("custom", "measured"))),
    here("slowdown", when=where(OWN + "speed", "two groups")),
    here("share", when=where(OWN + "speed", "two groups")),
    here("exponent", when=where(OWN + "speed", "power law")),
    Choice(OWN + "jitter", "Jitter of job times", "exponential",
           "How the times of one worker's jobs scatter around its mean, which all of these keep.",
           options=("none", "exponential", "gamma", "lognormal", "shifted exponential")),
    here("variation", when=where(OWN + "jitter", "gamma", "lognormal")),
    here("shift", when=where(OWN + "jitter", "shifted exponential")),
    Choice(OWN + "seconds_of", "Seconds of a", "job",
           "The simulated seconds above are those of a whole job, or of one function value or derivative: then a job "
           "of Y coordinates takes 2 Y or Y times as long.",
           where(OWN + "method", ASZD, ASCD), options=("job", "value")),
)
RUN: tuple[Control, ...] = (
    Ladder(OWN + "target", "Target: share of the first gap", 0.1, "A run ends when its gap has fallen to this share.",
           rungs=(0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.01, 0.003, 0.001)),
    Slider(OWN + "seeds", "Seeds", 5,
           "How many independent repetitions there are; curves show their median and quartiles.",
           low=1, high=20),
    here("seed"),
)
# fmt: on

GROUPS = (PROBLEM, METHOD, METHOD_FOLDED, CLUSTER, RUN)
KNOWN: dict[str, Control] = {control.key: control for group in GROUPS for control in group}
"""All of the sidebar that a link to this page may hold."""
DEFAULTS: dict[str, Any] = {key: control.default for key, control in KNOWN.items()}

WORDS = {"methods: block of": "Block Y: the block of"}
"""What the engine's sentences say here, where it is not as on the Race."""


def problem_of(given: Choices) -> dict[str, Any]:
    """The problem of a scenario, from plain names."""
    match given["problem"]:
        case "least squares":
            chosen = {"kind": "least_squares", "rows": given["rows"]}
        case "breast cancer":
            return {"kind": "logistic", "shared": True, "batch": given["batch"]}
        case _:
            chosen = {"kind": "quadratic", "heterogeneity": 0.0, "condition": given["condition"]}
    return {**chosen, "dimension": given["dimension"], "noise": given["noise"]}


def method_of(given: Choices) -> dict[str, Any]:
    """The method of a scenario but for its step, from plain names."""
    if given["method"] == ASGD:
        return {"kind": "asgd", "label": ASGD}
    bound = None if given["delay_bound"] == NO_BOUND else int(given["delay_bound"])
    made = {"kind": given["method"].lower(), "label": given["method"], "delay_bound": bound}
    made |= {key: given[key] for key in ("block", "read", "seconds_of")}
    return made | ({"smoothing": given["smoothing"]} if given["method"] == ASZD else {})


def cluster_of(given: Choices, workers: int) -> dict[str, Any]:
    """The cluster of a scenario, from plain names."""
    speed = filled(SPEEDS[given["speed"]], SPEED_FIELDS, given)
    return {"workers": workers, "speed": speed, "jitter": filled(JITTERS[given["jitter"]], JITTER_FIELDS, given)}
