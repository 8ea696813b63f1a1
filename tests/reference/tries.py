"""What may be known of jobs that are cut off, once more: from SciPy's distributions, from lists, or from draws."""

import json
import math
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.integrate import quad

from engine.cluster import Cluster
from engine.cluster.planned_times import planned_seconds
from engine.kernel.state import Floats
from engine.methods.base import Setting
from engine.methods.cutoffs import known_times
from engine.methods.mindflayer import MindFlayer, limits_of
from tests.reference.cluster import expected_seconds, job_seconds, tau_of
from tests.reference.laws import LAWS
from tests.reference.streams import PLANS, run_key

DRAWS = 1000
EDGES = (0, 1e-9, 1e-6, 1e-3, 0.1, 0.5, 0.9, 1 - 1e-3, 1 - 1e-6, 1 - 1e-9, 1 - 1e-13)
"""Quantiles between which a law's tail is smooth."""


class Tries:
    """The chance of a worker's jobs to end within a limit, and the mean of what they take until then."""

    def __init__(self, cluster: Cluster, seed: int) -> None:
        self.cluster = cluster
        # All seeds plan alike.
        self.key = run_key(seed, 0, PLANS)
        self.steady = cluster.power.kind == "steady"
        self.drawn: dict[int, list[float]] = {}

    def planned(self, worker: int, limit: float) -> tuple[float, float]:
        """What tries are planned by."""
        if not self.steady:
            return of_list(self.draws(worker)[::2], limit)
        if self.cluster.speed.kind == "trace":
            return of_list(list(self.cluster.speed.durations[worker]), limit)
        tau = tau_of(self.cluster, worker)
        if self.cluster.jitter.kind == "none":
            return of_list([tau], limit)
        return of_law(self.cluster.jitter.model_dump_json(), tau, limit)

    def chance(self, worker: int, limit: float) -> float:
        """What the step takes: where there is no law, from other draws."""
        if self.steady:
            return self.planned(worker, limit)[0]
        return max(of_list(self.draws(worker)[1::2], limit)[0], 0.5 / DRAWS)

    def draws(self, worker: int) -> list[float]:
        """Seconds of jobs one after the other."""
        if worker not in self.drawn:
            own, now = [], 0.0
            for number in range(2 * DRAWS):
                own.append(job_seconds(self.cluster, self.key, worker, number, now))
                now += own[-1]
            self.drawn[worker] = own
        return self.drawn[worker]

    def best(self, settings: MindFlayer) -> Floats:
        """The engine's own best limits: they are flat optima, whose places two searches do not find alike."""
        n, times = self.cluster.workers, self.cluster.times()
        means = np.array([expected_seconds(self.cluster, worker) for worker in range(n)])
        setting = Setting(
            np.zeros(1), means, 1.0,
            draws=lambda count: planned_seconds(times, self.key, count),
            work=times.work if self.steady else None,
        )  # fmt: skip
        return limits_of(settings, means, known_times(setting)[0], settings.batch or n)


def of_list(seconds: list[float], limit: float) -> tuple[float, float]:
    inside = sum(t <= limit for t in seconds)
    return inside / len(seconds), math.fsum(min(t, limit) for t in seconds) / len(seconds)


@lru_cache(maxsize=10_000)
def of_law(jitter: str, tau: float, limit: float) -> tuple[float, float]:
    """E min(T, c) is the integral of P(T > t) up to c; of whole numbers, its sum."""
    given = json.loads(jitter)
    law = LAWS[given["kind"]](given, tau)
    if given["kind"] == "uniform" and given["low"] == given["high"]:
        return of_list([given["offset"] + given["low"] * tau], limit)
    if limit < 0:
        return 0.0, 0.0
    if math.isinf(limit):
        return 1.0, float(law.mean())
    if given["kind"] == "poisson":
        whole = math.floor(limit)
        beyond = math.fsum(law.sf(k) for k in range(whole)) + (limit - whole) * law.sf(whole)
        return float(law.cdf(limit)), float(beyond)
    edges = sorted({0.0, *(min(limit, float(law.ppf(q))) for q in EDGES), limit})
    parts = [quad(law.sf, a, b, epsabs=1e-13 * tau, epsrel=1e-11)[0] for a, b in pairwise(edges)]
    return float(law.cdf(limit)), math.fsum(parts)
