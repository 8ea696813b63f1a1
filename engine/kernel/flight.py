"""Where a run stands: the jobs in flight, and what is written down about those that arrived."""

import math
from typing import NamedTuple

import numpy as np
from numba import typeof
from numpy.typing import NDArray

from engine.cluster.units import evenly
from engine.kernel.queue import Queue, queue
from engine.kernel.state import Floats, Integers

ARRIVALS, NEXT_RECORD = 0, 1
"""Indices in `Flight.counts`."""
NEVER = np.iinfo(np.int64).max


ARRIVAL = np.dtype([("time", "f8"), ("worker", "i4"), ("staleness", "i4"), ("used", "?")])
"""One arrival: simulated seconds, worker from 0, staleness in updates, whether its gradient was used."""


class Flight(NamedTuple):
    """The jobs in flight. With the server this is all that a run needs to go on."""

    queue: Queue
    jobs: Integers  # (n,) number of the worker's running job, from 0
    begun: Integers  # (n,) arrivals so far when the worker's running job began
    seconds: Floats  # (n,) that the worker's running job needs
    slot: Integers  # (n,) where the worker's running job keeps its model; -1 for a worker whose line is empty
    follow: Integers  # (n,) the slot behind each slot in the same worker's line; -1 at its end
    last: Integers  # (n,) the last slot of each worker's line
    version: Integers  # (n,) updates when the slot's model was sent
    sent: Integers  # (n,) arrivals so far when the slot's model was sent
    snapshots: Floats  # (n, e) what the slot's job was sent: the model, and what a method adds to it
    gradient: Floats  # (d,) the arrival's gradient
    scratch: Floats  # working memory of the problem's gradient
    clock: Floats  # (1,) simulated seconds of the last arrival
    counts: Integers  # (2,) arrivals so far, next record


class Records(NamedTuple):
    """The models and counts of a run at R moments that are fixed beforehand."""

    due_arrivals: Integers  # (R,) a record is due after this many arrivals,
    due_seconds: Floats  # (R,) or at this simulated second, whichever comes first
    time: Floats  # (R,)
    updates: Integers  # (R,)
    gradients: Integers  # (R,)
    iterate: Floats  # (R, d)


class Log(NamedTuple):
    """One entry an arrival; empty arrays keep no log."""

    time: Floats
    worker: NDArray[np.int32]
    staleness: NDArray[np.int32]
    used: NDArray[np.bool_]


def new_flight(workers: int, dimension: int, scratch: int, sent: int | None = None) -> Flight:
    """A flight in which no job has begun; workers are sent `sent` numbers, or the model alone."""
    return Flight(
        queue=queue(workers),
        jobs=np.full(workers, -1, np.int64),
        begun=np.zeros(workers, np.int64),
        seconds=np.zeros(workers),
        slot=np.arange(workers),
        follow=np.full(workers, -1, np.int64),
        last=np.arange(workers),
        version=np.zeros(workers, np.int64),
        sent=np.zeros(workers, np.int64),
        snapshots=np.zeros((workers, dimension if sent is None else sent)),
        gradient=np.zeros(dimension),
        scratch=np.zeros(scratch),
        clock=np.zeros(1),
        counts=np.zeros(2, np.int64),
    )


FLIGHT = typeof(new_flight(1, 1, 0))


def new_records(dimension: int, arrivals: int | None, seconds: float | None, count: int) -> Records:
    """Records spaced evenly from 0 to the budget: `count` of them, or one an arrival where those are fewer."""
    if arrivals is not None:
        count = min(count, arrivals + 1)
        due_arrivals = np.round(np.linspace(0, arrivals, count)).astype(np.int64)
        due_seconds = np.full(count, math.inf)
    else:
        due_seconds = evenly(seconds or 0.0, count)
        due_arrivals = np.full(count, NEVER)
        due_arrivals[0] = 0
    whole = np.zeros((2, count), np.int64)
    return Records(due_arrivals, due_seconds, np.zeros(count), whole[0], whole[1], np.zeros((count, dimension)))


def records_at(due: Integers | Floats, dimension: int) -> Records:
    """Records after these whole numbers of arrivals (R,), or at these simulated seconds, in ascending order."""
    if due.dtype.kind == "f":
        return new_records(dimension, None, float(due[-1]), due.size)._replace(due_seconds=due.astype(np.float64))
    return new_records(dimension, int(due[-1]), None, due.size)._replace(due_arrivals=due.astype(np.int64))


def new_log(size: int) -> Log:
    """Room for `size` arrivals; not zeroed, which for room that is not needed took longer than the run."""
    return Log(np.empty(size), np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.bool_))
