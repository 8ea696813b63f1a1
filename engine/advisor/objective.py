"""What is optimised: from the settings of a method to one number, which is to be small.

Every seed is judged by `engine.search.trial`, as the step search judges its steps: a target counts once it is held to
the end of the budget, on average over every window, so that a run that dips below it at the end gains nothing.
"""

import math
import time
from concurrent.futures import CancelledError
from copy import deepcopy
from functools import cached_property

from engine.advisor.early_stop import Held, TooSlow
from engine.advisor.grades import earliness
from engine.advisor.horizon import alone, in_seconds
from engine.advisor.seeds import UNSTABLE, Judge, SeedEnd, median
from engine.advisor.stable import converges, decades_beyond
from engine.advisor.tries import Try
from engine.kernel.flight import ARRIVALS, Records
from engine.kernel.pool import Proceed
from engine.kernel.replicate import Replicate, StuckError
from engine.methods import MethodSettings
from engine.problems import Problem
from engine.results.ending import HEARD
from engine.results.limits import PIECE_WORK
from engine.results.path_grid import path_records
from engine.scenario import Scenario
from engine.search.trial import Hopeless, judge_step, never, path_of, pursue
from engine.search.tuning import Goal
from engine.simulate import build_problem

SEEDS = 3
"""One seed has plateaus; three have a median that one of them cannot move."""
PATIENCE = 2.0
"""A run is stopped once it is known to be slower than so many times the bound: close rivals are told apart exactly."""
LOOKS = 16
"""How often at least a run is looked at, whether it is still of use."""


def always(fraction: float) -> bool:
    return True


