"""One number for how a method did, to be small: reached above all, and a slope within every kind of failure.

From the best to the worst, and each kind lies strictly above the one before, whatever the runs:

- reached: log10 of the simulated seconds, or of the gap at the end; at most the `ceiling`, log10 of the worst possible;
- missed: graded by how far the gap at the end still was from the target, in decades;
- diverged: graded by when it diverged, the earlier the worse;
- unstable by theory, which cost no run: graded by how far the step lies beyond the largest stable one, in decades.
"""

import math
from dataclasses import dataclass

import numpy as np

from engine.results.curves import SMALLEST
from engine.results.path import BEYOND, Path, left_at

MISSED, DIVERGED, UNSTABLE = 1.0, 2.5, 4.0
"""How far above the ceiling each kind of failure begins; none is wider than 1."""
LEAST = SMALLEST
"""Less counts as this much: a logarithm must be finite, and gaps below it are rounding."""


@dataclass(frozen=True)
class Grades:
    """The grades where what is reached is at most `most`: the budget's simulated seconds, or the first gap."""

    most: float

    @property
    def ceiling(self) -> float:
        """The largest score of what reaches."""
        return math.log10(max(self.most, LEAST))

    def reached(self, amount: float) -> float:
        """The score of so many simulated seconds, or of such a gap at the end."""
        return min(math.log10(max(amount, LEAST)), self.ceiling)

    def missed(self, decades: float) -> float:
        """The score of a gap at the end that is so many decades above what was wanted."""
        return self.ceiling + MISSED + squashed(decades)

    def expected(self, seconds: float) -> float:
        """The score that a run lets expect which was not run to its end; never above any failure."""
        return min(math.log10(max(seconds, LEAST)), self.ceiling + MISSED)

    def diverged(self, early: float) -> float:
        """The score of a run that diverged as early as `earliness` says."""
        return self.ceiling + DIVERGED + early

    def unstable(self, decades: float) -> float:
        """The score of a step that is so many decades beyond the largest stable one."""
        return self.ceiling + UNSTABLE + squashed(decades)


def squashed(decades: float) -> float:
    """Decades from 0 to infinity as a number from 0 to 1, whose order they keep."""
    return 1.0 if decades == math.inf else max(0.0, decades) / (1 + max(0.0, decades))


def decades_above(amount: float, wanted: float) -> float:
    """By how many decades the amount is above what was wanted, at least 0; inf where nothing can be wanted."""
    if amount <= wanted:
        return 0.0
    return math.log10(amount / wanted) if wanted > 0 and amount / wanted < math.inf else math.inf


def earliness(path: Path) -> float:
    """When a path of one seed diverged, from 0 (it only rose, at its end) to 1 (it left all numbers at once).

    The upper half is for runs that left the range of numbers, by the logarithm of when; the lower one for those that
    only rose, by when they left what they began with for good.
    """
    end, gone = float(path.places[-1]), path.gaps[0] > BEYOND
    if gone.any():
        first, when = float(path.places[1]), float(max(path.places[gone.argmax()], path.places[1]))
        return 0.5 + 0.5 * (math.log(end / when) / math.log(end / first) if first < end else 1.0)
    left = left_at(path, np.ones(1, np.bool_))
    return 0.5 * (1 - min(1.0, float(left[0]) / max(float(path.times[0, -1]), LEAST)))
