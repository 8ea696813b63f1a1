"""One method at one step: how far and how fast it comes, over all seeds, by the definitions of engine.results.path."""

import math
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import NamedTuple

import numpy as np

from engine.kernel.flight import ARRIVALS, NEXT_RECORD, Records
from engine.kernel.pool import Proceed
from engine.kernel.replicate import Replicate
from engine.methods import MethodSettings
from engine.problems import Problem
from engine.results.curves import quartiles
from engine.results.limits import GIVEN_UP, PIECE_WORK
from engine.results.path import Path, diverged, end_gaps, reach
from engine.results.path_grid import places_of
from engine.scenario import Scenario

Hopeless = Callable[[Replicate], bool]
"""Takes a run between two pieces; true when it is to end, because nothing that it may still do is of use."""


def never(run: Replicate) -> bool:
    return False


class Trial(NamedTuple):
    """How one step did. Gaps are means over the last fifth of the run; medians over the seeds."""

    step: float
    gap: float
    gap_low: float  # quartile
    gap_high: float
    seconds: float  # simulated, from which on the target is held; inf where it is not
    diverged: bool  # at least half of the seeds grow without bound
    sound: bool  # no seed does, and each ends below the first gap
    updates: int  # of the seed that made the most


def trace(
    scenario: Scenario, problem: Problem, settings: MethodSettings, number: int, empty: Records, proceed: Proceed
) -> Path:
    """Seed `number` of one method (a path of S = 1), recorded where the `empty` records, which stay so, are due."""
    run = Replicate(scenario.cluster, problem, settings, scenario.seed, number, deepcopy(empty), logged=False)
    pursue(run, scenario, scenario.piece(PIECE_WORK), proceed)
    return path_of(problem, run)


def pursue(run: Replicate, scenario: Scenario, piece: int, proceed: Proceed, hopeless: Hopeless = never) -> bool:
    """Run to the end in pieces of so many arrivals, unless it is given up; is it over because it is `hopeless`?

    How long a piece is changes nothing but how soon a run is given up.
    """
    while proceed(min(1.0, run.flight.counts[ARRIVALS] / scenario.arrivals)) and run.advance(piece):
        if not np.abs(run.server.model).max() < GIVEN_UP:
            break
        if hopeless(run):
            return True
    return False


def path_of(problem: Problem, run: Replicate) -> Path:
    """What a run has recorded, as a path of S = 1; where it was given up, its gap and its time are infinite."""
    own, taken = run.records, int(run.flight.counts[NEXT_RECORD])
    gap = np.full(own.time.size, math.inf)
    gap[:taken] = problem.gaps(own.iterate[:taken])
    own.time[taken : taken + 1] = run.flight.clock[0]
    own.time[taken + 1 :] = math.inf
    return Path(places_of(own), own.time[None], gap[None], own.updates[None])


def joined(paths: Sequence[Path]) -> Path:
    """The paths of several seeds, which have the same places, as one."""
    times, gaps, updates = (np.concatenate([path[k] for path in paths]) for k in (1, 2, 3))
    return Path(paths[0].places, times, gaps, updates)


def judge_step(
    step: float, paths: Sequence[Path], target: float, slowest: float, converges: bool | None = None
) -> Trial:
    """What the seeds' paths say of a step, the target being a gap of `target`.

    `slowest`: mean seconds of a job of the slowest worker; `converges`: what theory says of the step.
    """
    path = joined(paths)
    ends, gone = end_gaps(path), diverged(path, converges)
    low, gap, high = (float(value) for value in quartiles(ends))
    held, diverges = reach(path, target, slowest).held, bool(2 * gone.sum() >= gone.size)
    sound = bool(not gone.any() and ends.max() < path.first_gap)
    return Trial(step, gap, low, high, held, diverges, sound, int(path.updates.max()))
