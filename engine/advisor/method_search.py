"""A search for the method and its settings, under way: it goes on by steps, and can be read, left and resumed."""

import math
import os
from collections.abc import Sequence

from engine.advisor.evaluation import evaluate
from engine.advisor.log import Log
from engine.advisor.methods_space import methods_space, point_of, settings_of
from engine.advisor.objective import Objective
from engine.advisor.rivals import rivals
from engine.advisor.tries import Try, best
from engine.design_space import Point
from engine.design_space.optimisers import OPTIMISERS
from engine.kernel.pool import Progress
from engine.methods import MethodSettings
from engine.scenario import Scenario
from engine.search.tuning import Goal

MOST_TRIES = 2_000
MOST_REPEATS = 50
"""A search ends where the optimiser proposes only what was tried, so many times in a row."""


class MethodSearch:
    """What was tried, by an optimiser that is told of it. One thread goes on with it; any may read `tries`.

    `begin` first: the simplest methods' own best steps are where the search begins, and what it is held against. A
    step that was interrupted is made again by the next one, so that what is found does not depend on interruptions.
    Raises as `engine.advisor.advise` does.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 0,
        goal: Goal | None = None,
        optimiser: str = "bayesian",
        log: Log | None = None,
        threads: int | None = None,
    ) -> None:
        self.objective = Objective(scenario, goal)
        self.space = methods_space(self.objective.scenario, self.objective.problem)
        self.optimiser = OPTIMISERS[optimiser](self.space, seed)
        self.log = log
        self.threads = threads or os.cpu_count() or 1
        self.tries: list[Try] = []
        self.simple: dict[str, MethodSettings] | None = None  # the rivals, by title; None before `begin`
        self.asked: list[Point] = []  # under way
        self.tried: set[MethodSettings] = set()
        self.repeats = 0
        for one in log or ():
            self.tell(point_of(one.settings, self.space), one)

    @property
    def begun(self) -> bool:
        return self.simple is not None and not self.asked

    @property
    def exhausted(self) -> bool:
        """Is there nothing more to try?"""
        return len(self.tries) >= MOST_TRIES or self.repeats >= MOST_REPEATS

    @property
    def best(self) -> Try | None:
        """The best try so far that reached what was wanted."""
        return best(self.tries)

    def begin(self, progress: Progress | None = None) -> None:
        """Find the simplest methods' own best steps and try them. `progress` takes the fraction that is done."""
        if self.simple is None:
            found = rivals(self.objective, self.threads, progress)
            self.asked = [point_of(settings, self.space) for settings in found.values()]
            self.simple = found
        if self.asked:
            self.step()

    def step(self, progress: Progress | None = None, most: int = MOST_TRIES) -> None:
        """One try a thread, all at once, but no more than `most`. `progress` takes the fraction of these."""
        if not self.asked:
            self.asked = self.optimiser.ask(min(self.threads, most))
        settings = [settings_of(point) for point in self.asked]
        for point, one in zip(self.asked, self.evaluated(settings, progress), strict=True):
            self.tell(point, one)
        self.asked = []

    def evaluated(self, asked: Sequence[MethodSettings], progress: Progress | None) -> list[Try]:
        first = self.best
        bound = 10**first.score if first is not None and self.objective.goal.kind == "time" else math.inf
        return evaluate(self.objective, asked, bound, self.log, self.threads, progress)

    def tell(self, point: Point, one: Try) -> None:
        self.repeats = self.repeats + 1 if one.settings in self.tried else 0
        self.tried.add(one.settings)
        self.optimiser.tell(point, one.estimate)
        self.tries.append(one)
