"""The controls of the Race: one table. Key in the link, default, bounds, label and help stand here and nowhere else.

The words of choices stand in links too, so changing one breaks links that hold it.
"""

from typing import Any

from engine.methods import METHODS
from pages.parts.control_types import Choice, Control, Ladder, Number, Several, Slider, Switch, Text, ladder, where

QUADRATIC, CANCER, DIGITS, NETWORK, SIGMOID = "quadratic", "breast cancer", "digits", "small network", "sigmoid loss"
LANDSCAPES = ("bowl", "valley", "rosenbrock", "two wells")
REAL = (CANCER, DIGITS, NETWORK, SIGMOID)
TITLES = {method.title: kind for kind, method in METHODS.items()}
"""What the visitor reads and the link holds, and the engine's kind."""


def step_key(title: str) -> str:
    """The key of a method's own step."""
    return f"step_{TITLES[title]}"


def own_step(title: str) -> Number:
    """The control of one method's own step."""
    return Number(
        step_key(title),
        f"Step of {title}",
        0.05,
        "Effective step of this method alone.",
        lambda choices: bool(choices.get("own_steps")) and title in choices.get("methods", ()),
        low=1e-6,
        high=100.0,
        step=0.01,
    )


# fmt: off
CLUSTER: tuple[Control, ...] = (
    Choice("speed", "Worker speeds", "linear",
           "How long worker i needs for one gradient, in simulated seconds: 1 for all; i; the square root of i; "
           "two groups; a power of i; or a list of your own.",
           options=("equal", "linear", "square root", "two groups", "power law", "custom")),
    Slider("workers", "Workers", 8, "Number of workers.",
           lambda c: c.get("speed") != "custom", low=1, high=100),
    Text("tau", "Seconds per job", "1, 2, 4, 8", "Simulated seconds, one number a worker, separated by commas.",
         where("speed", "custom")),
    Slider("slowdown", "Slowdown", 10.0, "How many times slower the slow group is.",
           where("speed", "two groups"), low=1.0, high=100.0, step=0.5),
    Slider("share", "Share of slow workers", 0.125, "Rounded to whole workers, at least one.",
           where("speed", "two groups"), low=0.005, high=0.995, step=0.005),
    Slider("exponent", "Exponent", 1.5, "Worker i needs i to this power seconds.",
           where("speed", "power law"), low=0.0, high=3.0, step=0.1),
)

JITTER: tuple[Control, ...] = (
    Choice("jitter", "Jitter of job times", "none", "How the times of one worker's jobs scatter around their mean.",
           options=("none", "exponential", "gamma", "lognormal")),
    Slider("variation", "Coefficient of variation", 0.5, "Standard deviation of a job's time over its mean.",
           where("jitter", "gamma", "lognormal"), low=0.05, high=3.0, step=0.05),
)

DATA: tuple[Control, ...] = (
    Slider("heterogeneity", "Data heterogeneity", 2.0,
           "How far the workers' own minimisers lie from their mean: 0 makes all workers' data alike.",
           lambda c: c.get("problem", QUADRATIC) not in REAL, low=0.0, high=6.0, step=0.1),
    Ladder("dirichlet", "Label mix (Dirichlet)", 0.3,
           "Small: each worker sees few labels. Large: all workers see the same mix.",
           where("problem", *REAL), rungs=(0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 3.0, 10.0, 100.0, 1000.0)),
)

PROBLEM = Choice("problem", "Problem", QUADRATIC,
                 "A quadratic, a landscape in the plane, a linear classifier on real data, or a small network.",
                 options=(QUADRATIC, *LANDSCAPES, *REAL))

DATA_MORE: tuple[Control, ...] = (
    Slider("noise", "Gradient noise", 0.1, "Standard deviation added to each coordinate of each gradient.",
           lambda c: c.get("problem", QUADRATIC) not in REAL, low=0.0, high=2.0, step=0.05),
    Slider("batch", "Samples per job", 8, "Drawn with replacement; 0 takes all of the worker's samples.",
           where("problem", *REAL), low=0, high=64),
    Slider("dimension", "Dimension", 10, "Number of parameters.",
           where("problem", QUADRATIC), low=1, high=200),
    Ladder("condition", "Condition number", 10.0, "Largest curvature over smallest.",
           where("problem", QUADRATIC), rungs=(1.0, 3.0, 10.0, 30.0, 100.0, 200.0, 300.0, 1000.0)),
    Slider("curvature_spread", "Spread of curvatures", 0.0,
           "How much the workers' curvatures differ (standard deviation of their logarithm).",
           where("problem", QUADRATIC), low=0.0, high=1.5, step=0.1),
    Ladder("penalty", "L2 penalty", 0.01, "Factor of half the squared length of the model.",
           where("problem", *REAL), rungs=(0.0001, 0.001, 0.01, 0.1, 1.0)),
)

METHOD_CONTROLS: tuple[Control, ...] = (
    Slider("momentum", "Momentum", 0.9, "The factor beta of methods with momentum.", low=0.0, high=0.99, step=0.01),
    Several("methods", "Methods", tuple(TITLES), "Which methods race.", options=tuple(TITLES)),
    Ladder("step", "Step", 0.05,
           "Effective step: the total weight a gradient ends with. "
           "OrMo applies (1 - momentum) times it at first and the rest later.",
           lambda c: not c.get("own_steps"), rungs=ladder(-4, 1)),
    Switch("own_steps", "A step for each method", False, "Give every method a step of its own."),
    *(own_step(title) for title in TITLES),
    Choice("normalisation", "Rescaling", "mean",
           "mean: the average step of Rescaled ASGD equals the step. cycle: its slowest worker takes the step.",
           lambda c: "Rescaled ASGD" in c.get("methods", ()), options=("mean", "cycle")),
)

RUN: tuple[Control, ...] = (
    Choice("until", "Budget in", "arrivals", "What ends a run.", options=("arrivals", "seconds")),
    Ladder("arrivals", "Arrivals", 5000, "Gradients that reach the server, used or not.",
           where("until", "arrivals"), rungs=(200, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000)),
    Ladder("seconds", "Simulated seconds", 1000, "Length of a run.",
           where("until", "seconds"), rungs=(30, 100, 200, 500, 1000, 2000, 5000, 10_000)),
    Ladder("target", "Target: share of the first gap", 0.01,
           "The table tells when each method's median gap first falls to this share of its start.",
           rungs=(0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 1e-4, 1e-5, 1e-6)),
    Slider("seeds", "Seeds", 8,
           "Independent repetitions of noise and jitter; curves show their median and quartiles.", low=1, high=32),
    Number("seed", "Seed", 0, "Everything random follows from it.", low=0, high=1_000_000),
)

VIEW: tuple[Control, ...] = (
    Choice("axis", "Against", "seconds", "Simulated seconds, arrivals, or updates of the server's model.",
           options=("seconds", "arrivals", "updates")),
    Choice("scale", "Gap axis", "log", "Logarithmic or linear.", options=("log", "linear")),
)
# fmt: on

GROUPS = (CLUSTER, JITTER, DATA, (PROBLEM,), DATA_MORE, METHOD_CONTROLS, RUN, VIEW)
CONTROLS: dict[str, Control] = {control.key: control for group in GROUPS for control in group}
DEFAULTS: dict[str, Any] = {key: control.default for key, control in CONTROLS.items()}
