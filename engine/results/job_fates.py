"""What became of the jobs of a filmed run: when they ran, whether they changed the model, and when workers waited."""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from engine.methods import METHODS
from engine.simulation import Run

HAIR = 1e-9
"""Seconds below which a worker does not wait: rounding."""


class Fate(StrEnum):
    """What becomes of a job."""

    USED = "is used"
    LOCAL = "is a step of the worker's own"
    IGNORED = "arrives in vain"
    CUT_OFF = "is cut off"
    CANCELLED = "is thrown away"
    RUNNING = "still runs"


class Job(NamedTuple):
    """One job of a worker, in simulated seconds.

    `version` counts the updates in the model that it computes at; `updates` says whether its end changes the model,
    `pull` which multiple of the step its gradient ends with.
    """

    worker: int
    begin: float
    end: float
    version: int
    fate: Fate
    updates: bool = False
    pull: float = 1.0


class Pause(NamedTuple):
    """A worker without a job, in simulated seconds."""

    worker: int
    begin: float
    end: float


class Dispatch(NamedTuple):
    """The first seconds of a run, jobs in the order in which they began."""

    kind: str
    workers: int
    seconds: float
    jobs: tuple[Job, ...]
    pauses: tuple[Pause, ...]

    @property
    def updates(self) -> list[float]:
        """When the model changes."""
        return sorted(job.end for job in self.jobs if job.updates)

    @property
    def waiting(self) -> float:
        """The share of the workers' time in which they have no job."""
        return sum(pause.end - pause.begin for pause in self.pauses) / (self.workers * self.seconds)

    @property
    def weighted(self) -> bool:
        """Does every gradient that arrives change the model, but not all by the same step?"""
        ended = [job for job in self.jobs if job.fate is not Fate.RUNNING]
        return all(job.updates for job in ended) and len({job.pull for job in ended}) > 1

    def count(self, *fates: Fate) -> int:
        """How many jobs had one of these fates."""
        return sum(job.fate in fates for job in self.jobs)


def dispatch_of(run: Run, pulls: Floats, workers: int, seconds: float) -> Dispatch:
    """What happened in a filmed run of so many simulated seconds, whose gradients had the weights `pulls` (A,)."""
    film, log = run.filmed, run.arrivals
    times = np.concatenate([[0.0], log["time"]])
    # Event k is arrival number k - 1, and event 0 the start: the updates so far after each.
    updates = np.concatenate([[0], np.cumsum(film.moved > 0)])
    jobs = []
    for number, (worker, sent, begun) in enumerate(zip(log["worker"], film.sent, film.begun, strict=True)):
        end = fate_of(run, number), bool(film.moved[number] > 0), float(pulls[number])
        jobs.append(Job(int(worker), times[begun], times[number + 1], int(updates[sent]), *end))
    for worker, sent, begun, event in film.cancelled:
        jobs.append(Job(int(worker), times[begun], times[event], int(updates[sent]), Fate.CANCELLED))
    for worker, sent, begun, _ in film.flying:
        jobs.append(Job(int(worker), times[int(begun)], seconds, int(updates[int(sent)]), Fate.RUNNING))
    ordered = tuple(sorted(jobs, key=lambda job: (job.begin, job.worker)))
    return Dispatch(run.settings.kind, workers, seconds, ordered, tuple(pauses(ordered, workers, seconds)))


def fate_of(run: Run, number: int) -> Fate:
    """The fate of the job that came as arrival `number` (from 0)."""
    method = METHODS[run.settings.kind]
    if not run.arrivals["used"][number]:
        return Fate.CUT_OFF if method.facts.cuts else Fate.IGNORED
    local = method.facts.local and keeps_its_model(run, number)
    return Fate.LOCAL if local else Fate.USED


def keeps_its_model(run: Run, number: int) -> bool:
    """Does the worker's next job go on from the model of this one?"""
    film, worker = run.filmed, run.arrivals["worker"][number]
    later = np.flatnonzero(run.arrivals["worker"][number + 1 :] == worker)
    if later.size:
        return bool(film.sent[number + 1 + later[0]] == film.sent[number])
    return bool((film.flying[film.flying[:, 0] == worker, 1] == film.sent[number]).any())


def pauses(jobs: tuple[Job, ...], workers: int, seconds: float) -> list[Pause]:
    """Where workers have no job."""
    waits = []
    for worker in range(workers):
        own = [job for job in jobs if job.worker == worker]
        ends = [0.0, *(job.end for job in own)]
        begins = [*(job.begin for job in own), seconds]
        waits += [Pause(worker, end, begin) for end, begin in zip(ends, begins, strict=True) if begin - end > HAIR]
    return waits
