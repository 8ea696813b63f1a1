"""Work side by side on threads, with progress and a way to stop."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

import numpy as np

MOST_THREADS = 16
"""Tasks that go on at the same time."""
PROGRESS_SECONDS = 0.05

T = TypeVar("T")
Progress = Callable[[float], None]
"""Takes the fraction of the work that is done, 0 to 1; what it raises ends the work."""
Proceed = Callable[[float], bool]
"""Takes the fraction of a task that is done; false when the task is to end, its result being of no use."""


def side_by_side(
    tasks: Sequence[Callable[[Proceed], T]], threads: int | None = None, progress: Progress | None = None
) -> list[T]:
    """The results of the tasks, in their order.

    `progress` is called from this thread with the fraction done, 0 to 1, about 20 times a second. What it
    raises, or a task, stops all tasks and is raised again here. While it waits, the tasks do, too.
    """
    fractions = np.zeros(len(tasks))
    stop, go = Event(), Event()
    go.set()

    def work(index: int) -> T:
        def proceed(fraction: float) -> bool:
            fractions[index] = fraction
            go.wait()
            return not stop.is_set()

        result = tasks[index](proceed)
        fractions[index] = 1
        return result

    with ThreadPoolExecutor(min(threads or os.cpu_count() or 1, MOST_THREADS)) as pool:
        futures = [pool.submit(work, index) for index in range(len(tasks))]
        pending: set[Future[T]] = set(futures)
        try:
            while pending:
                done, pending = wait(pending, PROGRESS_SECONDS if progress else None, FIRST_EXCEPTION)
                for future in done:
                    future.result()
                if progress:
                    go.clear()
                    progress(float(fractions.mean()))
                    go.set()
        finally:
            stop.set()
            go.set()
            pool.shutdown(cancel_futures=True)
    return [future.result() for future in futures]


def part_of(progress: Progress | None, begin: float, end: float) -> Progress | None:
    """What is called with the fraction of a part of the work that lasts from `begin` to `end`."""
    if progress is None:
        return None
    return lambda fraction: progress(begin + (end - begin) * fraction)
