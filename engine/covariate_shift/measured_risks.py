"""All estimators of a contest on real samples, each for its own worst truth, beside what is exact."""

import numpy as np

from engine.covariate_shift.contest import Contest
from engine.covariate_shift.measured import Measured
from engine.covariate_shift.random_design import random_design
from engine.covariate_shift.sgd.runs import measured
from engine.kernel.pool import Progress

LINEAR = ("ols", "ridge", "minmax")
MOST_RUNS, FEWEST_RUNS = 200, 20
MOST_WORK = 1e9
"""Multiplications of one estimator's runs: n samples take n d^2 of them, and a factorisation d^3 more."""


def runs_for(samples: int, dimension: int) -> int:
    """How many runs are worth their time; 0 where those were too few to say anything."""
    runs = int(min(MOST_RUNS, MOST_WORK / (dimension**2 * (samples + dimension))))
    return runs if runs >= FEWEST_RUNS else 0


def measured_risks(contest: Contest, samples: int, seed: int, progress: Progress | None = None) -> dict[str, Measured]:
    """The mean target error of every estimator over Gaussian samples of the source, as far as time allows.

    Each is asked about its own worst truth, so that the number stands beside its worst-case risk. `progress` takes the
    share done; what it raises ends the work.
    """
    entries, dimension = contest.entries, contest.best.shift.dimension
    known = {kind: entries[kind].worst.truth for kind in LINEAR}
    # What stands for the samples has at most d rows.
    many = runs_for(dimension, dimension) or FEWEST_RUNS
    found = random_design(contest.best, entries["ridge"].tuned or 0.0, known, samples, seed, many)
    runs = runs_for(samples, dimension)
    for index, (kind, entry) in enumerate(entries.items()):
        if progress:
            progress(index / len(entries))
        if runs and entry.plan is not None and np.isfinite(entry.worst.risk):
            found[kind] = measured(entry.plan, contest.best.shift, entry.worst.truth, seed, runs)
    return found
