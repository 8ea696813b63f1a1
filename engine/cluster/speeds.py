"""How fast the workers are: tau_i, the seconds that a job of worker i takes before jitter and at power 1."""

import math
from itertools import chain
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from engine.cluster.draws import MEASURED
from engine.kernel.state import Floats, Work, work
from engine.schema import Number, Part, Seconds, from_array

MOST_WORKERS = 10_000
MOST_DURATIONS = 100_000
"""Measured jobs of all workers together."""

OneOrMore = Annotated[tuple[Seconds, ...], BeforeValidator(from_array), Field(min_length=1)]


class Equal(Part):
    """tau_i = 1 s."""

    kind: Literal["equal"] = "equal"

    def tau(self, workers: int) -> Floats:
        return np.ones(workers)


class Linear(Part):
    """tau_i = i s."""

    kind: Literal["linear"] = "linear"

    def tau(self, workers: int) -> Floats:
        return np.arange(1.0, workers + 1)


class Sqrt(Part):
    """tau_i = sqrt(i) s."""

    kind: Literal["sqrt"] = "sqrt"

    def tau(self, workers: int) -> Floats:
        return np.asarray(np.sqrt(np.arange(1.0, workers + 1)))


class TwoGroups(Part):
    """tau_i = 1 s, but `slowdown` s for the last `share` of the workers (rounded, at least one)."""

    kind: Literal["two_groups"] = "two_groups"
    share: Annotated[Number, Field(gt=0, lt=1)] = 0.125
    slowdown: Annotated[Number, Field(ge=1, le=1e6)] = 10.0

    def tau(self, workers: int) -> Floats:
        tau = np.ones(workers)
        tau[workers - max(1, round(self.share * workers)) :] = self.slowdown
        return tau


class PowerLaw(Part):
    """tau_i = i^exponent s."""

    kind: Literal["power"] = "power"
    exponent: Annotated[Number, Field(ge=0, le=3)] = 1.5

    def tau(self, workers: int) -> Floats:
        return np.asarray(np.arange(1.0, workers + 1) ** self.exponent)


class Custom(Part):
    """tau_i as listed, one entry a worker, in seconds."""

    kind: Literal["custom"] = "custom"
    times: Annotated[tuple[Seconds, ...], BeforeValidator(from_array), Field(min_length=1, max_length=MOST_WORKERS)]

    def tau(self, workers: int) -> Floats:
        return np.array(self.times)


class Trace(Part):
    """Measured seconds, one list a worker: replayed in order, and from the beginning again at the end.

    The same for every method and seed; tau_i is the average of worker i's list. Under a `power` other than steady
    they are what the jobs would take at power 1.
    """

    kind: Literal["trace"] = "trace"
    durations: Annotated[
        tuple[OneOrMore, ...], BeforeValidator(from_array), Field(min_length=1, max_length=MOST_WORKERS)
    ]

    @model_validator(mode="after")
    def not_too_many(self) -> Self:
        entries = sum(map(len, self.durations))
        if entries > MOST_DURATIONS:
            raise ValueError(f"durations has {entries:,} entries; at most {MOST_DURATIONS:,} are possible")
        return self

    def tau(self, workers: int) -> Floats:
        # The mean of equal numbers is theirs to the last bit, which a sum may miss.
        return np.array([own[0] if len(set(own)) == 1 else math.fsum(own) / len(own) for own in self.durations])

    def work(self) -> Work:
        starts = np.cumsum([0, *map(len, self.durations)])
        return work(MEASURED, durations=np.fromiter(chain.from_iterable(self.durations), np.float64), starts=starts)


Speed = Annotated[Equal | Linear | Sqrt | TwoGroups | PowerLaw | Custom | Trace, Field(discriminator="kind")]
