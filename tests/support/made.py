"""Runs written by hand: where the models went is given, not simulated."""

import math
from typing import Any

import numpy as np

from engine import Run, Scenario, Simulation
from engine.kernel.flight import ARRIVAL
from engine.kernel.state import Floats, Integers
from engine.simulate import build_problem

GOAL, BIASED, START = np.zeros(2), np.array([-1.0, 0.0]), np.array([0.0, -10.0])
"""The mean of two minimisers, the one weighted by how often the workers are heard, and the first model."""
TWO_WORKERS: dict[str, Any] = {
    # Shares of arrivals 3 / 4 and 1 / 4.
    # Random times: exact theory would know that these runs never happened.
    "cluster": {"speed": {"kind": "custom", "times": [1, 3]}, "jitter": {"kind": "exponential"}},
    "problem": {
        "kind": "custom_quadratic",
        "matrices": [[[1, 0], [0, 1]]] * 2,
        "centers": [[-2, 0], [2, 0]],
        "start": START.tolist(),
    },
}
"""Half the squared distance to GOAL is the gap."""
ALIKE: dict[str, Any] = TWO_WORKERS | {
    "cluster": {"workers": 2, "speed": {"kind": "equal"}, "jitter": {"kind": "exponential"}}
}
"""The same with equal speeds: both limits are GOAL."""


def simulation(*iterates: Floats, fields: dict[str, Any] = TWO_WORKERS, **parts: Any) -> Simulation:
    """A simulation whose methods went through `iterates`, each (S, R, d), a record a second unless told."""
    kinds = ("asgd", "rescaled_asgd", "ormo")[: len(iterates)]
    seeds = len(iterates[0])
    scenario = Scenario.model_validate(fields | {"seeds": seeds, "methods": [{"kind": kind} for kind in kinds]})
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    runs = {}
    for settings, iterate in zip(scenario.methods, iterates, strict=True):
        count = np.tile(np.arange(iterate.shape[1]), (seeds, 1))
        given = {"times": count.astype(float), "all_updates": count, "all_gradients": count, "arrivals": arrivals([])}
        runs[settings.name] = Run(settings, problem, iterate=np.asarray(iterate, float), **(given | parts))
    return Simulation(scenario, problem, runs)


def arrivals(staleness: list[int]) -> Any:
    """A log in which the arrivals have these delays."""
    log = np.zeros(len(staleness), ARRIVAL)
    log["staleness"] = staleness
    return log


def resting(point: Floats, seeds: int = 4, records: int = 100, start: Floats = START) -> Floats:
    """Models (S, R, d) that are at `point` from the second record on."""
    iterate = np.tile(np.asarray(point, float), (seeds, records, 1))
    iterate[:, 0] = start
    return iterate


def counts(*rows: list[int]) -> Integers:
    return np.array(rows, dtype=np.int64)


def set_from(path: Floats, value: Any, record: int = 1) -> Floats:
    path = path.copy()
    path[:, record:] = value
    return path


def walk(seeds: int) -> Floats:
    """From the start to the goal and into the noise there."""
    way = np.linspace(1, 0, 50)[:, None]
    noise = np.random.default_rng(0).standard_normal((seeds, 50, 2))
    return np.asarray(way * START + (1 - way) * 0.1 * noise)


def some(seeds: int, value: float) -> Floats:
    """Half of the seeds go to `value`, the rest walk."""
    path = walk(seeds)
    path[: (seeds + 1) // 2, 20:] = value
    return path


WAYS: dict[str, Any] = {
    "walks": walk,
    "stays": lambda seeds: resting(START, seeds, 50),
    "is at the goal at once": lambda seeds: resting(GOAL, seeds, 50),
    "comes to the last digits": lambda seeds: set_from(walk(seeds), 1e-170, 30),
    "is infinite at once": lambda seeds: set_from(walk(seeds), math.inf),
    "is infinite later": lambda seeds: set_from(walk(seeds), math.inf, 25),
    "is no number at once": lambda seeds: set_from(walk(seeds), math.nan),
    "is huge at once": lambda seeds: set_from(walk(seeds), 1e150),
    "grows": lambda seeds: np.tile(START * (1.5 ** np.arange(50))[:, None], (seeds, 1, 1)),
    "is infinite in half of the seeds": lambda seeds: some(seeds, math.inf),
    "is infinite at the end": lambda seeds: set_from(walk(seeds), math.inf, 49),
    "has two records": lambda seeds: resting(GOAL, seeds, 2),
    "has two records, one infinite": lambda seeds: set_from(resting(GOAL, seeds, 2), math.inf),
}
"""Where models may go: given the number of seeds, iterates (S, R, d)."""
