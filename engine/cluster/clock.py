"""The clock of a run: moments that are sums of job times are whole numbers of ticks, so that ties are ties.

A moment of k ticks is the double nearest to k / ticks a second, however it was added up: 0.1 + 0.2 is 0.3, and the
budget that was typed as 0.3 s holds what ends then. Where jobs have no unit, sums are rounded as they come. So they
are beyond LAST_TICK, which is 11,000 jobs of the longest kind of times that have a unit, and of usual ones, 1,000
ticks long, a million million.
"""

import math

import numpy as np
from numba import float64

from engine.cluster.draws import CONSTANT, MEASURED
from engine.cluster.units import LARGEST_MULTIPLE, LAST_BITS, Units, units_of
from engine.kernel.jit import TIMES, inlined
from engine.kernel.state import Floats, PowerTable, Times, Work

LAST_TICK = 2.0**50
"""Up to here rounding takes a sum of two moments less than half a tick from the whole number that it is."""
SLACK = 1e-6
"""Ticks by which a moment may differ from a whole number of them, besides, where the times are rounded, like 1/3."""


def ticking(work: Work, power: PowerTable) -> Work:
    """The work with the ticks of its jobs, where their times are not random and have a unit.

    Where workers stop and go on, with no power or power 1, the moments of that count, too.
    """
    seconds = seconds_of(work)
    if seconds is None:
        return work
    stops = power.edges[np.isfinite(power.edges) & (power.edges > 0)]
    if np.all((power.power == 0) | (power.power == 1)) and not np.all(power.power == 1):
        found = units_of(np.append(seconds, stops))
        if found is not None:
            return with_ticks(work, found._replace(exact=False))
    return with_ticks(work, units_of(seconds))


def with_cutoffs(times: Times, cutoffs: Floats) -> Times:
    """The times with a clock of whose ticks the `cutoffs` (n,) in seconds, at which jobs end, are multiples, too.

    A cut-off is so many times the mean of a worker's jobs, so its multiple by their number is a decimal where they are.
    Those below 0 or infinite do not count, nor does any where that leaves no unit.
    """
    work, ends = times.work, np.isfinite(cutoffs) & (cutoffs > 0)
    seconds = seconds_of(work)
    if seconds is None or not ends.any() or (work.law == CONSTANT and times.power.steady):
        return times
    jobs = np.diff(work.starts)[ends] if work.law == MEASURED else np.ones(1, np.int64)
    found, parts = units_of(np.append(seconds, cutoffs[ends] * jobs)), math.lcm(*set(jobs.tolist()))
    if found is None or parts > LARGEST_MULTIPLE / (found.per_second * float(seconds.max())):
        return times
    return times._replace(work=with_ticks(work, found._replace(per_second=parts * found.per_second, exact=False)))


def seconds_of(work: Work) -> Floats | None:
    """The seconds (m,) that jobs may take at power 1; None where they are random."""
    return {CONSTANT: work.base, MEASURED: work.durations}.get(work.law)


def with_ticks(work: Work, found: Units | None) -> Work:
    """The work with ticks of this unit."""
    if found is None:
        return work
    return work._replace(per_second=found.per_second, slack=0.0 if found.exact else SLACK)


@inlined(float64(TIMES, float64))
def on_the_clock(times: Times, moment: float) -> float:
    """The moment, or the whole number of ticks from which only rounding keeps it."""
    work = times.work
    if work.per_second == 0.0:
        return moment
    ticks = moment * work.per_second
    whole = np.rint(ticks)
    close = ticks < LAST_TICK and math.fabs(whole - ticks) <= work.slack + LAST_BITS * ticks
    return whole / work.per_second if close else moment
