"""The controls of the Race but the cluster's and the methods'. Key, default, bounds, label and help stand here.

The words of choices stand in links too, so changing one breaks links that hold it.
"""

from typing import Any

from pages.parts.controls import copies
from pages.parts.controls.cluster import CLUSTER, JITTER, POWER
from pages.parts.controls.method import METHOD_CONTROLS
from pages.parts.controls.types import Choice, Control, Copies, Ladder, Number, Slider, Switch, where

QUADRATIC, CANCER, DIGITS, NETWORK, SIGMOID = "quadratic", "breast cancer", "digits", "small network", "sigmoid loss"
LANDSCAPES = ("bowl", "valley", "rosenbrock", "two wells")
OWN = "own data"
LEAST_SQUARES = "least squares"
REGRESSION = "streamed regression"
REAL = (CANCER, DIGITS, NETWORK, SIGMOID, OWN)

# fmt: off
DATA: tuple[Control, ...] = (
    Slider("heterogeneity", "Data heterogeneity", 2.0,
           "How far the workers' own minimisers lie from their mean: 0 makes all workers' data alike.",
           lambda c: c.get("problem", QUADRATIC) not in (*REAL, LEAST_SQUARES), low=0.0, high=6.0, step=0.1),
    Ladder("dirichlet", "Label mix (Dirichlet)", 0.3,
           "How far the labels are mixed. Small: each worker sees few labels. Large: all workers see the same mix.",
           where("problem", *REAL), rungs=(0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 3.0, 10.0, 100.0, 1000.0)),
)

PROBLEM = Choice("problem", "Problem", QUADRATIC,
                 "A quadratic, least squares on shared rows, a regression on fresh samples, a landscape in "
                 "the plane, a classifier on real data or on your own, or a small network.",
                 options=(QUADRATIC, LEAST_SQUARES, REGRESSION, *LANDSCAPES, *REAL))

DATA_MORE: tuple[Control, ...] = (
    Slider("noise", "Gradient noise", 0.1, "Standard deviation added to each coordinate of each gradient.",
           lambda c: c.get("problem", QUADRATIC) not in (*REAL, REGRESSION), low=0.0, high=2.0, step=0.05),
    Ladder("response_noise", "Noise of the responses", 1.0, "Standard deviation around x.b.",
           where("problem", REGRESSION), rungs=(0.0, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)),
    Slider("batch", "Samples per job", 8,
           "How many samples a job draws, with replacement; 0 takes all of the worker's. In a streamed regression they "
           "are fresh, and 0 takes the expectation.",
           where("problem", *REAL, LEAST_SQUARES, REGRESSION), low=0, high=64),
    Slider("dimension", "Dimension", 10, "How many numbers the model has.",
           where("problem", QUADRATIC, LEAST_SQUARES, REGRESSION), low=1, high=200),
    Ladder("rows", "Rows", 300, "Equations that all workers share, one a row.",
           where("problem", LEAST_SQUARES), rungs=(200, 300, 500, 1000, 2000, 5000)),
    Slider("residual", "Residual", 0.0, "Standard deviation of what no model can explain of a row.",
           where("problem", LEAST_SQUARES), low=0.0, high=2.0, step=0.1),
    Ladder("condition", "Condition number", 10.0, "How many times the smallest curvature the largest one is.",
           where("problem", QUADRATIC), rungs=(1.0, 3.0, 10.0, 30.0, 100.0, 200.0, 300.0, 1000.0)),
    Slider("curvature_spread", "Spread of curvatures", 0.0,
           "How much the workers' curvatures differ (standard deviation of their logarithm).",
           where("problem", QUADRATIC), low=0.0, high=1.5, step=0.1),
    Slider("covariance_spread", "Spread of covariances", 1.5,
           "How differently the workers see the features: 0, all alike; a worker's best feature has at most exp(2 "
           "spread) times the variance of its worst.", where("problem", REGRESSION), low=0.0, high=3.0, step=0.1),
    Slider("hidden", "Hidden units", 16, "How many units the small network's hidden layer has.",
           where("problem", NETWORK), low=4, high=64),
    Slider("flipped", "Wrong labels", 0.1, "Share of training labels that are wrong; those of the test stay right.",
           where("problem", SIGMOID), low=0.0, high=0.4, step=0.05),
    Ladder("penalty", "L2 penalty", 0.01, "Factor of half the squared length of the model.",
           lambda c: c.get("problem") in REAL and c.get("problem") != SIGMOID, rungs=(0.0001, 0.001, 0.01, 0.1, 1.0)),
    Ladder("sigmoid_penalty", "L2 penalty", 0.01, "Factor of half the squared length of the model.",
           where("problem", SIGMOID), rungs=(0.001, 0.01, 0.1, 1.0)),
)

RUN: tuple[Control, ...] = (
    Choice("until", "Budget in", "arrivals", "What ends a run.", options=("arrivals", "seconds")),
    Ladder("arrivals", "Arrivals", 5000, "How many gradients reach the server, used or not.",
           where("until", "arrivals"), rungs=(200, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 50_000, 100_000)),
    Ladder("seconds", "Simulated seconds", 1000, "How many simulated seconds a run lasts.",
           where("until", "seconds"), rungs=(30, 100, 200, 500, 1000, 2000, 5000, 10_000)),
    Ladder("target", "Target: share of the first gap", 0.01,
           "The table tells when each method comes to this share of its first gap, and stays there.",
           rungs=(0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 1e-4, 1e-5, 1e-6)),
    Slider("seeds", "Seeds", 8,
           "How many independent repetitions of noise and jitter there are; curves show their median and "
           "quartiles.", low=1, high=32),
    Number("seed", "Seed", 0, "The number that everything random follows from.", low=0, high=1_000_000),
)

SUBOPTIMALITY, RELATIVE = "suboptimality", "relative to the best"
WINDOWS = {"off": 0.0, "1%": 0.01, "2%": 0.02, "5%": 0.05, "10%": 0.1}
"""The running mean's window as a share of the axis."""
VIEW: tuple[Control, ...] = (
    Choice("axis", "Against", "seconds", "Simulated seconds, arrivals, or updates of the server's model.",
           options=("seconds", "arrivals", "updates")),
    Choice("scale", "Gap axis", "log", "Logarithmic or linear.", options=("log", "linear")),
    Choice("show", "Show", SUBOPTIMALITY,
           "The gap f(x) - f*; or that gap divided by the smallest one among the methods at the same place: "
           "the best one lies at 1.",
           options=(SUBOPTIMALITY, RELATIVE)),
    Choice("smooth", "Smoothing", "off",
           "A running mean of the curves over a window of this share of the axis; on a logarithmic axis, of the "
           "logarithm. The curves themselves stay, thin. Sentences and table are never smoothed.",
           options=tuple(WINDOWS)),
    Switch("runs", "Single runs", False, "Every seed's own gap as a thin line; of many seeds, the first ones.",
           lambda c: c.get("seeds") != 1),
    Switch("theory", "Theory", False,
           "What is known without simulating, of quadratics at fixed times: expected gap, limit, rate, noise floor."),
)
# fmt: on

COPIES: tuple[Control, ...] = (Copies(copies.KEY, copies.LABEL, (), "Methods that race once more."),)

GROUPS = (CLUSTER, JITTER, POWER, DATA, (PROBLEM,), DATA_MORE, METHOD_CONTROLS, COPIES, RUN, VIEW)
CONTROLS: dict[str, Control] = {control.key: control for group in GROUPS for control in group}
DEFAULTS: dict[str, Any] = {key: control.default for key, control in CONTROLS.items()}
