"""Short ways to a scenario, a problem and a run under way."""

from typing import Any

import numpy as np

from engine import Scenario
from engine.kernel.flight import Records
from engine.kernel.replicate import Replicate
from engine.methods import METHODS as KINDS
from engine.methods.base import Method
from engine.methods.block_update import BlockSettings
from engine.problems import Problem
from engine.results.path_grid import own_records
from engine.simulate import build_problem

EXAMPLE: dict[str, Any] = {
    "version": 1,
    "seed": 0,
    "seeds": 4,
    "cluster": {"workers": 8, "speed": {"kind": "linear"}, "jitter": {"kind": "none"}},
    "problem": {"kind": "quadratic", "dimension": 10, "condition": 10.0, "heterogeneity": 1.0, "noise": 0.1},
    "methods": [
        {"kind": "asgd", "step": 0.05},
        {"kind": "rescaled_asgd", "step": 0.05},
        {"kind": "ormo", "step": 0.05, "momentum": 0.9},
    ],
    "budget": {"arrivals": 5000},
    "records": 200,
}
"""The scenario of the documentation, and the default."""


def own_rows(rows: int, columns: int, classes: int, seed: int = 0) -> dict[str, Any]:
    """Features and labels of that size, as they stand in a file: the classes overlap."""
    rng = np.random.default_rng(seed)
    features = rng.standard_normal((rows, columns))
    scores = features @ rng.standard_normal((columns, classes)) + rng.gumbel(size=(rows, classes))
    labels = np.concatenate([np.arange(classes), scores.argmax(axis=1)[classes:]])
    return {"features": features.round(3).tolist(), "labels": labels.tolist()}


def predictions(rows: int, models: int, seed: int = 0) -> dict[str, Any]:
    """What so many models predict of a target, each with an error of its own and one that they share."""
    rng = np.random.default_rng(seed)
    target = rng.standard_normal(rows)
    shared = target + 0.5 * rng.standard_normal(rows)
    made = shared[:, None] + rng.uniform(0.3, 1.0, models) * rng.standard_normal((rows, models))
    return {"predictions": made.round(3).tolist(), "target": target.round(3).tolist()}


PROBLEMS: dict[str, dict[str, Any]] = {
    "quadratic": {"kind": "quadratic", "dimension": 5, "curvature_spread": 0.5},
    "custom_quadratic": {
        "kind": "custom_quadratic",
        # Seven workers: every matrix has the eigenvalues 1 / 2 and 1 to the eye (1, 1) and (1, -1).
        "matrices": [[[0.75, 0.25], [0.25, 0.75]], [[0.75, -0.25], [-0.25, 0.75]], [[1, 0], [0, 0.5]]] * 2
        + [[[0.5, 0], [0, 1]]],
        "centers": [[i, 3 - i] for i in range(7)],
        "start": [5, -2],
        "noise": 0.2,
    },
    "bowl": {"kind": "landscape", "shape": "bowl"},
    "valley": {"kind": "landscape", "shape": "valley"},
    "rosenbrock": {"kind": "landscape", "shape": "rosenbrock"},
    "two_wells": {"kind": "landscape", "shape": "two_wells"},
    "logistic": {"kind": "logistic", "batch": 3},
    "softmax": {"kind": "softmax", "batch": 2},
    "network": {"kind": "network", "hidden": 5, "batch": 2},
    "sigmoid": {"kind": "sigmoid", "batch": 3},
    "csv": {"kind": "csv", **own_rows(40, 3, 3), "batch": 2},
    "csv, two classes": {"kind": "csv", **own_rows(40, 3, 2), "batch": 2},
    "logistic, shared": {"kind": "logistic", "batch": 3, "shared": True},
    "least_squares": {"kind": "least_squares", "rows": 30, "dimension": 4, "residual": 0.5, "noise": 0.1},
    "least_squares, batch": {
        "kind": "least_squares", "rows": 20, "dimension": 3, "residual": 1.0, "noise": 0.0, "batch": 3
    },
    "blend": {"kind": "blend", **predictions(25, 4)},
    "regression": {"kind": "regression", "dimension": 5, "heterogeneity": 0.7, "noise": 0.8, "batch": 2},
}  # fmt: skip
"""One problem of each kind, for seven workers."""
KNOWN = [name for name in PROBLEMS if name != "network"]
"""Those whose minimum is known."""
SAMPLED = [name for name, settings in PROBLEMS.items() if "batch" in settings]
"""Those whose jobs draw samples."""
STREAMED = ("regression",)
"""Those whose samples are fresh: no worker owns any."""
ALIKE = ("least_squares", "least_squares, batch", "blend", "logistic, shared")
"""Those whose workers all have the same objective."""
WORKERS = 7

