"""What one seed of a method says, and what all of them together are worth."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.advisor.grades import LEAST, Grades, decades_above
from engine.kernel.state import Floats
from engine.results.curves import quartiles
from engine.search.tuning import Goal

UNSTABLE = "unstable by theory"
DIVERGED = "diverged"
MISSED = "missed the target"
ABOVE = "ended above the first gap"
NO_UPDATE = "no update within the budget"
STUCK = "every worker waits and nobody releases them"


class SeedEnd(NamedTuple):
    """One seed of a method, to the end of its budget or to where it was given up."""

    seconds: float  # simulated, from which on the target is held; inf where it is not, or nobody looked
    gap: float  # mean over the last fifth of the budget; inf where the numbers overflowed
    early: float | None = None  # how early it diverged, by `engine.advisor.grades.earliness`; None: it did not
    updates: int = 0
    arrivals: int = 0
    stopped: bool = False  # it was ended as too slow, so its seconds and its gap are not known
    stuck: bool = False  # every worker waits
    expected: float = math.inf  # simulated seconds, of one that was stopped: what its gaps let expect


class Worth(NamedTuple):
    """What the seeds are worth together: the score, why the method failed ('': it did not), and how sure that is."""

    score: float
    failure: str
    slower_than: float | None = None  # simulated seconds; the score is only a lower bound. None: it is exact


class Judge(NamedTuple):
    """By what seeds are judged: the goal, the target's gap, the first gap and the budget in simulated seconds."""

    goal: Goal
    target: float
    first_gap: float
    budget: float

    @property
    def grades(self) -> Grades:
        return Grades(self.budget if self.goal.kind == "time" else self.first_gap)

    @property
    def wanted(self) -> float:
        """The gap that a run must come down to."""
        return self.target if self.goal.kind == "time" else self.first_gap

    def worth(self, ends: Sequence[SeedEnd], seeds: int, limit: float = math.inf) -> Worth:
        """What the first seeds of `seeds` are worth; of those that were stopped it is known that they exceed `limit`.

        Fewer ends than seeds are enough where the rest can change nothing: after one that diverged or is stuck, or
        when more than half were stopped.
        """
        if any(end.stuck for end in ends):
            return Worth(self.grades.missed(math.inf), STUCK)
        early = [end.early for end in ends if end.early is not None]
        if early:
            return Worth(self.grades.diverged(max(early)), DIVERGED)
        return self.worth_by_time(ends, seeds, limit) if self.goal.kind == "time" else self.worth_by_gap(ends)

    def worth_by_time(self, ends: Sequence[SeedEnd], seeds: int, limit: float) -> Worth:
        """By the median of the seconds' logarithm; what is not known counts as little as it possibly may."""
        unseen = [0.0] * (seeds - len(ends))
        known = [end.seconds for end in ends]
        at_least = [limit if end.stopped else end.seconds for end in ends] + unseen
        exact = not unseen and not any(end.stopped for end in ends)
        low, high = median_log(at_least), median_log(known + [math.inf] * len(unseen))
        if low < math.inf:
            # Of two middle seconds the mean of their logarithms lies between them, so it is within the budget, too.
            score = min(low, self.grades.ceiling)
            if low == high:
                return Worth(score, "")
            slower_than = limit if low == median_log([limit]) else 10**score
            return Worth(score, stopped(slower_than), slower_than)
        over = [0.0 if end.stopped else decades_above(end.gap, self.target) for end in ends] + unseen
        failure = NO_UPDATE if exact and not any(end.updates for end in ends) else MISSED
        return Worth(self.grades.missed(median(over)), failure, None if exact else limit)

    def expected(self, ends: Sequence[SeedEnd]) -> float:
        """The score that seeds let expect of which some were stopped: the median over those that were begun."""
        seconds = [end.expected if end.stopped else end.seconds for end in ends]
        return median([self.grades.expected(each) for each in seconds])

    def worth_by_gap(self, ends: Sequence[SeedEnd]) -> Worth:
        """By the median of the end gap's logarithm; a run that ends no lower than it began has failed."""
        gap = median([end.gap for end in ends])
        if gap < self.first_gap:
            return Worth(median([self.grades.reached(end.gap) for end in ends]), "")
        failure = ABOVE if any(end.updates for end in ends) else NO_UPDATE
        return Worth(self.grades.missed(decades_above(gap, self.first_gap)), failure)


def stopped(seconds: float) -> str:
    """Why a try has only a lower bound."""
    return f"stopped: slower than {seconds:.4g} s"


def median(values: Sequence[float]) -> float:
    """The median; of an even number of values the mean of the middle two, inf where one of these is."""
    return float(quartiles(np.array(values))[1])


def median_log(seconds: Sequence[float]) -> float:
    """The median of log10 of simulated seconds; inf where they are."""
    return median(np.log10(np.maximum(np.array(seconds, np.float64), LEAST)).tolist())


def scores_of(judge: Judge, ends: Sequence[SeedEnd]) -> Floats:
    """The score of each seed on its own (S,)."""
    return np.array([judge.worth([end], 1).score for end in ends])
