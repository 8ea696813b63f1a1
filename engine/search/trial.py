"""One method at one step: how far and how fast it comes, over all seeds, by the definitions of engine.results.path."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.kernel.flight import ARRIVALS, NEXT_RECORD, Records
from engine.kernel.pool import Proceed
from engine.kernel.replicate import Replicate
from engine.methods import MethodSettings
from engine.problems import Problem
from engine.results.curves import quartiles
from engine.results.path import Path, diverged, end_gaps, reach
from engine.results.path_grid import copied, places_of
from engine.scenario import Scenario

PIECE_WORK = 5e6
"""Numbers touched between two looks at the model and the stop flag: some 5 milliseconds."""
GIVEN_UP = 1e100
"""A model with an entry beyond this will not come back; its run ends there."""


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
    own = copied(empty)
    run = Replicate(scenario.cluster, problem, settings, scenario.seed, number, own, logged=False)
    piece = scenario.piece(PIECE_WORK)
    while proceed(min(1.0, run.flight.counts[ARRIVALS] / scenario.arrivals)) and run.advance(piece):
        if not np.abs(run.server.model).max() < GIVEN_UP:
            break
    taken = int(run.flight.counts[NEXT_RECORD])
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
    return Trial(
        step,
        gap,
        low,
        high,
        reach(path, target, slowest).held,
        bool(2 * gone.sum() >= gone.size),
        bool(not gone.any() and ends.max() < path.first_gap),
        int(path.updates.max()),
    )
