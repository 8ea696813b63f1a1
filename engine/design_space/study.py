"""Optimisers on a benchmark whose optimum is known: what was best after each try, over several seeds."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from engine.design_space.axis import Floats
from engine.design_space.benchmarks import BENCHMARKS, Benchmark
from engine.design_space.runs import Entry, Progress, Run, entries, run_entry
from engine.design_space.variables import Point

CLOSE = 0.05
"""A regret up to this counts as solved."""
MILESTONES = (20, 40, 60)


class Best(NamedTuple):
    """The best that anybody found."""

    optimiser: str
    point: Point
    value: float


class Study(NamedTuple):
    """The runs of each optimiser (S each) on one benchmark, all of as many tries (T)."""

    name: str
    runs: Mapping[str, tuple[Run, ...]]

    @property
    def benchmark(self) -> Benchmark:
        """The function, its space and its optimum."""
        return BENCHMARKS[self.name]

    @property
    def tries(self) -> int:
        return next(iter(self.runs.values()))[0].values.size

    @property
    def seeds(self) -> int:
        return len(next(iter(self.runs.values())))

    @property
    def evaluations(self) -> int:
        """How often the function was evaluated in all."""
        return sum(run.values.size for runs in self.runs.values() for run in runs)

    def best(self, optimiser: str) -> Floats:
        """Best value so far of each seed after each try (S, T)."""
        return np.array([run.best for run in self.runs[optimiser]])

    def regret(self, optimiser: str) -> Floats:
        """The best value so far less the optimum (S, T); none is below 0, but for rounding of the optimum."""
        return self.best(optimiser) - self.benchmark.optimum

    def quartiles(self, optimiser: str) -> Floats:
        """Lower quartile, median and upper quartile of the regret over the seeds after each try (3, T)."""
        return np.quantile(self.regret(optimiser), [0.25, 0.5, 0.75], axis=0)

    def solved(self, optimiser: str, within: float = CLOSE) -> int:
        """How many seeds end so near the optimum."""
        return int((self.regret(optimiser)[:, -1] <= within).sum())

    def tries_to(self, optimiser: str, within: float = CLOSE) -> float:
        """Tries until the median regret is so small; inf where it does not become so."""
        there = np.flatnonzero(self.quartiles(optimiser)[1] <= within)
        return float(there[0] + 1) if there.size else np.inf

    def seconds(self, optimiser: str) -> float:
        """Processor seconds a try, the mean over all seeds."""
        return float(np.mean([run.seconds for run in self.runs[optimiser]]))

    @property
    def winner(self) -> Best:
        """The best point of all; the first that found it where several did."""
        found = [
            Best(optimiser, run.points[int(run.values.argmin())], float(run.values.min()))
            for optimiser, runs in self.runs.items()
            for run in runs
        ]
        return min(found, key=lambda one: one.value)


def study_of(wanted: Sequence[Entry], runs: Mapping[Entry, Run]) -> Study:
    """The study of these entries, whose runs are there."""
    by_optimiser: dict[str, list[Run]] = {}
    for entry in wanted:
        by_optimiser.setdefault(entry.optimiser, []).append(runs[entry])
    return Study(wanted[0].benchmark, {optimiser: tuple(each) for optimiser, each in by_optimiser.items()})


def run_study(
    benchmark: str,
    optimisers: Sequence[str] = ("bayesian", "random"),
    tries: int = 60,
    seeds: int = 8,
    seed: int = 0,
    progress: Progress | None = None,
) -> Study:
    """Each optimiser on a benchmark, both by name, so many tries long, with seeds from `seed` on.

    `progress` gets the fraction done, 0 to 1, after every try; what it raises ends the work and is raised here. Raises
    ValueError and ImportError as `entries`.
    """
    wanted = entries(benchmark, optimisers, tries, seeds, seed)
    total, done, runs = sum(entry.cost for entry in wanted), 0.0, {}
    for entry in wanted:
        runs[entry] = run_entry(entry, part(progress, done / total, entry.cost / total))
        done += entry.cost
    return study_of(wanted, runs)


def part(progress: Progress | None, begin: float, share: float) -> Progress | None:
    """What is told the fraction of a part of the work."""
    return None if progress is None else lambda done: progress(min(1.0, begin + share * done))


def milestones(tries: int) -> list[int]:
    """After which tries a table says what was reached; the last is the end."""
    return [*(tried for tried in MILESTONES if tried < tries), tries]
