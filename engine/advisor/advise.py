"""The advice: a search over all methods and their settings for so many real seconds, held against fresh seeds."""

import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.advisor.evaluation import evaluate
from engine.advisor.horizon import alone
from engine.advisor.log import Log
from engine.advisor.methods_space import methods_space, point_of, settings_of
from engine.advisor.objective import Objective
from engine.advisor.rivals import rivals
from engine.advisor.tries import Try, best, finite
from engine.advisor.validation import Validation, validate
from engine.design_space import Point
from engine.design_space.optimisers import OPTIMISERS, Optimiser
from engine.kernel.pool import Progress, part_of
from engine.methods import METHODS, MethodSettings
from engine.scenario import Scenario
from engine.search.tuning import Goal

SEARCHING = 0.7
"""The share of the real seconds after which nothing more is tried; the rest is for the validation."""
FINALISTS = 3
"""So many methods are held against fresh seeds, each at its best settings."""
MOST_TRIES = 2_000
MOST_REPEATS = 50
"""A search ends where the optimiser proposes only what was tried, so many times in a row."""


@dataclass(frozen=True, eq=False)
class Advice:
    """What was found: the recommendation, all tries, and how it does on fresh seeds beside the rivals."""

    scenario: Scenario | None  # with the one recommended method; None where nothing that was tried holds
    tries: tuple[Try, ...]  # in the order in which they were told
    validation: Validation  # on fresh seeds: the finalists, ASGD and Minibatch SGD at their own best steps, by title
    short: bool  # the budget ends before the slowest worker can be heard often enough: a longer one may say else

    @property
    def recommended(self) -> str | None:
        """The label of the recommended method in the validation."""
        return self.validation.best

    @property
    def untold(self) -> tuple[str, ...]:
        """The other methods that the fresh seeds cannot tell from it."""
        return () if self.recommended is None else self.validation.untold(self.recommended)

    @property
    def settings(self) -> MethodSettings | None:
        """The recommended method with its settings."""
        return None if self.recommended is None else self.validation[self.recommended].settings

    def as_json(self) -> dict[str, Any]:
        """The advice as JSON has it: `scenario`, `validation` and `tries`, no number infinite."""
        table = {
            label: {
                "settings": found.settings.model_dump(mode="json"),
                "seconds": [finite(value) for value in found.seconds.tolist()],
                "gaps": [finite(value) for value in found.gaps.tolist()],
                "holds": found.holds,
            }
            for label, found in self.validation.items()
        }
        return {
            "scenario": None if self.scenario is None else self.scenario.model_dump(mode="json"),
            "recommended": self.recommended,
            "not_told_apart": list(self.untold),
            "validation": table,
            "tries": [one.as_json() for one in self.tries],
        }


def advise(
    scenario: Scenario,
    seconds: float = 60.0,
    seed: int = 0,
    goal: Goal | None = None,
    optimiser: str = "bayesian",
    log: Log | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Advice:
    """Search for so many real `seconds`, about, and validate. The scenario's own methods do not matter.

    The simplest methods' own best steps come first, however long they take: where that is longer than a search may be,
    nothing else is tried.

    `optimiser` is one of `engine.design_space.optimisers.OPTIMISERS`, begun with `seed`; how many tries fit into the
    seconds depends on the machine, and with it what is found. Tries of `log` are told first and not run again.
    `stop` is asked between tries: once it says yes, what was found is validated. `progress` is called from this thread
    with the fraction done, 0 to 1; what it raises ends all at once and is raised again. Raises ValueError for a
    scenario or seconds that cannot be, KeyError for an unknown optimiser, ArithmeticError when the problem's minimiser
    cannot be found, and ImportError where the optimiser needs a package that is not installed.
    """
    if not (math.isfinite(seconds) and seconds > 0):
        raise ValueError(f"seconds: must be a positive number (given: {seconds:g})")
    began = time.monotonic()
    objective = Objective(scenario, goal)
    space = methods_space(objective.scenario, objective.problem)

    def show(most: float) -> None:
        """How much of the seconds is over, but at most so much."""
        if progress:
            progress(min(most, (time.monotonic() - began) / seconds))

    watched = progress and (lambda fraction: show(SEARCHING))
    searching = Searching(objective, OPTIMISERS[optimiser](space, seed), log, threads or os.cpu_count() or 1, watched)
    simple = rivals(objective, threads, progress and (lambda fraction: show(SEARCHING * fraction)))
    # What the simplest methods reach is where the search begins.
    searching.try_all([point_of(settings, space) for settings in simple.values()])
    until = began + SEARCHING * seconds
    while time.monotonic() < until and not stop() and not searching.exhausted:
        searching.step()
    tries = tuple(searching.tries)
    # A finalist that is a simple method at its own best step is judged as that, once.
    chosen = {label: settings for label, settings in finalists(tries).items() if settings not in simple.values()}
    chosen |= {f"{label} at its own best step": settings for label, settings in simple.items()}
    validation = validate(objective, chosen, threads=threads, progress=part_of(progress, SEARCHING, 1.0))
    found = validation.best
    advised = None if found is None else alone(scenario, named(validation[found].settings))
    return Advice(advised, tries, validation, objective.short)


class Searching:
    """A search under way: what was tried, by an optimiser that is told of it."""

    def __init__(
        self, objective: Objective, optimiser: Optimiser, log: Log | None, threads: int, progress: Progress | None
    ) -> None:
        self.objective = objective
        self.optimiser = optimiser
        self.log = log
        self.threads = threads
        self.progress = progress  # called with the fraction of the tries under way
        self.tries: list[Try] = []
        self.tried: set[MethodSettings] = set()
        self.repeats = 0
        for one in log or ():
            self.tell(point_of(one.settings, optimiser.space), one)

    @property
    def exhausted(self) -> bool:
        return len(self.tries) >= MOST_TRIES or self.repeats >= MOST_REPEATS

    def step(self) -> None:
        """One try a thread, all at once."""
        self.try_all(self.optimiser.ask(self.threads))

    def try_all(self, points: Sequence[Point]) -> None:
        """Try these points, and tell the optimiser."""
        asked = [settings_of(point) for point in points]
        for point, one in zip(points, self.evaluated(asked), strict=True):
            self.tell(point, one)

    def evaluated(self, asked: Sequence[MethodSettings]) -> list[Try]:
        first = best(self.tries)
        bound = 10**first.score if first is not None and self.objective.goal.kind == "time" else math.inf
        return evaluate(self.objective, asked, bound, self.log, self.threads, self.progress)

    def tell(self, point: Point, one: Try) -> None:
        self.repeats = self.repeats + 1 if one.settings in self.tried else 0
        self.tried.add(one.settings)
        self.optimiser.tell(point, one.score)
        self.tries.append(one)


def finalists(tries: Sequence[Try]) -> dict[str, MethodSettings]:
    """The best try of each of the FINALISTS best methods, by the method's title; only what reached what was wanted."""
    chosen: dict[str, MethodSettings] = {}
    for one in sorted((one for one in tries if one.reached), key=lambda one: one.score):
        title = METHODS[one.settings.kind].title
        if title not in chosen and len(chosen) < FINALISTS:
            chosen[title] = one.settings
    return chosen


def named(settings: MethodSettings) -> MethodSettings:
    """The settings with the method's title as its label."""
    return settings.model_copy(update={"label": METHODS[settings.kind].title})
