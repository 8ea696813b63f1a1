"""What real threads on this machine gain: updates a second, real seconds to a target, and staleness.

The only study whose numbers differ from run to run: the machine decides.
"""

import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.kernel.pool import Progress
from engine.kernel.state import Floats, Integers
from engine.methods.block_update import BlockSettings
from engine.problems import ProblemSettings
from engine.results.curves import quartiles
from engine.simulate import build_problem
from engine.speedup.setting import Setting
from engine.speedup.shared_memory import run_threads

RUN_SECONDS = 0.1
"""One thread alone takes about so many real seconds for a run."""
PILOT, MOST_PILOT = 20, 20_480
"""Updates of the first run that tells how quick this machine is, and of the last: four times as many each time."""
PILOT_SECONDS = 0.2
"""After these no further one begins."""
REPEATS = 3
MOST_NUMBERS = 4_000_000
"""Numbers in the logs of one run, of all threads."""
FEWEST = 20
MOST_THREADS = 16


@dataclass(frozen=True)
class ThreadSpeedup:
    """R runs with each number of threads (C,), the first of which is 1."""

    threads: tuple[int, ...]
    arrivals: int  # updates of one run
    rates: Floats  # (C, R) updates a real second
    seconds: Floats  # (C, R) real seconds to the target; nan where it was not reached
    staleness: tuple[Integers, ...]  # C times (K,) of the first run's updates
    cores: int  # that this process may use

    @property
    def median_rates(self) -> Floats:
        """Median updates a real second (C,)."""
        return np.asarray(quartiles(self.rates.T)[1])

    @property
    def median_seconds(self) -> Floats:
        """Median real seconds to the target (C,); inf where too few runs reached it."""
        return np.asarray(quartiles(self.seconds.T)[1])

    @property
    def rate_quartiles(self) -> Floats:
        """Lower quartile, median and upper quartile (3, C) of updates a second, times those of one thread."""
        return np.asarray(quartiles(self.rates.T) / self.median_rates[0])

    @property
    def seconds_quartiles(self) -> Floats:
        """The same of the running-time speedup t_1 / t_n (3, C); 0 where too few runs reached the target."""
        alone, seconds = float(self.median_seconds[0]), quartiles(self.seconds.T)[::-1]
        return np.asarray(alone / seconds if math.isfinite(alone) else np.zeros_like(seconds))

    @property
    def on_own_cores(self) -> int:
        """The place in `threads` of the largest number for which each thread has a core of its own."""
        return max(place for place, count in enumerate(self.threads) if count <= max(1, self.cores))


def thread_counts() -> tuple[int, ...]:
    """1, 2, 4 and so on up to twice the cores."""
    most = min(2 * cores(), MOST_THREADS)
    return tuple(2**k for k in range(most.bit_length()))


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pilot(problem: ProblemSettings, settings: BlockSettings, seed: int) -> float:
    """Updates a real second of one thread, about: the best of ever longer runs, as other work only slows one."""
    built, arrivals, best, begin = build_problem(problem, 1, seed), PILOT, 0.0, time.perf_counter()
    while arrivals <= MOST_PILOT and time.perf_counter() - begin < PILOT_SECONDS:
        best = max(best, arrivals / run_threads(built, settings, 1, arrivals, seed).seconds)
        arrivals *= 4
    return best


def length(rate: float, problem: ProblemSettings, settings: BlockSettings, most_threads: int) -> int:
    """Updates of one run: so many seconds' worth, as far as the logs may grow."""
    numbers = most_threads * (3 + 2 * settings.block_of(problem.size()))
    return max(FEWEST, min(int(rate * RUN_SECONDS), MOST_NUMBERS // numbers))


def thread_speedup(
    problem: ProblemSettings,
    settings: BlockSettings,
    threads: Sequence[int],
    target: float,
    seed: int = 0,
    progress: Progress | None = None,
) -> ThreadSpeedup:
    """Run REPEATS times with each number of threads until the gap is `target` times the first one, and beyond.

    What `progress` raises ends the study. Raises ValueError as `run_threads`.
    """
    counts = (1, *sorted(set(threads) - {1}))
    arrivals = length(pilot(problem, settings, seed), problem, settings, counts[-1])
    rates, seconds = np.empty((len(counts), REPEATS)), np.empty((len(counts), REPEATS))
    staleness: list[Integers] = []
    for row, count in enumerate(counts):
        built = build_problem(problem, count, seed)
        for repeat in range(REPEATS):
            if progress:
                progress((row * REPEATS + repeat) / (len(counts) * REPEATS))
            run = run_threads(built, settings, count, arrivals, seed + repeat)
            rates[row, repeat], seconds[row, repeat] = run.done.size / run.seconds, run.reached(target)[1]
            if repeat == 0:
                staleness.append(run.staleness)
    return ThreadSpeedup(counts, arrivals, rates, seconds, tuple(staleness), cores())


def measure_threads(setting: Setting, progress: Progress | None = None) -> ThreadSpeedup:
    """`thread_speedup` of a setting, its numbers of workers being those of the threads. Raises as that does."""
    scenario = setting.scenario
    return thread_speedup(scenario.problem, setting.blocks, setting.counts, setting.target, scenario.seed, progress)


def shares(staleness: Integers, most: int) -> Floats:
    """The shares (most + 2,) of staleness 0, 1, ..., `most`, and of what is above."""
    counts = np.bincount(np.minimum(staleness, most + 1), minlength=most + 2)
    return np.asarray(counts / max(1, counts.sum()))
