"""What is wanted of a step, and how one method does at each step that was tried."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from engine.kernel.state import Floats, Integers
from engine.schema import Number, Part
from engine.search.trial import Trial

USABLE = 2.0
"""A step is usable while its score is within this factor of the best."""


class Goal(Part):
    """What the best step is best at.

    - "time": the fewest simulated seconds from which on a gap of `share` of the first is held (engine.results.path);
    - "gap": the smallest gap over the last fifth of the run, median over the seeds.
    """

    kind: Literal["time", "gap"] = "time"
    share: Annotated[Number, Field(gt=0, lt=1)] = 0.01


@dataclass(frozen=True, eq=False)
class Tuning:
    """One method at K steps, ascending. Medians over the seeds, all on the same times and samples.

    A step may be chosen that is `sound`, lies below the largest step at which theory lets the method converge, and
    has not failed on fresh seeds.
    """

    label: str
    goal: Goal
    seeds: int
    steps: Floats  # (K,)
    gap: Floats  # (K,) mean over the last fifth of the run; inf where the numbers overflowed
    gap_low: Floats  # (K,) quartile
    gap_high: Floats  # (K,)
    seconds: Floats  # (K,) simulated, from which on the target is held; inf where it is not
    diverged: NDArray[np.bool_]  # (K,) at least half of the seeds
    sound: NDArray[np.bool_]  # (K,) no seed diverged, and each ended below the first gap
    updates: Integers  # (K,) of the seed that made the most
    largest_step: float = math.nan  # below which it converges, exactly; nan where theory does not say
    failed_step: float = math.inf  # the smallest step that did not hold on fresh seeds: none from it on is chosen
    confirmed: bool = False  # the best step held on fresh seeds, and on a budget up to four times as long

    @property
    def runs(self) -> int:
        """Simulated runs: one a step and seed."""
        return self.seeds * self.steps.size

    @property
    def moves(self) -> bool:
        """Does the server make an update at any step?"""
        return bool(self.updates.any())

    @cached_property
    def holds(self) -> NDArray[np.bool_]:
        """The steps (K,) that may be chosen."""
        # Comparisons with nan are false: what theory does not know forbids nothing.
        return np.asarray(self.sound & ~(self.steps >= self.largest_step) & (self.steps < self.failed_step))

    @property
    def reached(self) -> bool:
        """Does any step that may be chosen hold the target?"""
        return bool(np.isfinite(self.seconds[self.holds]).any())

    @property
    def scored_by(self) -> Literal["time", "gap"]:
        """The goal's kind; but "gap" where the target is not held at any step."""
        return "time" if self.goal.kind == "time" and self.reached else "gap"

    @cached_property
    def score(self) -> Floats:
        """The number that is to be small (K,): seconds or the end gap (`scored_by`); inf where a step does not hold."""
        return np.where(self.holds & self.moves, self.seconds if self.scored_by == "time" else self.gap, math.inf)

    @cached_property
    def best_index(self) -> int | None:
        """The place of the best step: of equal scores the smaller end gap wins, then the smaller step."""
        first = int(np.lexsort((self.steps, self.gap, self.score))[0])
        return first if math.isfinite(self.score[first]) else None

    @property
    def best(self) -> float | None:
        """The best step; None where none may be chosen."""
        return None if self.best_index is None else float(self.steps[self.best_index])

    @property
    def why_none(self) -> str:
        """Why no step may be chosen, as a part of a sentence; empty where one may."""
        if self.best_index is not None:
            return ""
        if not self.moves:
            return "no update within the budget, whatever the step"
        if self.diverged.all():
            return "diverged at every step tried"
        if not np.any(self.sound):
            return "above the first gap at the end, whatever the step"
        if np.all(self.steps[self.sound] >= self.largest_step):
            return "no step tried converges and ends below the first gap"
        return "no step tried holds on fresh seeds"

    @property
    def at_edge(self) -> bool:
        """Is the best step the smallest or the largest one tried? Then a better one may lie beyond."""
        return self.best_index in (0, self.steps.size - 1)

    @cached_property
    def usable(self) -> tuple[float, float] | None:
        """The steps around the best, without a gap, whose score is within USABLE of the best.

        An end lies where the score, a power of the step between two neighbours, reaches that limit; at the last
        usable step where the next one has no finite score or there is none. None where no step may be chosen.
        """
        if self.best_index is None:
            return None
        return self.usable_end(-1), self.usable_end(1)

    def usable_end(self, direction: int) -> float:
        place = self.best_index or 0
        limit = USABLE * self.score[place]
        while 0 <= place + direction < self.steps.size and self.score[place + direction] <= limit:
            place += direction
        beyond = place + direction
        step, score = float(self.steps[place]), float(self.score[place])
        if not 0 <= beyond < self.steps.size or not math.isfinite(self.score[beyond]) or score <= 0:
            return step
        part = math.log(limit / score) / math.log(self.score[beyond] / score)
        return float(step * (self.steps[beyond] / step) ** part)


def tuning(label: str, goal: Goal, seeds: int, trials: list[Trial]) -> Tuning:
    """The trials of one method, sorted."""
    steps, gap, low, high, seconds, diverged, sound, updates = map(np.array, zip(*sorted(trials), strict=True))
    return Tuning(label, goal, seeds, steps, gap, low, high, seconds, diverged, sound, updates)
