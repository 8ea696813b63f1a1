"""What the times of a worker's jobs should be distributed like, and draws of them."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

from engine.cluster.cluster import Cluster, job_seconds
from engine.kernel.state import Floats
from engine.kernel.streams import DURATIONS, run_key
from tests.support.build import JITTERS

Settings = dict[str, Any]

LAWS: dict[str, Callable[[Settings, float], Any]] = {
    "none": lambda given, tau: stats.norm(tau, 1e-300),
    "exponential": lambda given, tau: stats.expon(scale=tau),
    "shifted_exponential": lambda given, tau: stats.expon(given["shift"] * tau, (1 - given["shift"]) * tau),
    "gamma": lambda given, tau: stats.gamma(given["variation"] ** -2, scale=tau * given["variation"] ** 2),
    "lognormal": lambda given, tau: lognormal(given["variation"], tau),
    "half_normal": lambda given, tau: stats.halfnorm(tau, deviation(given, tau)),
    "folded_normal": lambda given, tau: stats.foldnorm(
        tau / deviation(given, tau), given["offset"], deviation(given, tau)
    ),
    "poisson": lambda given, tau: stats.poisson(tau),
    "uniform": lambda given, tau: stats.uniform(
        given["offset"] + given["low"] * tau, (given["high"] - given["low"]) * tau
    ),
}


def lognormal(variation: float, tau: float) -> Any:
    return stats.lognorm(math.sqrt(math.log1p(variation**2)), scale=tau / math.sqrt(1 + variation**2))


def deviation(given: Settings, tau: float) -> float:
    return float(given["spread"]) * {"second": 1.0, "mean": tau, "root": math.sqrt(tau)}[given["per"]]


def law(jitter: str, tau: float) -> Any:
    """SciPy's distribution of a job's seconds under one of JITTERS."""
    given = JITTERS[jitter]
    return LAWS[given["kind"]](given, tau)


def draws(given: Cluster, worker: int, count: int, seed: int = 1) -> Floats:
    """Seconds of a worker's first jobs, each begun at second 0."""
    times, key = given.times(), run_key(seed, 0, DURATIONS)
    return np.array([job_seconds(times, key, worker, job, 0.0) for job in range(count)])
