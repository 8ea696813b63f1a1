"""Whose job ends next: a scan for few workers, an indexed heap for many. Ties go to the lower number."""

from typing import NamedTuple

import numpy as np
from numba import boolean, int64, typeof, types

from engine.kernel.jit import inlined
from engine.kernel.state import Floats, Integers

SCAN_UP_TO = 50
"""Up to this many workers a scan is quicker than the heap."""


class Queue(NamedTuple):
    """When each worker's job ends. `heap` and `place` are empty where a scan does."""

    finish: Floats  # (n,) simulated seconds; inf for a worker that waits
    heap: Integers  # (n,) workers, the earliest first
    place: Integers  # (n,) where each worker stands in the heap


def queue(workers: int) -> Queue:
    """A queue in which every worker waits."""
    size = workers if workers > SCAN_UP_TO else 0
    return Queue(np.full(workers, np.inf), np.arange(size), np.arange(size))


QUEUE = typeof(queue(1))


@inlined(int64(QUEUE))
def earliest(queue: Queue) -> int:
    """The worker whose job ends first."""
    if queue.heap.size:
        return queue.heap[0]
    first, soonest = 0, queue.finish[0]
    for worker in range(1, queue.finish.size):
        if queue.finish[worker] < soonest:
            first, soonest = worker, queue.finish[worker]
    return first


@inlined(boolean(QUEUE, int64, int64))
def before(queue: Queue, a: int, b: int) -> bool:
    """Does worker `a` come before worker `b`?"""
    return queue.finish[a] < queue.finish[b] or (queue.finish[a] == queue.finish[b] and a < b)


@inlined(types.void(QUEUE, int64, int64))
def swap(queue: Queue, i: int, j: int) -> None:
    """Exchange two places of the heap."""
    a, b = queue.heap[i], queue.heap[j]
    queue.heap[i], queue.heap[j] = b, a
    queue.place[a], queue.place[b] = j, i


@inlined(types.void(QUEUE, int64, types.float64))
def reschedule(queue: Queue, worker: int, finish: float) -> None:
    """Set when the job of `worker` ends."""
    queue.finish[worker] = finish
    if not queue.heap.size:
        return
    i = queue.place[worker]
    while i > 0 and before(queue, worker, queue.heap[(i - 1) // 2]):
        swap(queue, i, (i - 1) // 2)
        i = (i - 1) // 2
    while 2 * i + 1 < queue.heap.size:
        child = 2 * i + 1
        if child + 1 < queue.heap.size and before(queue, queue.heap[child + 1], queue.heap[child]):
            child += 1
        if before(queue, worker, queue.heap[child]):
            return
        swap(queue, i, child)
        i = child
