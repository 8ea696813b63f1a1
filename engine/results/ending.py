"""Where a run ended: at the goal, at the biased limit, elsewhere, on its way, or not to be told (docs/verdicts.md)."""

from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.kernel.state import Floats
from engine.results.mean_end import change_of, scatter, standard_error
from engine.results.path import TAIL, Path

CLOSE = 0.02
"""A run is at a point when its mean end is within this share of the start's distance to the goal,"""
NEAR = 0.25
"""or within this share of the distance between the goal and the biased limit."""
LATE = 2
"""Without a known minimum a run still moves when its loss changes within the last 1/LATE of its budget: a loss scatters
more than a distance, so that it needs more of it."""
ROUNDING = 1e-12
DONE = CLOSE / 10
"""What may be left of the way where nothing moves but noise: powers may come on top of the rate."""
PHASE = 0.5
"""A mean end is at the limit when it is as close as this share of the scatter."""
HEARD = TAIL
"""Where a run ended can be told once every worker was heard so many times: then it is heard in the tail, too."""


class Outcome(StrEnum):
    """How a run ended."""

    AT_GOAL = "at the minimiser of f"
    AT_BIASED = "at the minimiser of F_p"
    MOVING = "still moving"
    SETTLED = "settled at another point"
    RISEN = "rose to a noise floor above its start"
    UNCLEAR = "moving or resting, too slow or too scattered to tell"
    TOO_SHORT = "too short to tell"
    DIVERGED = "diverged"
    UNSTABLE = "unstable, but not yet diverged"
    NOTHING = "no update within the budget"


class Points:
    """The start (d,), the minimiser of f and that of F_p, and how far they are apart."""

    def __init__(self, start: Floats, goal: Floats, biased: Floats) -> None:
        self.start = start
        self.goal = goal
        self.biased = biased

    @cached_property
    def away(self) -> float:
        """Distance from the start to the goal."""
        return float(np.linalg.norm(self.start - self.goal))

    @cached_property
    def apart(self) -> float:
        """Distance from the goal to the biased limit."""
        return float(np.linalg.norm(self.goal - self.biased))

    @cached_property
    def close(self) -> float:
        """The distance below which two points count as one."""
        rounding = ROUNDING * float(np.linalg.norm(self.start) + np.linalg.norm(self.goal))
        return max(CLOSE * self.away, rounding)

    @property
    def blur(self) -> float:
        """The error of a mean end that would blur the two points, or is much of the way that the run had to go."""
        return self.apart / 2 if self.apart > self.close else NEAR * self.away

    def nearest(self, point: Floats) -> "Nearest":
        """The nearer of the two points; the goal where they are practically one."""
        to_goal, to_biased = (float(np.linalg.norm(point - other)) for other in (self.goal, self.biased))
        at_goal = to_goal <= to_biased or self.apart <= self.close
        return Nearest(min(to_goal, to_biased), Outcome.AT_GOAL if at_goal else Outcome.AT_BIASED)


class Nearest(NamedTuple):
    """A distance to the nearer of the two points, and the outcome of being there."""

    distance: float
    there: Outcome


def ending(points: Points, tail: Floats, limit: Floats | None, left: float = 1.0) -> Outcome:
    """Where a run ended, from the tail (S, T, d) of the seeds that did not diverge.

    `limit` (d,): where its mean model tends to, where theory knows that, and `left`: the share of the way there that
    its rate leaves at the beginning of the tail.
    """
    end = tail.mean(axis=(0, 1))
    # The mean end still carries noise: twice its standard error is no distance.
    error = 2 * standard_error(tail)
    nearest = points.nearest(end)
    if nearest.distance <= points.close:
        return nearest.there
    return by_its_tail(points, tail, error) if limit is None else by_its_limit(points, tail, error, limit, left)


def by_its_limit(points: Points, tail: Floats, error: float, limit: Floats, left: float) -> Outcome:
    """Where a run ended whose `limit` (d,) is known, of a mean end that is at no point, known to within `error`."""
    way = float(np.linalg.norm(limit - points.start))
    # A limit is the mean over whole periods, of which the places of a tail see some phases more often.
    arrived = max(points.close, CLOSE * way, error, PHASE * scatter(tail))
    off = float(np.linalg.norm(tail.mean(axis=(0, 1)) - limit))
    if off > arrived and left > DONE:
        return Outcome.MOVING
    # Whatever is off once nothing of the way is left, is noise, of which neighbouring models have much in common.
    if max(error, off if left <= DONE else 0.0) > max(points.close, points.blur):
        return Outcome.UNCLEAR
    distance, there = points.nearest(limit)
    return there if distance <= max(points.close, NEAR * points.apart) else Outcome.SETTLED


def by_its_tail(points: Points, tail: Floats, error: float) -> Outcome:
    """Where a run ended whose limit nobody knows: by what still changes within the tail."""
    end = tail.mean(axis=(0, 1))
    distance, there = points.nearest(end)
    if distance <= min(error, points.blur):
        return there
    changes = [change_of(np.linalg.norm(tail - point, axis=-1)) for point in (points.goal, points.biased)]
    if any(change.shown for change in changes):
        return Outcome.MOVING
    if distance <= NEAR * points.apart:
        return there
    pace = float(np.linalg.norm(end - points.start)) / (2 * TAIL)
    rests = distance > error and all(change.rests(distance, pace) for change in changes)
    return Outcome.SETTLED if rests else Outcome.UNCLEAR


def ending_of_losses(path: Path, gone: NDArray[np.bool_]) -> Outcome:
    """Whether a run still moves where nobody knows the goal: by the loss of the seeds that are not `gone` (S,)."""
    half = int(np.searchsorted(path.places, path.places[-1] / LATE))
    losses = path.gaps[~gone][:, half:]
    change, end = change_of(losses), float(losses.mean())
    if change.shown:
        return Outcome.MOVING
    pace = abs(path.first_gap - end) / (2 * LATE)
    return Outcome.SETTLED if change.rests(end, pace) else Outcome.UNCLEAR
