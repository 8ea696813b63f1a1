"""Piecewise-constant power: what a worker gets done in a simulated second, and when its job is done.

Row i of a table holds the edges of worker i's segments, from 0 to the end of a period that repeats for ever, and
its power in each segment. An infinite last edge means that nothing repeats and the last power stays.
"""

import numpy as np
from numba import float64

from engine.kernel.jit import VECTOR, called
from engine.kernel.state import Floats, PowerTable

SLACK = 1e-10
"""A job that lacks no more than this share of its work when the power changes is done then: rounding must not
make it wait for the end of an outage."""


def table(edges: Floats, power: Floats, steady: bool = False) -> PowerTable:
    """A table of edges (n, K + 1) or, where they are the same for all, (K + 1,), and powers (n, K)."""
    power = np.ascontiguousarray(power, dtype=np.float64)
    edges = np.array(np.broadcast_to(edges, (len(power), power.shape[1] + 1)), dtype=np.float64, order="C")
    return PowerTable(edges, power, np.sum(np.diff(edges) * power, axis=1), steady)


def work_until(given: PowerTable, seconds: float) -> Floats:
    """The integral of each worker's power from 0 to `seconds`, (n,)."""
    period = given.edges[:, -1]
    periods = np.floor(seconds / period)
    rest = (seconds - periods * np.where(periods > 0, period, 0.0))[:, None]
    inside = np.clip(rest - given.edges[:, :-1], 0, np.diff(given.edges))
    return np.asarray(periods * np.where(periods > 0, given.whole, 0.0) + np.sum(given.power * inside, axis=1))


@called(float64(VECTOR, VECTOR, float64, float64, float64))
def seconds_until_done(edges: Floats, power: Floats, whole: float, work: float, now: float) -> float:
    """The least s >= 0 for which the integral of the power from `now` to now + s is `work`.

    `whole` > 0 is the work of one period. Whole periods are skipped by a division and at most one is walked
    through, so no work takes long, and times are added to each other alone, so none is negative.
    """
    if work <= 0.0:
        return 0.0
    slack = SLACK * work
    last = power.size
    phase = np.fmod(now, edges[last])
    k, above = 0, last
    while above - k > 1:
        middle = (k + above) // 2
        if edges[middle] <= phase:
            k = middle
        else:
            above = middle
    length = edges[k + 1] - phase
    elapsed = 0.0
    left = work
    for _ in range(last + 2):
        if left - power[k] * length <= slack:
            return elapsed + min(left / power[k], length)
        left -= power[k] * length
        elapsed += length
        k = k + 1 if k + 1 < last else 0
        length = edges[k + 1] - edges[k]
        if left > whole:
            rest = np.fmod(left, whole)
            periods = np.rint((left - rest) / whole)
            # What is left of a job must not begin a period that it does not need.
            if rest <= slack:
                rest += whole
                periods -= 1
            elapsed += periods * edges[last]
            left = rest
    return elapsed
