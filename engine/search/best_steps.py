"""The best step of each method: a grid of steps, longer where the best lies at its end, finer around the best.

All trials of all methods see the same times and samples (engine.kernel.streams), so what differs is the step's doing.
What is chosen was best on these seeds, maybe by luck: it must also hold on as many fresh ones, and there on a
longer budget.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from engine.kernel.pool import Proceed, Progress, side_by_side
from engine.kernel.state import Floats
from engine.results.ending import HEARD
from engine.results.path import Path
from engine.results.path_grid import path_records
from engine.scenario import MEMORY_LIMIT, MOST_ARRIVALS, WORK_LIMIT, Budget, Scenario
from engine.schema import MOST_SECONDS
from engine.search.step_grid import EXTENSIONS, PLANNED, REFINEMENTS, between, beyond, first_grid
from engine.search.trial import Trial, judge_step, trace
from engine.search.tuning import Goal, Tuning, tuning
from engine.simulate import build_problem
from engine.theory.long_run import largest_quick_step, long_run

LONGER = 4
"""A chosen step holds on a budget so many times as long, too."""
CONFIRMATIONS = 8
"""So many steps of a method are tried on fresh seeds, from its best downwards, before it is left with its own."""
CONFIRMING = 1 + LONGER
"""What one confirmation costs, in trials; most methods need one."""

Wanted = dict[str, list[float]]
"""The steps to try next, by the method's label."""


class TooMuchWorkError(ValueError):
    """A search that would go on for hours; the sentence names the field."""


@dataclass(frozen=True, eq=False)
class Search(Mapping[str, Tuning]):
    """The tuning of each method of a scenario, by label."""

    scenario: Scenario
    goal: Goal
    target: float  # the gap that is to be reached: goal.share of the first one
    tunings: dict[str, Tuning]
    short: bool = False  # even the confirmation's longer runs end before the slowest worker can be heard HEARD times

    def __getitem__(self, label: str) -> Tuning:
        return self.tunings[label]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tunings)

    def __len__(self) -> int:
        return len(self.tunings)

    @property
    def runs(self) -> int:
        """Simulated runs, all methods together."""
        return sum(found.runs for found in self.values())

    @property
    def timed(self) -> bool:
        """Are results seconds to the target? Else what is left at the end: also where no method reaches the target."""
        return self.goal.kind == "time" and any(found.reached for found in self.values())

    def results(self) -> dict[str, Floats]:
        """By label the seconds to the target or the end gap at each step (K,); inf where there is none, or it fails."""
        return {
            label: np.where(found.holds & found.moves, found.seconds if self.timed else found.gap, np.inf)
            for label, found in self.items()
        }

    def tuned(self, scenario: Scenario) -> Scenario:
        """`scenario` with the best step of each of its methods that was searched for; others keep theirs.

        A method that has none (`Tuning.why_none`) keeps its own, too.
        """
        return scenario.with_steps({label: found.best for label, found in self.items() if found.best is not None})


def search(
    scenario: Scenario, goal: Goal | None = None, threads: int | None = None, progress: Progress | None = None
) -> Search:
    """Find the best step of each of the scenario's methods; the steps it names do not matter.

    `threads` (default: one a processor) never changes the result. `progress` is called from this thread with
    the fraction done, 0 to 1; what it raises stops the search and is raised again here. Raises TooMuchWorkError
    when the search would touch more numbers than a scenario may, ArithmeticError when the problem's minimiser cannot
    be found, and RuntimeError when a method leaves every worker waiting.
    """
    if search_work(scenario) > WORK_LIMIT:
        raise TooMuchWorkError(
            f"budget: trying all steps would touch about {search_work(scenario):.1e} numbers, above the limit of "
            f"{WORK_LIMIT:.0e}; lower arrivals, seeds, methods or the problem's size"
        )
    under_way = UnderWay(scenario, goal or Goal(), threads, progress)
    grid = first_grid(under_way.problem)
    under_way.run({settings.name: grid for settings in scenario.methods})
    for _ in range(EXTENSIONS):
        under_way.run(under_way.wanted(beyond))
    for _ in range(REFINEMENTS):
        under_way.run(under_way.wanted(between))
    under_way.confirm()
    if progress:
        progress(1.0)
    return Search(scenario, under_way.goal, under_way.target, under_way.found(), under_way.short)


def search_work(scenario: Scenario) -> float:
    """Numbers touched by all jobs of a search, about."""
    return scenario.work * (PLANNED + CONFIRMING)


