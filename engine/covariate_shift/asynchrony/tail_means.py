"""Means over the later models of runs: every model counts, and only one run's models are kept at a time."""

from functools import partial
from typing import NamedTuple

import numpy as np

from engine.covariate_shift.shift import ShiftError
from engine.kernel.flight import ARRIVAL, new_records
from engine.kernel.pool import Proceed, Progress, side_by_side
from engine.kernel.replicate import Replicate
from engine.kernel.state import Floats, Integers
from engine.methods import MethodSettings
from engine.scenario import Scenario
from engine.simulate import PIECE_WORK, build_problem

MOST_NUMBERS = 10_000_000
"""In all models of one run, which stand in memory at once."""
FIRST_PLACE = 20
"""The first place is no sooner than this."""


class Means(NamedTuple):
    """One method's mean models over S seeds at P places, and how often each worker was heard in the first seed."""

    models: Floats  # (S, P, d)
    heard: Integers  # (n,)


def places_within(arrivals: int, count: int) -> Integers:
    """Numbers of arrivals K (P,) in geometric steps to the last: `count`, or fewer where they would be the same."""
    first = min(FIRST_PLACE, arrivals)
    return np.unique(np.geomspace(first, arrivals, count).round().astype(np.int64))


def averaged(arrivals: Integers) -> Integers:
    """How many arrivals lie in (K/2, K], m (P,)."""
    return np.asarray(arrivals - arrivals // 2)


def tail_means(
    scenario: Scenario, places: Integers, threads: int | None = None, progress: Progress | None = None
) -> dict[str, Means]:
    """The mean of the models after each arrival in (K/2, K], at places K (P,), for every method by its label.

    `threads` and `progress` as in `simulate`. Raises ShiftError where the models of one run are too many.
    """
    arrivals, d = int(places[-1]), scenario.problem.size()
    if arrivals * d > MOST_NUMBERS:
        raise ShiftError(f"arrivals times dimension must be at most {MOST_NUMBERS:,}, not {arrivals * d:,}.")
    tasks = [
        partial(means_of_run, scenario, settings, number, places)
        for settings in scenario.methods
        for number in range(scenario.seeds)
    ]
    rows = side_by_side(tasks, threads, progress)
    found = {}
    for index, settings in enumerate(scenario.methods):
        row = rows[index * scenario.seeds : (index + 1) * scenario.seeds]
        found[settings.name] = Means(np.stack([one.models for one in row]), row[0].heard)
    return found


def means_of_run(
    scenario: Scenario, settings: MethodSettings, number: int, places: Integers, proceed: Proceed
) -> Means:
    """The mean models (P, d) of one seed, and how often it heard each worker."""
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    arrivals = int(places[-1])
    kept = new_records(problem.dimension, arrivals, None, arrivals + 1)
    run = Replicate(scenario.cluster, problem, settings, scenario.seed, number, kept)
    while proceed(run.fraction) and run.advance(scenario.piece(PIECE_WORK)):
        pass
    with np.errstate(all="ignore"):
        models = np.stack([kept.iterate[last // 2 + 1 : last + 1].mean(axis=0) for last in places])
    log = run.arrivals()
    assert log.dtype == ARRIVAL
    return Means(models, np.bincount(log["worker"], minlength=problem.workers))
