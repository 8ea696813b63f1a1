"""The best step of each method: a grid of steps, longer where the best lies at its end, finer around the best.

All trials of all methods see the same times and samples (engine.streams), so what differs is the step's doing.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from engine.pool import side_by_side
from engine.scenario import MEMORY_LIMIT, WORK_LIMIT, Scenario
from engine.simulate import build_problem
from engine.step_grid import EXTENSIONS, PLANNED, REFINEMENTS, between, beyond, first_grid
from engine.trial import Trial, empty_records, judge_step, trace
from engine.tuning import Goal, Tuning, tuning

Wanted = dict[str, list[float]]
"""The steps to try next, by the method's label."""


class TooMuchWorkError(ValueError):
    """A search that would go on for hours; the sentence names the field."""


class Search(Mapping[str, Tuning]):
    """What was found for each method of a scenario, by label."""

    def __init__(self, scenario: Scenario, goal: Goal, target: float, tunings: dict[str, Tuning]) -> None:
        self.scenario = scenario
        self.goal = goal
        self.target = target  # the gap that is to be reached: goal.share of the first one
        self.tunings = tunings

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

    def tuned(self, scenario: Scenario) -> Scenario:
        """`scenario` with the best step of each of its methods that was searched for; others keep theirs.

        A method that diverged at every step keeps its own, too.
        """
        return scenario.with_steps({label: found.best for label, found in self.items() if found.best is not None})


def search(
    scenario: Scenario,
    goal: Goal | None = None,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
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
    if progress:
        progress(1.0)
    return Search(scenario, under_way.goal, under_way.target, under_way.found())


def search_work(scenario: Scenario) -> float:
    """Numbers touched by all jobs of a search, about."""
    return scenario.work * PLANNED


class UnderWay:
    """A search between its rounds."""

    def __init__(
        self, scenario: Scenario, goal: Goal, threads: int | None, progress: Callable[[float], None] | None
    ) -> None:
        self.scenario = scenario
        self.goal = goal
        self.threads = min(threads or os.cpu_count() or 1, most_at_once(scenario))
        self.progress = progress
        self.problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
        self.records = empty_records(scenario, self.problem.dimension)
        self.target = goal.share * float(self.problem.gaps(self.problem.start))
        self.trials: dict[str, list[Trial]] = {settings.name: [] for settings in scenario.methods}
        self.planned = len(self.trials) * PLANNED
        self.fraction = 0.0

    def found(self) -> dict[str, Tuning]:
        return {label: tuning(label, self.goal, self.scenario.seeds, trials) for label, trials in self.trials.items()}

    def wanted(self, choose: Callable[[Tuning], list[float]]) -> Wanted:
        """The steps that `choose` names for each method and that were not yet tried."""
        tried = self.found()
        return {label: [s for s in choose(found) if s not in found.steps] for label, found in tried.items()}

    def run(self, wanted: Wanted) -> None:
        """Try steps, on all seeds."""
        trials = [
            (settings.model_copy(update={"step": step}), step)
            for settings in self.scenario.methods
            for step in wanted[settings.name]
        ]
        if not trials:
            return
        seeds = self.scenario.seeds
        tasks = [
            partial(trace, self.scenario, self.problem, settings, number, self.records)
            for settings, _ in trials
            for number in range(seeds)
        ]
        done = sum(map(len, self.trials.values()))
        paths = side_by_side(tasks, self.threads, partial(self.tell, done, len(trials)) if self.progress else None)
        for index, (settings, step) in enumerate(trials):
            row = paths[index * seeds : (index + 1) * seeds]
            self.trials[settings.name].append(judge_step(step, row, self.target))

    def tell(self, done: int, running: int, fraction: float) -> None:
        """Progress that never goes back, though more steps may be wanted than were planned."""
        if self.progress:
            share = (done + running * fraction) / max(self.planned, done + running)
            self.fraction = max(self.fraction, share)
            self.progress(self.fraction)


def most_at_once(scenario: Scenario) -> int:
    """Runs whose models in flight fit into memory together."""
    return max(1, int(MEMORY_LIMIT / scenario.run_memory))
