"""Problems to test, and points and weights to try them at."""

import math
from typing import Any

import numpy as np

from engine.kernel.state import Floats
from engine.problems import Problem
from tests.support.build import PROBLEMS, own_rows, problem_of, scenario

EXACT: dict[str, dict[str, Any]] = {
    name: settings | ({"batch": 0} if "batch" in settings else {} if name == "blend" else {"noise": 0.0})
    for name, settings in PROBLEMS.items()
}
"""The same problems, with jobs that give the workers' exact gradients."""
WIDE = {
    "ill-conditioned": {"kind": "quadratic", "dimension": 30, "condition": 1e8, "heterogeneity": 1e3},
    "one dimension": {"kind": "quadratic", "dimension": 1, "curvature_spread": 2.0},
    "no heterogeneity": {"kind": "quadratic", "heterogeneity": 0.0},
    "rosenbrock, far apart": {"kind": "landscape", "shape": "rosenbrock", "heterogeneity": 10.0},
    "two_wells, far apart": {"kind": "landscape", "shape": "two_wells", "heterogeneity": 10.0},
    "two_wells, together": {"kind": "landscape", "shape": "two_wells", "heterogeneity": 0.0},
    "logistic, little penalty": {"kind": "logistic", "penalty": 1e-4, "dirichlet": 0.01},
    "softmax, little penalty": {"kind": "softmax", "penalty": 1e-3, "dirichlet": 0.01},
    "csv, two classes, little penalty": {"kind": "csv", **own_rows(60, 5, 2), "penalty": 1e-4},
    "csv, twelve classes": {"kind": "csv", **own_rows(300, 30, 12), "penalty": 1e-4},
    "least_squares, as many rows as coordinates": {"kind": "least_squares", "rows": 6, "dimension": 6, "residual": 1.0},
    "blend, nearly exact": {"kind": "blend", "predictions": [[1, 0], [0, 1], [1, 1]], "target": [1, 1, 2 + 1e-6]},
    "regression, one dimension": {"kind": "regression", "dimension": 1, "noise": 0.0},
    "regression, much spread": {"kind": "regression", "dimension": 30, "spread": 3.0, "heterogeneity": 100.0},
    "sigmoid, many wrong labels": {"kind": "sigmoid", "flipped": 0.2, "penalty": 1e-3, "dirichlet": 0.05},
}
"""Settings near the ends of what a scenario may hold."""
QUADRATICS = ("quadratic", "custom_quadratic", "bowl", "valley", "least_squares", "least_squares, batch", "regression")


def build(name: str, exact: bool = False) -> Problem:
    return problem_of(scenario(problem=(EXACT if exact else PROBLEMS | WIDE)[name]))


def job(problem: Problem, worker: int, model: Floats, key: int = 0) -> Floats:
    out = np.full(problem.dimension, np.nan)
    problem.gradient(problem.data, worker, model, key, np.full(problem.scratch, np.nan), out)
    return out


def points(problem: Problem, count: int, seed: int = 0) -> Floats:
    """Points (count, d) as far from the start as that is from the minimiser, or what stands in for it."""
    rng = np.random.default_rng(seed)
    spread = rng.standard_normal((count, problem.dimension)) / math.sqrt(problem.dimension)
    return problem.start + (1 + np.linalg.norm(problem.start - problem.landmark())) * spread


def random_weights(problem: Problem, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).dirichlet(np.ones(problem.workers))


def weightings(problem: Problem) -> list[Floats | None]:
    return [None, random_weights(problem), random_weights(problem, 1)]