class Objective:
    """The score of methods on the cluster, problem, seed and budget of `scenario`; its own methods do not matter.

    The score is the median over `seeds` seeds of log10 of the simulated seconds from which on the target is held
    (`goal.kind` "time"), or of the mean gap over the last fifth of the budget ("gap"). It always is finite, and

    - any run that reaches what is wanted scores less than any that misses it, that less than any that diverged on
      some seed, and that less than any step that theory calls unstable, which is not run at all;
    - of those that reach it, fewer seconds never score more; those that miss it are graded by the gap they end with,
      those that diverged by when they did, unstable steps by how far they are beyond the largest stable one
      (`engine.advisor.grades`);
    - equal settings have equal scores, to the last bit, whatever their label, the order and the number of threads: all
      settings of all methods see the same job times and samples, seed by seed;
    - a score that a `bound` cut short is at most the whole one, and says so (`Try.exact`).

    A budget in arrivals becomes one in simulated seconds, the same for all: methods that wait would have longer else.
    Raises ValueError where that is too long or there are no seeds, and ArithmeticError when the problem's minimiser
    cannot be found.
    """

    def __init__(self, scenario: Scenario, goal: Goal | None = None, seeds: int = SEEDS, first: int = 0) -> None:
        """`first` is the number of the first seed: search and validation take others."""
        if seeds < 1:
            raise ValueError("seeds: at least one is needed")
        self.goal = goal or Goal()
        self.seeds = seeds
        self.first = first
        self.scenario = in_seconds(scenario).model_copy(update={"seeds": seeds})
        self.problem: Problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
        first_gap = float(self.problem.gaps(self.problem.start))
        self.judge = Judge(self.goal, self.goal.share * first_gap, first_gap, self.budget)
        self.held = Held(self.judge.target, self.budget, float(scenario.cluster.means().max()))

    @property
    def budget(self) -> float:
        """Simulated seconds of every run."""
        return float(self.scenario.budget.seconds or 0.0)

    @property
    def short(self) -> bool:
        """Does the budget end before the slowest worker can be heard HEARD times? Then a longer one may say else."""
        return self.budget < HEARD * self.held.slowest

    @cached_property
    def records(self) -> Records:
        """Empty records at the places where every run is judged; nobody writes into them."""
        return path_records(self.scenario, self.problem.dimension)

    def score(self, settings: MethodSettings, proceed: Proceed = always, bound: float = math.inf) -> Try:
        """Try a method. `bound`: simulated seconds to the target of the best that is known.

        Runs that are known to be slower than PATIENCE times the bound end early; the goal "gap" has no such thing.
        `proceed` takes the fraction done, 0 to 1; once it says no, CancelledError is raised. Raises ValueError for
        settings that do not fit the problem.
        """
        began = time.perf_counter()
        settings = settings.unlabelled
        self.check(settings)
        if not proceed(0.0):
            raise CancelledError
        stable = converges(self.scenario, settings)
        if stable is False:
            score = self.judge.grades.unstable(decades_beyond(self.scenario, settings))
            none = (math.inf,) * self.seeds
            spent = time.perf_counter() - began
            return Try(settings, score, none, math.inf, UNSTABLE, converges=False, spent=spent)
        limit = PATIENCE * bound if self.goal.kind == "time" else math.inf
        ends: list[SeedEnd] = []
        while len(ends) < self.seeds and not decided(ends, self.seeds):
            part = self.share_of(proceed, len(ends))
            ends.append(self.seed_end(settings, self.first + len(ends), part, limit, stable))
        return self.tried(settings, ends, limit, stable, time.perf_counter() - began)

    def check(self, settings: MethodSettings) -> None:
        """Raise ValueError, with a sentence, for settings that do not fit the problem."""
        misfit = settings.misfit(self.scenario.problem.has_blocks(), self.problem.dimension)
        if misfit:
            raise ValueError(misfit)

    def tried(
        self, settings: MethodSettings, ends: list[SeedEnd], limit: float, stable: bool | None, spent: float
    ) -> Try:
        """The try of these seeds."""
        score, failure, slower_than = self.judge.worth(ends, self.seeds, limit)
        seconds = tuple(end.seconds for end in ends) + (math.inf,) * (self.seeds - len(ends))
        gap = median([end.gap for end in ends if not end.stopped] or [math.inf])
        work = sum(end.arrivals for end in ends) * self.scenario.arrival_work(settings)
        expected = None if slower_than is None else self.judge.expected(ends)
        return Try(settings, score, seconds, gap, failure, slower_than, stable, work, spent, expected)

    def seed_end(
        self, settings: MethodSettings, number: int, proceed: Proceed, limit: float, stable: bool | None = None
    ) -> SeedEnd:
        """One seed of a method, by its number. Raises CancelledError once `proceed` says no."""
        going = True

        def watched(fraction: float) -> bool:
            nonlocal going
            going = proceed(fraction)
            return going

        scenario = alone(self.scenario, settings)
        watch = TooSlow(self.problem, self.held, limit)
        hopeless: Hopeless = watch if limit < self.budget else never
        piece = max(1, min(scenario.piece(PIECE_WORK), int(scenario.arrivals / LOOKS)))
        run = self.replicate(settings, number)
        try:
            stopped = pursue(run, scenario, piece, watched, hopeless)
        except StuckError:
            return SeedEnd(math.inf, math.inf, stuck=True)
        if not going:
            raise CancelledError
        arrivals = int(run.flight.counts[ARRIVALS])
        if stopped:
            return SeedEnd(math.inf, math.inf, arrivals=arrivals, stopped=True, expected=watch.expected(run))
        path = path_of(self.problem, run)
        trial = judge_step(settings.step, [path], self.judge.target, self.held.slowest, stable)
        early = earliness(path) if trial.diverged else None
        return SeedEnd(trial.seconds, trial.gap, early, trial.updates, arrivals)

    def replicate(self, settings: MethodSettings, number: int) -> Replicate:
        """One seed of a method, about to begin."""
        cluster, seed = self.scenario.cluster, self.scenario.seed
        return Replicate(cluster, self.problem, settings, seed, number, deepcopy(self.records), logged=False)

    def share_of(self, proceed: Proceed, done: int) -> Proceed:
        """What one seed calls with its own fraction, when so many are done."""
        return lambda fraction: proceed((done + fraction) / self.seeds)


def decided(ends: list[SeedEnd], seeds: int) -> bool:
    """Can further seeds change nothing?"""
    if any(end.stuck or end.early is not None for end in ends):
        return True
    return 2 * sum(end.stopped for end in ends) > seeds
