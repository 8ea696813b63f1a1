"""Time models: how long job j of worker i takes. Every duration of a simulation comes from here."""

from functools import lru_cache
from typing import Annotated, Self

import numpy as np
from numba import float64, int64, uint64
from pydantic import Field, model_validator

from engine.cluster.clock import ticking
from engine.cluster.draws import CONSTANT, MEASURED, draw
from engine.cluster.jitter import Jitter, NoJitter
from engine.cluster.power import Power, Steady
from engine.cluster.power_table import seconds_until_done, work_until
from engine.cluster.speeds import MOST_WORKERS, Custom, Linear, Speed, Trace
from engine.kernel.jit import TIMES, inlined
from engine.kernel.state import Floats, Times
from engine.kernel.streams import job_key
from engine.schema import Part, Whole


class Cluster(Part):
    """The workers and their time model."""

    workers: Annotated[Whole, Field(ge=1, le=MOST_WORKERS)] = 8
    speed: Speed = Linear()
    jitter: Jitter = NoJitter()
    power: Power = Steady()

    @model_validator(mode="after")
    def parts_fit(self) -> Self:
        if isinstance(self.speed, Custom) and len(self.speed.times) != self.workers:
            raise ValueError(f"speed.times has {len(self.speed.times)} entries, but there are {self.workers} workers")
        if isinstance(self.speed, Trace):
            if len(self.speed.durations) != self.workers:
                raise ValueError(
                    f"speed.durations has {len(self.speed.durations)} lists, but there are {self.workers} workers"
                )
            if not isinstance(self.jitter, NoJitter):
                raise ValueError("jitter must be none where the speed is a trace: measured times have their own")
        return self

    def work(self) -> Floats:
        """Mean work of a job, (n,): true mean seconds at power 1."""
        return self.jitter.means(self.speed.tau(self.workers))

    def means(self) -> Floats:
        """True mean seconds a job in the long run, (n,)."""
        work = self.work()
        return np.asarray(work / self.power.long_run(work))

    def frequencies(self) -> Floats:
        """p_i (n,): worker i's share of all arrivals in the long run, proportional to 1 / means (renewal theorem)."""
        rates = 1 / self.means()
        return np.asarray(rates / rates.sum())

    def arrivals(self, seconds: float) -> float:
        """Expected arrivals in the first `seconds`, about, of workers that never wait."""
        work = self.work()
        return float(np.sum(work_until(self.power.table(work), seconds) / work))

    def times(self) -> Times:
        """The arrays by which the kernel times jobs."""
        return times_of(self)


@lru_cache(maxsize=4)
def times_of(cluster: Cluster) -> Times:
    """`Cluster.times`, kept: every seed of every method asks for these arrays, which nobody changes."""
    speed = cluster.speed
    work = speed.work() if isinstance(speed, Trace) else cluster.jitter.work(speed.tau(cluster.workers))
    power = cluster.power.table(cluster.work())
    return Times(ticking(work, power), power)


@inlined(float64(TIMES, uint64, int64, int64))
def job_work(times: Times, key: int, worker: int, job: int) -> float:
    """Work of job number `job` of `worker`: the simulated seconds that it takes at power 1."""
    work = times.work
    if work.law == CONSTANT:
        return work.base[worker]
    if work.law == MEASURED:
        first = work.starts[worker]
        return work.durations[first + job % (work.starts[worker + 1] - first)]
    return work.base[worker] + work.spread[worker] * draw(work.law, work.shape[worker], job_key(key, worker, job))


@inlined(float64(TIMES, uint64, int64, int64, float64))
def job_seconds(times: Times, key: int, worker: int, job: int, now: float) -> float:
    """Simulated seconds that job number `job` of `worker` takes when it begins at the simulated second `now`.

    `key` is the run's key for durations.
    """
    work = job_work(times, key, worker, job)
    power = times.power
    if power.steady:
        return work
    return seconds_until_done(power.edges[worker], power.power[worker], power.whole[worker], work, now)
