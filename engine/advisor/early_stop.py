"""A run that is known to be slower than a limit, before it ends: nothing of it is needed any more."""

import math
from typing import NamedTuple

import numpy as np

from engine.kernel.flight import NEXT_RECORD
from engine.kernel.replicate import Replicate
from engine.kernel.state import Floats
from engine.problems import Problem
from engine.results.curves import SMALLEST
from engine.results.path import WINDOW, Path, means
from engine.results.path_grid import places_of

LATE = ((0.3, 0.5), (0.8, 1.0))
"""Shares of the way so far."""
ROUNDING = 1e-9
"""A mean must be above the target by more than this share: sums over a part of a path are rounded otherwise."""


class Held(NamedTuple):
    """When a target counts as held by engine.results.path, on a budget of `budget` simulated seconds."""

    target: float
    budget: float
    slowest: float  # mean seconds of a job of the slowest worker

    @property
    def window(self) -> float:
        """Simulated seconds of one window."""
        return max(self.budget / WINDOW, self.slowest)


class TooSlow:
    """Says of a run between two pieces whether it holds the target later than `limit`, in simulated seconds.

    What it says is certain: the target was not touched by then, or the mean of a window that begins later is above it.
    """

    def __init__(self, problem: Problem, held: Held, limit: float) -> None:
        self.problem = problem
        self.held = held
        self.limit = limit
        self.gaps: Floats = np.zeros(0)

    def __call__(self, run: Replicate) -> bool:
        if run.flight.clock[0] <= self.limit:
            return False
        # Gaps may cost more than jobs: each is computed once.
        taken = int(run.flight.counts[NEXT_RECORD])
        new = self.problem.gaps(run.records.iterate[self.gaps.size : taken])
        self.gaps = np.concatenate([self.gaps, new])
        return slower(places_of(run.records)[:taken], self.gaps, self.held, self.limit)

    def expected(self, run: Replicate) -> float:
        """Simulated seconds to the target as the gaps so far let expect; inf where they do not fall."""
        return extrapolated(places_of(run.records)[: self.gaps.size], self.gaps, self.held.target)


def extrapolated(places: Floats, gaps: Floats, target: float) -> float:
    """When gaps (P,) at places (P,), in simulated seconds, would come to the target if they went on as of late.

    Their logarithm then falls evenly from here, as between two parts of the way, LATE: what fell steeply at first would
    promise too much of small steps. Not before the last place; inf where gaps do not fall.
    """
    here = float(places[-1])
    (begin, before), (end, now) = (level(places, gaps, low * here, high * here) for low, high in LATE)
    if now <= target:
        return here
    if not now < before:
        return math.inf
    return max(here, end + (end - begin) * math.log(now / target) / math.log(before / now))


def level(places: Floats, gaps: Floats, low: float, high: float) -> tuple[float, float]:
    """The middle between two places, and the geometric mean of the gaps there."""
    middle, there = (low + high) / 2, gaps[(places >= low) & (places <= high)]
    if not there.size:
        return middle, float(np.interp(middle, places, gaps))
    return middle, math.exp(np.log(np.maximum(there, SMALLEST)).mean())


def slower(places: Floats, gaps: Floats, held: Held, limit: float) -> bool:
    """Can a run with these gaps (P,) at the places (P,), in simulated seconds, hold the target only after `limit`?"""
    if places.size < 2 or places[-1] <= limit:
        return False
    if not (gaps <= held.target).any():
        return True
    begins = places[(places > limit) & (places <= places[-1] - held.window)]
    path = Path(places, places[None], gaps[None], np.zeros((1, places.size), np.int64))
    return bool((means(path, places, begins, begins + held.window) > held.target * (1 + ROUNDING)).any())
