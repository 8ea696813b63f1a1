"""What the gaps of a run say: when it reaches the target and stays, what it ends with, whether it is unstable.

One definition each, for the Race, the step search and its curve, the command line and every measurement that is
shipped (docs/verdicts.md). All of it is read off the run's path, whose places the budget alone fixes
(engine.results.path_grid): the same run at the same step gives the same numbers, whatever else is recorded of it.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.kernel.state import Floats, Integers
from engine.results.curves import SMALLEST, quartiles

TAIL = 5
"""The last 1/TAIL of a run's budget says what it ended with."""
WINDOW = 20
"""A target is held where it holds on average over every 1/WINDOW of the rest of the run, or every job of the slowest
worker where that lasts longer; the rest must last as long, too, and the run end with a gap of at most the target."""
GROWN = 4.0
"""A seed that ends so many times above everything in the first half of the run grows; one that rose to its noise floor
does not, nor one that drifts at an even pace (2 times for its gap, or 3.2 where it leaves the goal)."""
BEYOND = 1e100
"""A gap above this will not come back."""


class Path(NamedTuple):
    """S seeds at P places. Where a seed was given up, its gap and its time are infinite from then on."""

    places: Floats  # (P,) arrivals or simulated seconds, as the budget counts
    times: Floats  # (S, P) simulated seconds, from 0 on
    gaps: Floats  # (S, P)
    updates: Integers  # (S, P) server updates so far

    @property
    def clock(self) -> Floats:
        """Simulated seconds of each place (P,): the median over the seeds, which differ where job times are random."""
        return np.asarray(quartiles(self.times)[1])

    @property
    def first_gap(self) -> float:
        """The gap that all seeds start with."""
        return float(self.gaps[0, 0])


class Reach(NamedTuple):
    """When a run reaches its target, in simulated seconds; inf where it does not."""

    touched: float  # when the median gap over the seeds first is at most the target
    held: float  # the same, but from where on it is held to the end of the run
    late: bool  # is it touched so late that a run that stays there could not show it?


def gaps_to_come(path: Path, along: Floats) -> Floats:
    """The integral along (P,) of each seed's gap from each place to the end (S, P).

    Each gap stands for the way from the place before it. Summed from the end, so that a high start costs the low end
    no digits.
    """
    spans = np.diff(along)
    # A place that no seed came to lasts no time and counts for ever.
    pieces = np.minimum(path.gaps[:, 1:], BEYOND) * np.where(np.isfinite(spans), spans, 1.0)
    to_come = np.cumsum(pieces[:, ::-1], axis=1)[:, ::-1]
    return np.concatenate([to_come, np.zeros((len(path.gaps), 1))], axis=1)


def means(path: Path, along: Floats, begins: Floats, ends: Floats) -> Floats:
    """Mean gap of each seed (S, W) over windows (W,) along (P,); inf where it went beyond all bounds."""
    rows = [np.interp(begins, along, row) - np.interp(ends, along, row) for row in gaps_to_come(path, along)]
    found = np.stack(rows) / (ends - begins)
    return np.where(found < BEYOND / 1e12, found, math.inf)


def tail_begins(path: Path) -> int:
    """The first place of the tail."""
    return int(np.searchsorted(path.places, (1 - 1 / TAIL) * path.places[-1], side="right"))


def end_gaps(path: Path) -> Floats:
    """Mean gap of each seed (S,) over the last 1/TAIL of the budget: what the run ended with."""
    end = path.places[-1:]
    return means(path, path.places, (1 - 1 / TAIL) * end, end)[:, 0]


def reach(path: Path, target: float, slowest: float) -> Reach:
    """When the target is touched, and from when on it is held; `slowest`: mean seconds of the slowest worker's job."""
    clock, there = path.clock, quartiles(path.gaps)[1] <= target
    if not there.any():
        return Reach(math.inf, math.inf, late=False)
    touched, end = float(clock[there.argmax()]), float(clock[-1])
    width = max(end / WINDOW, slowest)
    if not 0 < width <= end < math.inf:
        return Reach(touched, math.inf, late=False)
    held = held_from(path, clock, there, target, width)
    # What the run is said to end with must not be above what it is said to stay at.
    ends_there = float(quartiles(end_gaps(path))[1]) <= target
    late = touched > (1 - 1 / TAIL) * end - width
    return Reach(touched, held if ends_there else math.inf, late)


def held_from(path: Path, clock: Floats, there: NDArray[np.bool_], target: float, width: float) -> float:
    """The first moment of those that are `there` (P,) from which on the mean of every window is at most the target."""
    latest = float(clock[-1]) - width
    begins = np.append(clock[clock <= latest], latest)
    over = np.flatnonzero(~(quartiles(means(path, clock, begins, begins + width))[1] <= target))
    first = over[-1] + 1 if over.size else 0
    candidates = np.flatnonzero(there[: begins.size - 1][first:])
    return float(clock[first + candidates[0]]) if candidates.size else math.inf


def falling(path: Path) -> float:
    """Median gap of the last window over that of the last one before the tail; nan where that says nothing."""
    end = path.places[-1]
    ends = np.array([(1 - 1 / TAIL) * end, end])
    before, after = quartiles(means(path, path.places, ends - end / WINDOW, ends))[1]
    return float(after / before) if 0 < before < math.inf else math.nan


def lost(path: Path) -> NDArray[np.bool_]:
    """Seeds (S,) that left the range of numbers."""
    return ~(path.gaps[:, -1] <= BEYOND)


def growing(path: Path) -> NDArray[np.bool_]:
    """Seeds (S,) whose mean squares grow: they end above the start, and GROWN times above all of the first half."""
    end = end_gaps(path)
    half = int(np.searchsorted(path.places, path.places[-1] / 2)) + 1
    peak = path.gaps[:, :half].max(axis=1)
    above = end > max(path.first_gap, SMALLEST)
    return np.asarray(lost(path) | (above & (end / GROWN > peak)))


def diverged(path: Path, converges: bool | None) -> NDArray[np.bool_]:
    """Seeds (S,) that diverged; what is known to converge may rise for a while, but only diverges with the numbers."""
    return lost(path) if converges else growing(path)


def left_at(path: Path, gone: NDArray[np.bool_]) -> Floats:
    """Simulated seconds (S,) from which on each of the seeds that are `gone` stays above its start; else inf."""
    start = max(path.first_gap, SMALLEST)
    low = path.gaps <= start
    last = low.shape[1] - 1 - low[:, ::-1].argmax(axis=1)
    first = np.minimum(np.where(low.any(axis=1), last + 1, 0), low.shape[1] - 1)
    return np.where(gone, path.times[np.arange(len(low)), first], math.inf)
