"""The advice: a search over all methods and their settings for so many real seconds, held against fresh seeds."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.advisor.horizon import alone
from engine.advisor.log import Log
from engine.advisor.method_search import MOST_TRIES, MethodSearch
from engine.advisor.safe_steps import SafeSteps, safe_steps
from engine.advisor.tries import Try, finite
from engine.advisor.validation import Judged, Validation, validate
from engine.kernel.pool import Progress, part_of
from engine.kernel.state import Floats
from engine.methods import METHODS, MethodSettings
from engine.scenario import Scenario
from engine.search.tuning import Goal

SEARCHING = 0.7
"""The share of the real seconds after which nothing more is tried; the rest is for the validation."""
VALIDATING = 0.75
"""The share of the work of a validation that is the validation of methods; the rest are the safe steps."""
FINALISTS = 3
"""So many methods are held against fresh seeds, each at its best settings."""
AT_BEST = "{} at its own best step"
"""What the simplest methods are called in a validation, after their title."""


@dataclass(frozen=True, eq=False)
class Advice:
    """What was found: the recommendation, all tries, and how it does on fresh seeds beside the rivals."""

    scenario: Scenario | None  # with the one recommended method; None where nothing that was tried holds
    tries: tuple[Try, ...]  # in the order in which they were told
    validation: Validation  # on fresh seeds: the finalists, ASGD and Minibatch SGD at their own best steps, by title
    short: bool  # the budget ends before the slowest worker can be heard often enough: a longer one may say else
    goal: Goal
    target: float  # the gap that was to be reached, or with the goal "gap" the first one
    budget: float  # simulated seconds of every run
    safe: SafeSteps | None = None  # of the recommended method

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

    def amounts(self, found: Judged) -> Floats:
        """Lower quartile, median and upper quartile (3,) of what was wanted: seconds to the target, or the gap."""
        return found.quartiles[0 if self.goal.kind == "time" else 1]

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
            "safe_steps": None if self.safe is None else self.safe._asdict(),
            "goal": self.goal.model_dump(mode="json"),
            "budget": self.budget,
            "budget_is_short": self.short,
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
    tries: int = MOST_TRIES,
) -> Advice:
    """Search for so many real `seconds`, about, or so many `tries`, and validate.

    The scenario's own methods do not matter.
    The simplest methods' own best steps come first, however long they take: where that is longer than a search may be,
    nothing else is tried.

    `optimiser` is one of `engine.design_space.optimisers.OPTIMISERS`, begun with `seed`. How many tries fit into the
    seconds depends on the machine, and with it what is found; as many `tries` on as many `threads`, of which each has
    a try at a time, find the same. Tries of `log` are told first and not run again. `stop` is asked between tries:
    once it says yes, what was found is validated. `progress` is called from this thread with the fraction done, 0 to
    1; what it raises ends all at once and is raised again. Raises ValueError for a scenario, seconds or tries that
    cannot be, KeyError for an unknown optimiser, ArithmeticError when the problem's minimiser cannot be found, and
    ImportError where the optimiser needs a package that is not installed.
    """
    if not (math.isfinite(seconds) and seconds > 0):
        raise ValueError(f"seconds: must be a positive number (given: {seconds:g})")
    if tries < 1:
        raise ValueError(f"tries: must be at least 1 (given: {tries})")
    began = time.monotonic()

    def show(most: float) -> None:
        """How much of the seconds is over, but at most so much."""
        if progress:
            progress(min(most, (time.monotonic() - began) / seconds))

    search = MethodSearch(scenario, seed, goal, optimiser, log, threads)
    search.begin(progress and (lambda fraction: show(SEARCHING * fraction)))
    until = began + SEARCHING * seconds
    while time.monotonic() < until and len(search.tries) < tries and not stop() and not search.exhausted:
        search.step(progress and (lambda fraction: show(SEARCHING)), tries - len(search.tries))
    return advice_of(search, scenario, part_of(progress, SEARCHING, 1.0))


def advice_of(search: MethodSearch, scenario: Scenario, progress: Progress | None = None) -> Advice:
    """What a search that has begun found, on fresh seeds. `progress` takes the fraction of this that is done."""
    tries, simple, objective = tuple(search.tries), search.simple, search.objective
    # A finalist that is a simple method at its own best step is judged as that, once.
    chosen = {label: settings for label, settings in finalists(tries).items() if settings not in simple.values()}
    chosen |= {AT_BEST.format(label): settings for label, settings in simple.items()}
    validation = validate(objective, chosen, threads=search.threads, progress=part_of(progress, 0.0, VALIDATING))
    found = None if validation.best is None else validation[validation.best].settings
    last = part_of(progress, VALIDATING, 1.0)
    safe = None if found is None else safe_steps(objective, found, search.threads, last)
    if progress:
        progress(1.0)
    return Advice(
        None if found is None else alone(scenario, named(found)),
        tries,
        validation,
        objective.short,
        objective.goal,
        objective.judge.wanted,
        objective.budget,
        safe,
    )


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