class UnderWay:
    """A search between its rounds."""

    def __init__(self, scenario: Scenario, goal: Goal, threads: int | None, progress: Progress | None) -> None:
        self.scenario = scenario
        self.goal = goal
        self.threads = min(threads or os.cpu_count() or 1, most_at_once(scenario))
        self.progress = progress
        self.problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
        self.target = goal.share * float(self.problem.gaps(self.problem.start))
        self.slowest = float(scenario.cluster.means().max())
        self.trials: dict[str, list[Trial]] = {settings.name: [] for settings in scenario.methods}
        self.failed: dict[str, float] = {}
        self.confirmed: set[str] = set()
        self.short = False
        self.planned = float(len(self.trials) * (PLANNED + CONFIRMING))
        self.done = 0.0
        self.fraction = 0.0

        def largest(label: str, proceed: Proceed) -> float:
            return largest_quick_step(scenario, label) if proceed(0.0) else float("nan")

        found = side_by_side([partial(largest, label) for label in self.trials], threads, progress and self.wait)
        self.largest = dict(zip(self.trials, found, strict=True))

    def found(self) -> dict[str, Tuning]:
        seeds = self.scenario.seeds
        return {
            label: replace(
                tuning(label, self.goal, seeds, trials),
                largest_step=self.largest[label],
                failed_step=self.failed.get(label, float("inf")),
                confirmed=label in self.confirmed,
            )
            for label, trials in self.trials.items()
        }

    def wanted(self, choose: Callable[[Tuning], list[float]]) -> Wanted:
        """The steps that `choose` names for each method and that were not yet tried."""
        tried = self.found()
        return {label: [s for s in choose(found) if s not in found.steps] for label, found in tried.items()}

    def run(self, wanted: Wanted) -> None:
        """Try the wanted steps on all seeds, and keep the trials."""
        chosen = [(label, step) for label in self.trials for step in wanted[label]]
        for (label, _), trial in zip(chosen, self.try_all(self.scenario, chosen, 0), strict=True):
            self.trials[label].append(trial)

    def try_all(self, scenario: Scenario, chosen: list[tuple[str, float]], first: int) -> list[Trial]:
        """Try methods at steps on as many seeds as the scenario has, from seed number `first` on."""
        if not chosen:
            return []
        records = path_records(scenario, self.problem.dimension)
        tasks = [
            partial(trace, scenario, self.problem, settings, number, records)
            for settings in (self.scenario.with_steps({label: step}).method(label) for label, step in chosen)
            for number in range(first, first + scenario.seeds)
        ]
        cost = len(chosen) * scenario.arrivals / self.scenario.arrivals
        paths = side_by_side(tasks, self.threads, self.progress and partial(self.show, cost))
        ends = [float(path.clock[-1]) for path in paths if path.clock[-1] < float("inf")]
        self.short = bool(ends) and min(ends) < HEARD * self.slowest
        self.done += cost
        rows: list[list[Path]] = [paths[i : i + scenario.seeds] for i in range(0, len(paths), scenario.seeds)]
        # What theory says of each step, as far as the largest one tells it.
        stable = [True if step < self.largest[label] else None for label, step in chosen]
        return [
            judge_step(step, row, self.target, self.slowest, converges)
            for (_, step), row, converges in zip(chosen, rows, stable, strict=True)
        ]

    def confirm(self) -> None:
        """Hold each method's best step against fresh seeds; where it fails, the best below it, and so on."""
        for _ in range(CONFIRMATIONS):
            open_ones = {label: found for label, found in self.found().items() if not found.confirmed}
            chosen = [(label, found.best) for label, found in open_ones.items() if found.best is not None]
            fresh = self.try_all(self.scenario, chosen, self.scenario.seeds)
            longer = self.try_all(longer_scenario(self.scenario), chosen, self.scenario.seeds)
            for (label, step), trial, later in zip(chosen, fresh, longer, strict=True):
                timed = open_ones[label].scored_by == "time"
                holds = trial.sound and later.sound and self.converges(label, step) is not False
                if holds and (trial.seconds < float("inf") or not timed):
                    self.confirmed.add(label)
                else:
                    self.failed[label] = step
        for label, found in self.found().items():
            if not found.confirmed and found.best is not None:
                self.failed[label] = 0.0

    def converges(self, label: str, step: float) -> bool | None:
        """Does the method converge at this step, exactly? None where theory does not say."""
        return long_run(self.scenario.with_steps({label: step}), label).converges

    def wait(self, fraction: float) -> None:
        """Call the progress, which may stop the search, with the fraction that stands."""
        if self.progress:
            self.progress(self.fraction)

    def show(self, running: float, fraction: float) -> None:
        """Call the progress with a fraction that never falls, though more steps may be wanted than were planned."""
        if self.progress:
            share = (self.done + running * fraction) / max(self.planned, self.done + running)
            self.fraction = max(self.fraction, share)
            self.progress(self.fraction)


def longer_scenario(scenario: Scenario) -> Scenario:
    """The scenario with LONGER times its budget, as far as a budget may go."""
    arrivals, seconds = scenario.budget.arrivals, scenario.budget.seconds
    if arrivals is not None:
        return scenario.model_copy(update={"budget": Budget(arrivals=min(LONGER * arrivals, MOST_ARRIVALS))})
    longer = min(LONGER * (seconds or 0.0), MOST_SECONDS)
    return scenario.model_copy(update={"budget": Budget(seconds=longer)})


def most_at_once(scenario: Scenario) -> int:
    """Runs whose models in flight fit into memory together."""
    return max(1, int(MEMORY_LIMIT / scenario.run_memory))
