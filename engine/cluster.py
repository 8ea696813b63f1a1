"""Time models: how long job j of worker i takes. Every duration of a simulation comes from here."""

import math
from typing import Annotated, Literal, Self

import numpy as np
from numba import float64, int64, uint64
from pydantic import BeforeValidator, Field, model_validator

from engine.jit import TIMES, compiled, inlined
from engine.schema import Number, Part, Seconds, Whole, from_array
from engine.state import Floats, Times
from engine.streams import job_key, normal, uniform

MOST_WORKERS = 10_000
NONE, EXPONENTIAL, GAMMA, LOGNORMAL = 0, 1, 2, 3


class Equal(Part):
    """tau_i = 1 s."""

    kind: Literal["equal"] = "equal"

    def means(self, workers: int) -> Floats:
        return np.ones(workers)


class Linear(Part):
    """tau_i = i s."""

    kind: Literal["linear"] = "linear"

    def means(self, workers: int) -> Floats:
        return np.arange(1.0, workers + 1)


class Sqrt(Part):
    """tau_i = sqrt(i) s."""

    kind: Literal["sqrt"] = "sqrt"

    def means(self, workers: int) -> Floats:
        return np.sqrt(np.arange(1.0, workers + 1))


class TwoGroups(Part):
    """tau_i = 1 s, but `slowdown` s for the last `share` of the workers (rounded, at least one)."""

    kind: Literal["two_groups"] = "two_groups"
    share: Annotated[Number, Field(gt=0, lt=1)] = 0.125
    slowdown: Annotated[Number, Field(ge=1, le=1e6)] = 10.0

    def means(self, workers: int) -> Floats:
        means = np.ones(workers)
        means[workers - max(1, round(self.share * workers)) :] = self.slowdown
        return means


class Power(Part):
    """tau_i = i^exponent s."""

    kind: Literal["power"] = "power"
    exponent: Annotated[Number, Field(ge=0, le=3)] = 1.5

    def means(self, workers: int) -> Floats:
        return np.asarray(np.arange(1.0, workers + 1) ** self.exponent)


class Custom(Part):
    """tau_i as listed, one entry a worker, in seconds."""

    kind: Literal["custom"] = "custom"
    times: Annotated[tuple[Seconds, ...], BeforeValidator(from_array), Field(min_length=1, max_length=MOST_WORKERS)]

    def means(self, workers: int) -> Floats:
        return np.array(self.times)


Speed = Annotated[Equal | Linear | Sqrt | TwoGroups | Power | Custom, Field(discriminator="kind")]


Variation = Annotated[Number, Field(ge=1e-3, le=3)]


class NoJitter(Part):
    """Every job takes the worker's mean time."""

    kind: Literal["none"] = "none"

    def code(self) -> tuple[int, float]:
        return NONE, 0.0


class Exponential(Part):
    """Exponential times around the worker's mean (coefficient of variation 1)."""

    kind: Literal["exponential"] = "exponential"

    def code(self) -> tuple[int, float]:
        return EXPONENTIAL, 1.0


class Gamma(Part):
    """Gamma times with the worker's mean and the coefficient of variation `variation`."""

    kind: Literal["gamma"] = "gamma"
    variation: Variation = 0.5

    def code(self) -> tuple[int, float]:
        return GAMMA, self.variation


class Lognormal(Part):
    """Lognormal times with the worker's mean and the coefficient of variation `variation`."""

    kind: Literal["lognormal"] = "lognormal"
    variation: Variation = 0.5

    def code(self) -> tuple[int, float]:
        return LOGNORMAL, self.variation


Jitter = Annotated[NoJitter | Exponential | Gamma | Lognormal, Field(discriminator="kind")]


class Cluster(Part):
    """The workers and their time model."""

    workers: Annotated[Whole, Field(ge=1, le=MOST_WORKERS)] = 8
    speed: Speed = Linear()
    jitter: Jitter = NoJitter()

    @model_validator(mode="after")
    def one_time_a_worker(self) -> Self:
        if isinstance(self.speed, Custom) and len(self.speed.times) != self.workers:
            raise ValueError(f"speed.times has {len(self.speed.times)} entries, but there are {self.workers} workers")
        return self

    def means(self) -> Floats:
        """Mean seconds a job, (n,)."""
        return self.speed.means(self.workers)

    def frequencies(self) -> Floats:
        """p_i = (1/tau_i) / sum_j (1/tau_j), (n,): worker i's share of all arrivals in the long run."""
        rates = 1 / self.means()
        return np.asarray(rates / rates.sum())

    def times(self) -> Times:
        """What the kernel needs to know to time jobs."""
        jitter, variation = self.jitter.code()
        return Times(self.means(), jitter, variation)


@compiled(float64(float64, uint64))
def gamma_draw(shape: float, key: int) -> float:
    """A gamma draw of the given shape and scale 1 (Marsaglia, Tsang 2000, ACM TOMS 26(3))."""
    boost = 1.0
    if shape < 1.0:
        boost = uniform(key, 0) ** (1.0 / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    index = 1
    while True:
        x = normal(key, index)
        v = (1.0 + x / math.sqrt(9.0 * d)) ** 3
        # normal(key, i) takes the draws 2 i and 2 i + 1, so 2 i + 2 is the next free one.
        u = uniform(key, 2 * index + 2)
        if v > 0.0 and math.log(u) < x * x / 2.0 + d - d * v + d * math.log(v):
            return boost * d * v
        index += 2


@compiled(float64(int64, float64, uint64))
def jitter_factor(jitter: int, variation: float, key: int) -> float:
    """A draw of mean 1 and the given coefficient of variation."""
    if jitter == EXPONENTIAL:
        return -math.log(uniform(key, 0))
    squared = variation * variation
    if jitter == GAMMA:
        return squared * gamma_draw(1.0 / squared, key)
    spread = math.log1p(squared)
    return math.exp(math.sqrt(spread) * normal(key, 0) - spread / 2.0)


@inlined(float64(TIMES, uint64, int64, int64))
def job_seconds(times: Times, key: int, worker: int, job: int) -> float:
    """Simulated seconds that job number `job` of `worker` takes; `key` is the run's key for durations."""
    if times.jitter == NONE:
        return times.means[worker]
    return times.means[worker] * jitter_factor(times.jitter, times.variation, job_key(key, worker, job))