CENTRAL: dict[str, dict[str, Any]] = {
    "asgd": {"kind": "asgd"},
    "rescaled_asgd, mean": {"kind": "rescaled_asgd"},
    "rescaled_asgd, cycle": {"kind": "rescaled_asgd", "normalisation": "cycle"},
    "ormo": {"kind": "ormo", "momentum": 0.8},
}
"""The three methods that run under every kind of dispatch."""
METHODS: dict[str, dict[str, Any]] = CENTRAL | {
    "rescaled_asgd, online mean": {"kind": "rescaled_asgd", "times": "online"},
    "rescaled_asgd, online cycle": {"kind": "rescaled_asgd", "times": "online", "normalisation": "cycle"},
    "ormo_da": {"kind": "ormo_da", "momentum": 0.8, "tolerance": 0.5},
    "rescaled_ormo, mean": {"kind": "rescaled_ormo", "momentum": 0.8},
    "rescaled_ormo, cycle": {"kind": "rescaled_ormo", "momentum": 0.8, "normalisation": "cycle"},
    "rescaled_ormo, online mean": {"kind": "rescaled_ormo", "momentum": 0.8, "times": "online"},
    "rescaled_ormo, online cycle": {
        "kind": "rescaled_ormo", "momentum": 0.8, "times": "online", "normalisation": "cycle"
    },
    "minibatch": {"kind": "minibatch"},
    "ssgdm": {"kind": "ssgdm", "momentum": 0.8},
    "naive_momentum": {"kind": "naive_momentum", "momentum": 0.8},
    "shifted_momentum": {"kind": "shifted_momentum", "momentum": 0.8},
    "smega2": {"kind": "smega2", "momentum": 0.8},
    "delay_adaptive": {"kind": "delay_adaptive"},
    "rennala": {"kind": "rennala"},
    "rennala, ignore": {"kind": "rennala", "batch": 5},
    "rennala, stop": {"kind": "rennala", "batch": 5, "variant": "stop"},
    "malenia": {"kind": "malenia"},
    "malenia, ignore": {"kind": "malenia", "batch": 12},
    "malenia, stop": {"kind": "malenia", "batch": 12, "variant": "stop"},
    "ringmaster": {"kind": "ringmaster"},
    "ringmaster, ignore": {"kind": "ringmaster", "threshold": 4},
    "ringmaster, stop": {"kind": "ringmaster", "threshold": 4, "variant": "stop"},
    "ringleader, same": {"kind": "ringleader"},
    "ringleader, current": {"kind": "ringleader", "variant": "current"},
    "ia2sgd": {"kind": "ia2sgd"},
    "ia2sgd, after full": {"kind": "ia2sgd", "first_update": "after_full"},
    "fedbuff": {"kind": "fedbuff", "buffer": 3},
    "fedbuff, server step": {"kind": "fedbuff", "buffer": 2, "local_steps": 3, "server_step": 0.5},
    "fedbuff, late": {"kind": "fedbuff", "buffer": 2, "staleness_exponent": 0.5, "largest_staleness": 2},
    "mindflayer": {"kind": "mindflayer"},
    "mindflayer, patience": {"kind": "mindflayer", "batch": 12, "patience": 0.3},
    "mindflayer, rate": {"kind": "mindflayer", "batch": 12, "cutoffs": "rate"},
    "mindflayer, bound": {"kind": "mindflayer", "batch": 12, "cutoffs": "bound"},
    "random_asgd": {"kind": "random_asgd"},
    "shuffled_asgd": {"kind": "shuffled_asgd"},
    "ascd": {"kind": "ascd"},
    "ascd, all": {"kind": "ascd", "block": None},
    "ascd, block 2 inconsistent": {"kind": "ascd", "block": 2, "read": "inconsistent"},
    "ascd, bounded": {"kind": "ascd", "delay_bound": 4},
    "aszd": {"kind": "aszd", "block": 2, "smoothing": 0.05, "seconds_of": "value"},
    "aszd, bounded": {"kind": "aszd", "block": 2, "smoothing": 0.05, "read": "inconsistent", "delay_bound": 2},
}  # fmt: skip
METHODS |= {kind: {"kind": kind} for kind in KINDS if all(kind != settings["kind"] for settings in METHODS.values())}
"""Each method in each of its variants; one that is not named above as it is by default."""

