"""A search for the method and its settings, under way: it goes on by steps, and can be read, left and resumed."""

import math
import os
from collections.abc import Sequence

import numpy as np

from engine.advisor.evaluation import evaluate
from engine.advisor.log import Log
from engine.advisor.methods_space import MethodsSpace
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
USUAL = 0.5
"""The relative step to begin with where no simple method has a step that holds;"""
DOUBLINGS = (-1.0, 0.25)
"""methods begin so far from the relative step at which a simple one is best, but at most at this one:"""
MOST = 0.9
BELOW, LARGEST = 20.0, 1.5
"""Relative steps are looked for from so many times below the simple methods' up to this one."""
LEAST = 0.01
"""Scores that differ by fewer decades are alike: seconds come in steps, and a search would go on along one."""
WIDTH = 0.2
"""What scores so many decades above the best is bad, no matter how bad: failures lie several decades higher."""


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
        self.methods = MethodsSpace(self.objective.scenario, self.objective.problem)
        self.seed = seed
        self.kind = optimiser
        self.optimiser = OPTIMISERS[optimiser](self.methods.space, seed)
        self.log = log
        self.threads = threads or os.cpu_count() or 1
        self.tries: list[Try] = []
        self.simple: dict[str, MethodSettings] = {}  # the rivals, by title
        self.begun = False
        self.asked: list[Point] = []  # under way
        self.tried: set[MethodSettings] = set()
        self.repeats = 0

    @property
    def exhausted(self) -> bool:
        """Is there nothing more to try?"""
        return len(self.tries) >= MOST_TRIES or self.repeats >= MOST_REPEATS

    @property
    def best(self) -> Try | None:
        """The best try so far that reached what was wanted."""
        return best(self.tries)

    def begin(self, progress: Progress | None = None) -> None:
        """Find the simplest methods' own best steps, try them, and learn from the log.

        `progress` takes the fraction that is done. Once this has ended it does nothing more.
        """
        if self.begun:
            return
        self.simple = self.simple or rivals(self.objective, self.threads, progress)
        found = self.evaluated(list(self.simple.values()))
        relative = [self.methods.relative(settings) for settings in self.simple.values()] or [USUAL]
        low, high = min([*relative, max(relative) / BELOW]), max([*relative, LARGEST])
        self.methods = self.methods.within((low, high))
        self.optimiser = OPTIMISERS[self.kind](self.methods.space, self.seed)
        for one in found:
            self.tell(self.methods.point_of(one.settings), one)
        for one in self.log or ():
            if one.settings not in self.tried and low <= self.methods.relative(one.settings) <= high:
                self.tell(self.methods.point_of(one.settings), one)
        points = self.first_points(max(relative))
        new = [point for point in points if self.methods.settings_of(point).unlabelled not in self.tried]
        self.optimiser.begin_with(new, WIDTH, LEAST)
        self.begun = True

    def first_points(self, around: float) -> list[Point]:
        """Every other method with usual settings, at about this relative step."""
        rng = np.random.default_rng(self.seed)
        simple = {settings.kind for settings in self.simple.values()}
        kinds = rng.permutation([kind for kind in self.methods.kinds if kind not in simple])
        return [self.methods.usual(str(kind), min(MOST, around * 2 ** rng.uniform(*DOUBLINGS))) for kind in kinds]

    def step(self, progress: Progress | None = None, most: int = MOST_TRIES) -> None:
        """One try a thread, all at once, but no more than `most`. `progress` takes the fraction of these."""
        self.asked = self.asked or self.optimiser.ask(min(self.threads, most))
        settings = [self.methods.settings_of(point) for point in self.asked]
        for point, one in zip(self.asked, self.evaluated(settings, progress), strict=True):
            self.tell(point, one)
        self.asked = []

    def evaluated(self, asked: Sequence[MethodSettings], progress: Progress | None = None) -> list[Try]:
        first = self.best
        bound = 10**first.score if first is not None and self.objective.goal.kind == "time" else math.inf
        return evaluate(self.objective, asked, bound, self.log, self.threads, progress)

    def tell(self, point: Point, one: Try) -> None:
        self.repeats = self.repeats + 1 if one.settings in self.tried else 0
        self.tried.add(one.settings)
        self.optimiser.tell(point, one.estimate)
        self.tries.append(one)
