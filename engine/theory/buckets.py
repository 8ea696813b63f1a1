"""OrMo's ordered buffer at any arrival: which gradient lies in which bucket, with which weight (arXiv 2407.19234).

A gradient computed at update number `ite` lies in bucket `ceil(ite / n)`: bucket 0 holds the n gradients taken at w_0,
each later one exactly n. While bucket I is the newest, a gradient in bucket b has the weight `beta^(I - b)` there.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.kernel.state import Floats, Integers
from engine.methods.ormo import bucket_of


class Buffer(NamedTuple):
    """Every arrival of a run of OrMo, as its rule counts."""

    workers: int
    momentum: float
    worker: Integers  # (A,) from 0
    version: Integers  # (A,) updates in the model that the gradient was computed at
    bucket: Integers  # (A,)
    newest: Integers  # (A,) newest bucket once it has arrived


class Shelf(NamedTuple):
    """The buffer after some arrivals: gradients that are in it, and jobs in flight with where they will go."""

    newest: int
    worker: Integers  # (k,)
    bucket: Integers  # (k,)
    place: Integers  # (k,) within the bucket, 0 to n - 1
    weight: Floats  # (k,) beta^(newest - bucket)
    flying: Integers  # (n,) bucket of each worker's job in flight
    flying_place: Integers  # (n,)


class Deposit(NamedTuple):
    """What one arrival did to the buffer."""

    worker: int  # from 0
    version: int  # updates in the model that the gradient was computed at
    late: int  # updates since then
    bucket: int
    newest: int  # newest bucket once it has arrived
    opened: bool  # did the arrival open that bucket?
    weight: float  # momentum^(newest - bucket)


def place_of(version: Integers, worker: Integers, workers: int) -> Integers:
    """A gradient's place in its bucket: by worker in bucket 0, else by the number of its update."""
    return np.asarray(np.where(version == 0, worker, (version - 1) % workers))


def ordered_buffer(arrivals: NDArray[Any], workers: int, momentum: float) -> Buffer:
    """The buffer of a run of OrMo from its log of `arrivals` (A,) (`Run.arrivals`); every arrival is an update."""
    worker = arrivals["worker"].astype(np.int64)
    version = np.arange(arrivals.size) - arrivals["staleness"]
    bucket = bucket_of(version, workers)
    # Buckets open one at a time.
    return Buffer(workers, momentum, worker, version, bucket, np.maximum.accumulate(bucket))


def shelf(buffer: Buffer, count: int) -> Shelf:
    """The buffer after the first `count` arrivals, 0 to A."""
    n = buffer.workers
    newest = int(buffer.newest[count - 1]) if count else 0
    worker, bucket, version = buffer.worker[:count], buffer.bucket[:count], buffer.version[:count]
    # A worker restarts at the model that its own arrival has made.
    sent = np.zeros(n, np.int64)
    sent[worker] = np.arange(1, count + 1)
    return Shelf(
        newest=newest,
        worker=worker,
        bucket=bucket,
        place=place_of(version, worker, n),
        weight=buffer.momentum ** (newest - bucket).astype(np.float64),
        flying=bucket_of(sent, n),
        flying_place=place_of(sent, np.arange(n), n),
    )


def deposit(buffer: Buffer, number: int) -> Deposit:
    """What arrival `number`, from 0, did."""
    worker, version, bucket, newest = (
        int(column[number]) for column in (buffer.worker, buffer.version, buffer.bucket, buffer.newest)
    )
    before = int(buffer.newest[number - 1]) if number else 0
    weight = buffer.momentum ** (newest - bucket)
    return Deposit(worker, version, number - version, bucket, newest, newest > before, weight)
