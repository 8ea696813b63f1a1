"""Whether what was found holds: on seeds that no search has seen, beside simple methods at their own best steps."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from engine.advisor.evaluation import at_once
from engine.advisor.objective import Objective
from engine.advisor.paired import ERROR, Apart, apart
from engine.advisor.seeds import SeedEnd, Worth, scores_of
from engine.advisor.stable import converges
from engine.kernel.pool import Proceed, Progress, side_by_side
from engine.kernel.state import Floats
from engine.methods import MethodSettings
from engine.results.curves import quartiles
from engine.search.best_steps import longer_scenario

FRESH = 10_000
"""The number of the first fresh seed: searches, which see twice as many as a scenario may have, never come so far."""
SEEDS = 12
"""Two methods of which the one is better on at least 11 of 12 seeds are told apart, by the test of two alone."""
LONGER_SEEDS = 3
"""So many of the fresh seeds also run on a longer budget."""


@dataclass(frozen=True, eq=False)
class Judged:
    """One method on S fresh seeds. What it reaches is seconds to the target, or the gap at the end."""

    settings: MethodSettings
    ends: tuple[SeedEnd, ...]  # (S,)
    scores: Floats  # (S,) of each seed on its own
    worth: Worth  # of all seeds together
    converges: bool | None  # what theory says; None where it does not, or not quickly
    lasts: bool  # on a longer budget no seed diverges, and where the target is held here, it is held there, too

    @property
    def seconds(self) -> Floats:
        """Simulated seconds (S,) from which on the target is held; inf where it is not."""
        return np.array([end.seconds for end in self.ends])

    @property
    def gaps(self) -> Floats:
        """Mean gap over the last fifth of the budget (S,); inf where the numbers overflowed."""
        return np.array([end.gap for end in self.ends])

    @cached_property
    def quartiles(self) -> tuple[Floats, Floats]:
        """Lower quartile, median and upper quartile (3,) of the seconds, and of the gaps."""
        return quartiles(self.seconds), quartiles(self.gaps)

    @property
    def holds(self) -> bool:
        """May it be recommended? It reaches what is wanted, no seed diverged, and theory does not object."""
        return not self.worth.failure and self.converges is not False and self.lasts


@dataclass(frozen=True, eq=False)
class Validation(Mapping[str, Judged]):
    """Methods on the same fresh seeds, by label."""

    judged: dict[str, Judged]

    def __getitem__(self, label: str) -> Judged:
        return self.judged[label]

    def __iter__(self) -> Iterator[str]:
        return iter(self.judged)

    def __len__(self) -> int:
        return len(self.judged)

    @property
    def best(self) -> str | None:
        """The label of the best method that holds; None where none does."""
        held = [label for label, found in self.items() if found.holds]
        return min(held, key=lambda label: self[label].worth.score, default=None)

    def apart(self, one: str, other: str, error: float = ERROR) -> Apart:
        """Can the methods `one` and `other` be told apart? A paired test, exact (`engine.advisor.paired`).

        Of methods that are equally good on this problem and cluster it tells at most the share `error` apart. Raises
        KeyError for a label that was not judged.
        """
        return apart(self[one].scores, self[other].scores, error)

    def untold(self, label: str, error: float = ERROR) -> tuple[str, ...]:
        """The other methods that hold and cannot be told apart from this one.

        Each comparison gets its share of the error (Bonferroni), so that with a probability of at most `error` any of
        those that are equally good is missing.
        """
        others = [other for other, found in self.items() if other != label and found.holds]
        return tuple(other for other in others if not self.apart(label, other, error / len(others)).told)


def validate(
    objective: Objective,
    chosen: Mapping[str, MethodSettings],
    seeds: int = SEEDS,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Validation:
    """Judge the chosen settings, by label, on `seeds` fresh seeds and the objective's budget, to its end.

    LONGER_SEEDS of them also run on up to four times the budget (`engine.search`), so that a dip at the end or a slow
    divergence is seen. `threads` (default: one a processor) never changes the result; `progress` as in
    `engine.advisor.evaluation`. What theory calls unstable is run as well: the table says what it does. Raises
    ValueError for settings that do not fit the problem, or where there are no seeds.
    """
    fresh = Objective(objective.scenario, objective.goal, seeds, FRESH)
    longer = Objective(longer_scenario(objective.scenario), objective.goal, min(seeds, LONGER_SEEDS), FRESH)
    found = [settings.unlabelled for settings in chosen.values()]
    for settings in found:
        fresh.check(settings)
    tasks = [
        partial(one_seed, where, settings, FRESH + number)
        for settings in found
        for where in (fresh, longer)
        for number in range(where.seeds)
    ]
    ends = side_by_side(tasks, at_once(fresh, found, threads), progress)
    width = fresh.seeds + longer.seeds
    rows = [ends[place : place + width] for place in range(0, len(ends), width)]
    pairs = zip(chosen, found, rows, strict=True)
    return Validation({label: judged(fresh, longer, settings, row) for label, settings, row in pairs})


def one_seed(objective: Objective, settings: MethodSettings, number: int, proceed: Proceed) -> SeedEnd:
    return objective.seed_end(settings, number, proceed, math.inf, converges(objective.scenario, settings))


def judged(fresh: Objective, longer: Objective, settings: MethodSettings, row: list[SeedEnd]) -> Judged:
    """The method from its fresh seeds, and the same on a longer budget."""
    here, there = row[: fresh.seeds], row[fresh.seeds :]
    worth = fresh.judge.worth(here, fresh.seeds)
    lasts = bool(worth.failure) or not longer.judge.worth(there, longer.seeds).failure
    return Judged(
        settings, tuple(here), scores_of(fresh.judge, here), worth, converges(fresh.scenario, settings), lasts
    )
