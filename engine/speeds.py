"""How fast the workers are: tau_i, the seconds that a job of worker i takes before jitter and at power 1."""

from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator, Field

from engine.schema import Number, Part, Seconds, from_array
from engine.state import Floats

MOST_WORKERS = 10_000


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


Speed = Annotated[Equal | Linear | Sqrt | TwoGroups | PowerLaw | Custom, Field(discriminator="kind")]
