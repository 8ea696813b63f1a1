"""Periods of clusters whose workers need fixed times and restart at once."""

import math

import numpy as np

from engine.cluster.units import units_of
from engine.kernel.state import Floats

LONGEST_PERIOD = 10**300
"""In units of the times; a float holds the arrivals that fit into it."""


def arrivals_per_period(times: Floats) -> float:
    """Jobs that all workers of fixed times (n,) end between two moments at which all begin; inf where there are none.

    Of workers that restart at once; a method that makes them wait may repeat itself sooner. More than 1e300 are none.
    """
    found = units_of(times)
    if found is None:
        return math.inf
    multiples = found.multiples.tolist()
    period = 1
    for multiple in set(multiples):
        period = math.lcm(period, multiple)
        if period > LONGEST_PERIOD:
            return math.inf
    return float(sum(period // multiple for multiple in multiples))


def nearby_times(times: Floats, most: int) -> Floats:
    """Times (n,) near the given ones with at most `most` arrivals a period, or one job a worker where n is larger.

    The slowest worker does m jobs a period and keeps its time, worker i about m tau_max / tau_i of them: of all m that
    fit, the one is taken whose largest relative change of a time is the smallest.
    """
    ratios = times.max() / times
    jobs, best = np.ones(times.size), np.inf
    for slowest in range(1, max(1, int(most / ratios.sum())) + 1):
        count = whole_near(slowest * ratios)
        change = float(np.abs(slowest * ratios / count - 1).max())
        if change < best * (1 - 1e-9) and count.sum() <= max(most, times.size):
            best, jobs = change, count
    return np.asarray(times.max() * jobs[np.argmax(times)] / jobs)


def whole_near(numbers: Floats) -> Floats:
    """Whole numbers (n,), at least 1, by which the numbers differ least in proportion."""
    below = np.maximum(1, np.floor(numbers))
    return np.where(numbers / below - 1 <= 1 - numbers / (below + 1), below, below + 1)
