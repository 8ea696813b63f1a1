"""Job times drawn before a run: what a method may know that plans with the distribution of times."""

import numpy as np
from numba import types, uint64

from engine.cluster.cluster import job_seconds
from engine.kernel.jit import ROWS, TIMES, compiled
from engine.kernel.state import Floats, Times


@compiled(types.void(TIMES, uint64, ROWS))
def fill_seconds(times: Times, key: int, out: Floats) -> None:
    """Seconds of each worker's first jobs, one after the other from second 0 on, into `out` (n, count)."""
    for worker in range(out.shape[0]):
        now = 0.0
        for job in range(out.shape[1]):
            out[worker, job] = job_seconds(times, key, worker, job, now)
            now += out[worker, job]


def planned_seconds(times: Times, key: int, count: int) -> Floats:
    """Simulated seconds (n, count) of `count` jobs of each worker, from the run's key for them."""
    out = np.empty((times.power.edges.shape[0], count))
    fill_seconds(times, key, out)
    return out
