"""How long jobs take, once more, from the formulas."""

import math
from collections.abc import Callable
from statistics import fmean
from typing import Any

from engine.cluster import Cluster
from tests.reference.power import LONG_RUN, Place, seconds_for
from tests.reference.streams import job_key, normal, uniform


def tau_of(cluster: Cluster, worker: int) -> float:
    """Seconds a job before jitter, and at power 1."""
    return TAU[cluster.speed.kind](cluster.speed, worker + 1, cluster.workers)


def two_groups(speed: Any, number: int, workers: int) -> float:
    slow = max(1, round(speed.share * workers))
    return float(speed.slowdown) if number > workers - slow else 1.0


TAU: dict[str, Callable[[Any, int, int], float]] = {
    "equal": lambda speed, number, workers: 1.0,
    "linear": lambda speed, number, workers: float(number),
    "sqrt": lambda speed, number, workers: math.sqrt(number),
    "power": lambda speed, number, workers: float(number) ** speed.exponent,
    "two_groups": two_groups,
    "custom": lambda speed, number, workers: speed.times[number - 1],
    "trace": lambda speed, number, workers: fmean(speed.durations[number - 1]),
}


def place_of(cluster: Cluster, worker: int) -> Place:
    return Place(worker, [expected_work(cluster, i) for i in range(cluster.workers)])


def expected_seconds(cluster: Cluster, worker: int) -> float:
    """The mean of `job_seconds` over all jobs of a worker, in the long run."""
    place = place_of(cluster, worker)
    return place.work[worker] / LONG_RUN[cluster.power.kind](cluster.power, place)


def expected_work(cluster: Cluster, worker: int) -> float:
    """The mean of `work` over all jobs of a worker."""
    tau, jitter = tau_of(cluster, worker), cluster.jitter
    match jitter.kind:
        case "half_normal":
            return tau + deviation(jitter, tau) * math.sqrt(2 / math.pi)
        case "folded_normal":
            # E|X| of X ~ N(tau, s^2) is 2 s phi(tau / s) + tau (1 - 2 Phi(-tau / s)).
            s = deviation(jitter, tau)
            density = math.exp(-((tau / s) ** 2) / 2) / math.sqrt(2 * math.pi)
            return jitter.offset + 2 * s * density + tau * (1 - math.erfc(tau / s / math.sqrt(2)))
        case "uniform":
            return jitter.offset + (jitter.low * tau + jitter.high * tau) / 2
    return tau


def deviation(jitter: Any, tau: float) -> float:
    return jitter.spread * {"second": 1.0, "mean": tau, "root": math.sqrt(tau)}[jitter.per]


def job_seconds(cluster: Cluster, key: int, worker: int, job: int, now: float, times: int = 1) -> float:
    """Seconds that a job begun at second `now` takes, which is `times` as much work as the cluster's own."""
    seconds = times * work(cluster, key, worker, job)
    if cluster.power.kind == "steady":
        return seconds
    return seconds_for(cluster.power, place_of(cluster, worker), seconds, now)


def work(cluster: Cluster, key: int, worker: int, job: int) -> float:
    """Seconds that a job takes at power 1."""
    if cluster.speed.kind == "trace":
        measured = cluster.speed.durations[worker]
        return measured[job % len(measured)]
    return WORK[cluster.jitter.kind](cluster.jitter, tau_of(cluster, worker), job_key(key, worker, job))


def gamma_seconds(jitter: Any, tau: float, key: int) -> float:
    """Mean shape * scale and variance shape * scale^2 give shape = 1/v^2, scale = tau v^2."""
    return tau * jitter.variation**2 * gamma(1 / jitter.variation**2, key)


def lognormal_seconds(jitter: Any, tau: float, key: int) -> float:
    """Mean exp(m + s^2/2) and v^2 = exp(s^2) - 1."""
    s = math.sqrt(math.log(1 + jitter.variation**2))
    return tau * math.exp(s * normal(key, 0) - s * s / 2)


def shifted_seconds(jitter: Any, tau: float, key: int) -> float:
    return jitter.shift * tau - (tau - jitter.shift * tau) * math.log(uniform(key, 0))


def uniform_seconds(jitter: Any, tau: float, key: int) -> float:
    u = uniform(key, 0)
    return jitter.offset + tau * (jitter.low * (1 - u) + jitter.high * u)


WORK: dict[str, Callable[[Any, float, int], float]] = {
    "none": lambda jitter, tau, key: tau,
    "exponential": lambda jitter, tau, key: -tau * math.log(uniform(key, 0)),
    "shifted_exponential": shifted_seconds,
    "gamma": gamma_seconds,
    "lognormal": lognormal_seconds,
    "half_normal": lambda jitter, tau, key: tau + abs(deviation(jitter, tau) * normal(key, 0)),
    "folded_normal": lambda jitter, tau, key: jitter.offset + abs(tau + deviation(jitter, tau) * normal(key, 0)),
    "poisson": lambda jitter, tau, key: float(poisson(tau, key)),
    "uniform": uniform_seconds,
}


def gamma(shape: float, key: int) -> float:
    """Marsaglia and Tsang 2000; below shape 1, a draw of shape + 1 times U^(1/shape)."""
    if shape < 1:
        return uniform(key, 0) ** (1 / shape) * gamma_above_one(shape + 1, key)
    return gamma_above_one(shape, key)


def gamma_above_one(shape: float, key: int) -> float:
    d = shape - 1 / 3
    index = 1
    while True:
        x, u = normal(key, index), uniform(key, 2 * index + 2)
        v = (1 + x / (3 * math.sqrt(d))) ** 3
        if v > 0 and math.log(u) < x * x / 2 + d * (1 - v + math.log(v)):
            return d * v
        index += 2


def poisson(mean: float, key: int) -> int:
    """The smallest k whose distribution function exceeds U for means below 10, else the rejection of Hoermann 1993."""
    if mean < 10:
        u, k = uniform(key, 0), 0
        while math.fsum(math.exp(-mean) * mean**i / math.factorial(i) for i in range(k + 1)) < u:
            k += 1
        return k
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    index = 0
    while True:
        u, v = uniform(key, index) - 0.5, uniform(key, index + 1)
        index += 2
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + mean + 0.43)
        if us >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2):
            return k
        if k < 0 or (us < 0.013 and v > us):
            continue
        left = math.log(v) + math.log(1.1239 + 1.1328 / (b - 3.4)) - math.log(a / us**2 + b)
        if left <= k * math.log(mean) - mean - math.lgamma(k + 1):
            return k
