"""One method at one step: how far and how fast it comes, over all seeds.

A trial is simulated as the scenario says, but its records stand at equal ratios of the budget: however early the
target is reached, its time is known to GROWTH, or to one arrival where that is more. Models of many parameters,
whose gaps may cost more than their jobs, are recorded less often: 650 parameters and 5,000 arrivals every 6 %.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine import flight as _flight
from engine.curves import held, quartiles
from engine.flight import ARRIVALS, NEXT_RECORD, Records
from engine.methods import MethodSettings
from engine.pool import Tell
from engine.problems import Problem
from engine.replicate import Replicate
from engine.scenario import Scenario
from engine.state import Floats
from engine.verdict import DIVERGED, GROWN, first_below

GROWTH = 1.02
"""A record stands this many times later than the one before."""
MOST_NUMBERS, LEAST_RECORDS = 100_000, 128
"""Records times d are at most so many, unless that leaves fewer records than this."""
PIECE_WORK = 5e6
"""Numbers touched between two looks at the model and the stop flag: some 5 milliseconds."""
GIVEN_UP = 1e100
"""A model with an entry beyond this will not come back; its run ends there."""


class Path(NamedTuple):
    """One seed's gap at R records. Where it was given up, the gap is infinite from then on."""

    time: Floats  # (R,) simulated seconds; inf where no record was taken
    gap: Floats  # (R,)


class Trial(NamedTuple):
    """What one step gave. Medians over the seeds, a seed holding its latest record's gap."""

    step: float
    gap: float  # at the end of the budget
    gap_low: float  # quartile
    gap_high: float
    seconds: float  # simulated, until the gap first falls to the target; inf where it does not
    diverged: bool  # at least half of the seeds


def empty_records(scenario: Scenario, dimension: int) -> Records:
    """Records at 0 and then at ratios of GROWTH, or more, up to the budget.

    They are at least one arrival apart; in seconds the first stands at the mean time between two arrivals.
    """
    arrivals, seconds = scenario.budget.arrivals, scenario.budget.seconds
    end = float(arrivals or seconds or 0.0)
    first = end / max(1.0, scenario.arrivals)
    count = math.ceil(math.log(end / first) / math.log(GROWTH)) + 1
    most = max(LEAST_RECORDS, MOST_NUMBERS // dimension)
    places = np.geomspace(first, end, max(2, min(count, most)))
    if arrivals is None:
        places = np.unique(np.append(0.0, places))
        return _flight.records(dimension, None, seconds, places.size)._replace(due_seconds=places)
    return _flight.records_at(np.unique(np.append(0, np.round(places).astype(np.int64))), dimension)


def trace(
    scenario: Scenario, problem: Problem, settings: MethodSettings, number: int, empty: Records, tell: Tell
) -> Path:
    """Seed `number` of one method, recorded where the `empty` records, which stay so, are due."""
    own = empty._replace(
        time=empty.time.copy(),
        updates=empty.updates.copy(),
        gradients=empty.gradients.copy(),
        iterate=empty.iterate.copy(),
    )
    run = Replicate(scenario, problem, settings, number, records=own, logged=False)
    piece = scenario.piece(PIECE_WORK)
    while tell(min(1.0, run.flight.counts[ARRIVALS] / scenario.arrivals)) and run.advance(piece):
        if not np.abs(run.server.model).max() < GIVEN_UP:
            break
    taken = int(run.flight.counts[NEXT_RECORD])
    gap = np.full(own.time.size, math.inf)
    gap[:taken] = problem.gaps(own.iterate[:taken])
    own.time[taken : taken + 1] = run.flight.clock[0]
    own.time[taken + 1 :] = math.inf
    return Path(own.time, gap)


def judge_step(step: float, paths: Sequence[Path], target: float) -> Trial:
    """What the seeds' paths say of a step; the target is reached at a gap of at most `target`."""
    times, gaps = (np.stack(column) for column in zip(*paths, strict=True))
    low, gap, high = (float(value) for value in quartiles(gaps[:, -1]))
    return Trial(step, gap, low, high, first_second(times, gaps, target), diverged(times, gaps))


def first_second(times: Floats, gaps: Floats, target: float) -> float:
    """When the median over the seeds first is at most `target`, up to where the earliest seed ends."""
    x = times[0]
    if not np.array_equal(times, np.broadcast_to(x, times.shape)):
        x = np.unique(times[(times <= times[:, -1].min()) & np.isfinite(times)])
        gaps = held(times, gaps, x)
    return first_below(x, quartiles(gaps)[1], target)


def diverged(times: Floats, gaps: Floats) -> bool:
    """Did at least half of the seeds? As in the verdicts: far above the start, and not only up to a noise floor."""
    final, seeds = gaps[:, -1], np.arange(len(gaps))
    middle = gaps[seeds, (times <= times[:, -1:] / 2).sum(axis=1) - 1]
    bad = ~(final <= DIVERGED * gaps[:, 0])
    gone = bad & (~np.isfinite(final) | (final > GROWN * middle))
    return bool(2 * gone.sum() >= gone.size)
