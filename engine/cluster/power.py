"""Power that changes with time: a job ends when the integral of its worker's power reaches the job's work.

The work is what jitter (or a trace) says the job takes, in simulated seconds at power 1. The power changes while a
job runs, and does not depend on methods and seeds. For n workers, whose mean work is `work` (n,),
`table(work)` is the power over time and `long_run(work)` (n,) its mean in the long run.
"""

import math
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.cluster.power_table import table
from engine.kernel.state import Floats, PowerTable
from engine.schema import Number, Part

DRIFT_SEGMENTS = 32
HOURS = 24

Span = Annotated[Number, Field(ge=1e-3, le=1e6)]


class Steady(Part):
    """Every worker has power 1 at all times."""

    kind: Literal["steady"] = "steady"

    def table(self, work: Floats) -> PowerTable:
        return table(np.array([0.0, math.inf]), np.ones((work.size, 1)), steady=True)

    def long_run(self, work: Floats) -> Floats:
        return np.ones(work.size)


class Drift(Part):
    """The first half of the workers slows down to 1 / factor, the second half speeds up to factor times its speed.

    Over `seconds`, evenly in the logarithm, in 32 segments; then it stays so, and that counts as the long run. Of
    an odd number the middle worker keeps its power.
    """

    kind: Literal["drift"] = "drift"
    factor: Annotated[Number, Field(ge=1, le=1000)] = 4.0
    seconds: Span = 500.0

    def powers(self, workers: int, share: Floats) -> Floats:
        """Powers (n, K) after each `share` (K,) of the drift."""
        places = np.arange(workers)
        direction = np.sign(2 * places - (workers - 1))
        return np.asarray(self.factor ** (direction[:, None] * share))

    def table(self, work: Floats) -> PowerTable:
        edges = np.linspace(0, self.seconds, DRIFT_SEGMENTS + 1)
        middles = (np.arange(DRIFT_SEGMENTS) + 0.5) / DRIFT_SEGMENTS
        return table(np.append(edges, math.inf), self.powers(work.size, np.append(middles, 1.0)))

    def long_run(self, work: Floats) -> Floats:
        return self.powers(work.size, np.ones(1))[:, 0]


class DayNight(Part):
    """Power 1 + depth * sin(2 pi (t / period + (i - 1) / n)) of worker i, in 24 hours of constant power.

    Each hour has the mean of the sine over it. The workers' days begin one after the other, like time zones.
    """

    kind: Literal["day_night"] = "day_night"
    period: Span = 240.0
    depth: Annotated[Number, Field(ge=0, le=0.95)] = 0.8

    def table(self, work: Floats) -> PowerTable:
        hours = np.arange(HOURS + 1) / HOURS
        angles = 2 * np.pi * (hours + np.arange(work.size)[:, None] / work.size)
        power = 1 - self.depth * np.diff(np.cos(angles)) * HOURS / (2 * np.pi)
        return table(self.period * hours, power)

    def long_run(self, work: Floats) -> Floats:
        return np.ones(work.size)


class Outages(Part):
    """Power 1 for `on` seconds, then 0 for `off` seconds, over and over; a job that is interrupted goes on later.

    The workers' outages come one after the other: worker i is (i - 1) / n of a period ahead of worker 1.
    """

    kind: Literal["outages"] = "outages"
    on: Span = 120.0
    off: Span = 40.0

    def table(self, work: Floats) -> PowerTable:
        n, period = work.size, self.on + self.off
        ahead = period * np.arange(n) / n
        starts_on = ahead < self.on
        # On, off, on for a worker that starts on; off, on, off for one that starts off.
        first = np.where(starts_on, self.on - ahead, period - ahead)
        second = np.where(starts_on, period - ahead, np.minimum(period - ahead + self.on, period))
        edges = np.column_stack([np.zeros(n), first, second, np.full(n, period)])
        return table(edges, np.where(starts_on[:, None], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]))

    def long_run(self, work: Floats) -> Floats:
        return np.full(work.size, self.on / (self.on + self.off))


class Swap(Part):
    """Fast and slow workers exchange places every `period` seconds.

    In every second period worker i has the mean job time of worker n + 1 - i, and the other way round.
    """

    kind: Literal["swap"] = "swap"
    period: Span = 200.0

    def table(self, work: Floats) -> PowerTable:
        edges = self.period * np.arange(3.0)
        return table(edges, np.column_stack([np.ones(work.size), work / work[::-1]]))

    def long_run(self, work: Floats) -> Floats:
        return np.asarray((1 + work / work[::-1]) / 2)


Power = Annotated[Steady | Drift | DayNight | Outages | Swap, Field(discriminator="kind")]
