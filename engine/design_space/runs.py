"""One optimiser on a benchmark with one seed: what was tried, and what it was worth.

The same seed makes the same run, whatever runs beside it: an optimiser works in one thread, its linear algebra too.
"""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from engine.design_space.axis import Floats
from engine.design_space.benchmarks import benchmark as known
from engine.design_space.check import either
from engine.design_space.optimisers import OPTIMISERS, missing
from engine.design_space.variables import Point

Progress = Callable[[float], None]
"""Takes the fraction of the work that is done, 0 to 1; what it raises ends the work."""
MOST = 1000
"""Tries of a run, and seeds."""
SECONDS = {"bayesian": 0.03, "smt_kriging": 2.0, "tpe": 0.01}
"""Processor seconds a try, about, so that progress goes evenly."""
CHEAP = 0.001


class Entry(NamedTuple):
    """One run, by names: equal entries are equal runs."""

    benchmark: str
    optimiser: str
    tries: int
    seed: int

    @property
    def cost(self) -> float:
        """Processor seconds, about."""
        return self.tries * SECONDS.get(self.optimiser, CHEAP)


class Run(NamedTuple):
    """What one optimiser tried with one seed, in the order of the tries (T,)."""

    points: tuple[Point, ...]
    values: Floats  # (T,)
    seconds: Floats  # (T,) processor seconds of each try: to ask, to evaluate and to tell

    @property
    def best(self) -> Floats:
        """The best value so far after each try (T,)."""
        return np.minimum.accumulate(self.values)

    def first(self, tries: int) -> "Run":
        """The run as it was after so many tries: no optimiser knows how many will follow."""
        return Run(self.points[:tries], self.values[:tries], self.seconds[:tries])


def entries(benchmark: str, optimisers: Sequence[str], tries: int, seeds: int, seed: int = 0) -> tuple[Entry, ...]:
    """The runs of a study, seed by seed from `seed` on.

    Raises ValueError, one sentence with the field's name and what is possible, where there is no such study, and
    ImportError, with what to install, where an optimiser needs a library that is not there.
    """
    known(benchmark)
    if not optimisers:
        raise ValueError(f"optimisers: name at least one of {', '.join(OPTIMISERS)}")
    for place, optimiser in enumerate(optimisers):
        if optimiser not in OPTIMISERS:
            raise ValueError(f"optimisers: must be {either(OPTIMISERS)} (given: {optimiser!r})")
        if optimiser in optimisers[:place]:
            raise ValueError(f"optimisers: {optimiser} stands there twice")
    for field, value in (("tries", tries), ("seeds", seeds)):
        if not 1 <= value <= MOST:
            raise ValueError(f"{field}: must be 1 to {MOST:,} (given: {value})")
    if seed < 0:
        raise ValueError(f"seed: must be at least 0 (given: {seed})")
    for optimiser in optimisers:
        if sentence := missing(optimiser):
            raise ImportError(f"{optimiser}: {sentence}")
    return tuple(
        Entry(benchmark, optimiser, tries, number) for number in range(seed, seed + seeds) for optimiser in optimisers
    )


def run_entry(entry: Entry, progress: Progress | None = None) -> Run:
    """One run. `progress` gets the fraction done after every try. Raises ImportError where a library is missing."""
    space, function, *_ = known(entry.benchmark)
    points: list[Point] = []
    values, seconds = np.empty(entry.tries), np.empty(entry.tries)
    # The matrices are small: more threads would wait for each other.
    with threadpool_limits(1):
        optimiser = OPTIMISERS[entry.optimiser](space, entry.seed)
        for number in range(entry.tries):
            began = time.thread_time()
            (point,) = optimiser.ask()
            values[number] = function(point)
            optimiser.tell(point, values[number])
            seconds[number] = time.thread_time() - began
            points.append(point)
            if progress is not None:
                progress((number + 1) / entry.tries)
    return Run(tuple(points), values, seconds)