JITTERS: dict[str, dict[str, Any]] = {
    "none": {"kind": "none"},
    "exponential": {"kind": "exponential"},
    "gamma": {"kind": "gamma", "variation": 0.4},
    "gamma above 1": {"kind": "gamma", "variation": 1.6},
    "lognormal": {"kind": "lognormal", "variation": 0.7},
    "shifted exponential": {"kind": "shifted_exponential", "shift": 0.3},
    "half normal": {"kind": "half_normal", "spread": 0.8, "per": "root"},
    "half normal, seconds": {"kind": "half_normal", "spread": 1.5, "per": "second"},
    "folded normal": {"kind": "folded_normal", "spread": 0.9, "per": "mean", "offset": 0.25},
    "poisson": {"kind": "poisson"},
    "uniform": {"kind": "uniform", "low": 0.25, "high": 1.5, "offset": 0.5},
}
"""Each kind of jitter, and a second time where it has two ways."""

POWERS: dict[str, dict[str, Any]] = {
    "steady": {"kind": "steady"},
    "drift": {"kind": "drift", "factor": 6.0, "seconds": 30.0},
    "day_night": {"kind": "day_night", "period": 7.5, "depth": 0.9},
    "outages": {"kind": "outages", "on": 4.0, "off": 2.5},
    "swap": {"kind": "swap", "period": 6.0},
}
"""Each kind of power, changing much within the first minute."""


def scenario(**fields: Any) -> Scenario:
    """The default scenario for seven workers and one seed, but for the given fields."""
    small = {"seeds": 1, "cluster": {"workers": WORKERS}, "budget": {"arrivals": 100}}
    return Scenario.model_validate(small | fields)


def takes_blocks(method: str) -> bool:
    return issubclass(KINDS[METHODS[method]["kind"]].settings, BlockSettings)


def fits(problem: str, method: str) -> bool:
    """Does the problem answer for the jobs of the method?"""
    return not takes_blocks(method) or scenario(problem=PROBLEMS[problem]).problem.has_blocks()


def problem_of(given: Scenario) -> Problem:
    return build_problem(given.problem, given.cluster.workers, given.seed)


def replicate(
    given: Scenario,
    method: Method | None = None,
    number: int = 0,
    index: int = 0,
    problem: Problem | None = None,
    records: Records | None = None,
    **more: Any,
) -> Replicate:
    """One seed of one of the scenario's methods, under another method's rule, problem or records if these are given."""
    problem = problem or problem_of(given)
    records = records or own_records(given, problem.dimension)
    return Replicate(given.cluster, problem, given.methods[index], given.seed, number, records, method, **more)
