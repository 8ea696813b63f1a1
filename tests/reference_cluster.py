"""How long jobs take, once more, from the formulas."""

import math

from engine.cluster import Cluster
from tests.reference_streams import job_key, normal, uniform


def mean_seconds(cluster: Cluster, worker: int) -> float:
    speed, number = cluster.speed, worker + 1
    match speed.kind:
        case "equal":
            return 1.0
        case "linear":
            return float(number)
        case "sqrt":
            return math.sqrt(number)
        case "power":
            return float(number) ** speed.exponent
        case "two_groups":
            slow = max(1, round(speed.share * cluster.workers))
            return speed.slowdown if worker >= cluster.workers - slow else 1.0
        case "custom":
            return speed.times[worker]
    raise ValueError(speed.kind)


def job_seconds(cluster: Cluster, key: int, worker: int, job: int) -> float:
    """A draw with mean tau and coefficient of variation v."""
    tau, jitter = mean_seconds(cluster, worker), cluster.jitter
    stream = job_key(key, worker, job)
    match jitter.kind:
        case "none":
            return tau
        case "exponential":
            return -tau * math.log(uniform(stream, 0))
        case "gamma":
            # Mean shape * scale and variance shape * scale^2 give shape = 1/v^2, scale = tau v^2.
            return tau * jitter.variation**2 * gamma(1 / jitter.variation**2, stream)
        case "lognormal":
            # Mean exp(m + s^2/2) and v^2 = exp(s^2) - 1.
            s = math.sqrt(math.log(1 + jitter.variation**2))
            return tau * math.exp(s * normal(stream, 0) - s * s / 2)
    raise ValueError(jitter.kind)


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
