"""Where a method settles, measured: the mean of the simulated model over the last part of a run."""

import math
from functools import partial
from typing import NamedTuple

import numpy as np

from engine.kernel.flight import ARRIVALS, records_at
from engine.kernel.pool import Proceed, Progress, side_by_side
from engine.kernel.replicate import Replicate
from engine.kernel.state import Floats
from engine.methods import MethodSettings
from engine.scenario import Budget, Scenario
from engine.simulate import build_problem
from engine.theory.bias_curves import StepQuestion
from engine.theory.cycle import NoTheoryError

PIECE_WORK = 5e6
"""Numbers touched between two looks at the model and the stop flag: some 5 milliseconds."""
GIVEN_UP = 1e100
MOST_TAIL = 5000
"""Most models that a mean is taken of."""
MOST_ARRIVALS = 2_000_000
LEFT = 1e-7
"""What may be left of the first distance to the limit where the mean begins."""
WITHOUT_THEORY = 100.0
"""Where the rate is not known, a run is so many times as long as 1 / (step times the smallest curvature) arrivals."""


class MeasuredLimit(NamedTuple):
    """The mean model over the tail of a run, for S seeds; nan where the run diverged."""

    limit: Floats  # (S, d)
    bias: Floats  # (S,) its distance to the minimiser of f; inf where the run diverged


def measure_limit(scenario: Scenario, label: str) -> MeasuredLimit:
    """Simulate one method until it has settled, as long as its exact rate asks for, and take the mean of its tail.

    Where there is no theory, a long run and its second half. Raises RuntimeError as `measure_tail` does.
    """
    settings = scenario.method(label)
    try:
        question = StepQuestion.of(scenario, label)
        length = run_length(question.at_step(settings.step).rate, question.period)
    except NoTheoryError:
        length = unknown_length(scenario, settings)
    return measure_tail(scenario, settings, length)


def run_length(rate: float, period: int) -> tuple[int, int]:
    """Arrivals before the tail and in it, for a contraction `rate` an arrival and a `period` in arrivals.

    The tail is one period; of one longer than MOST_TAIL models that lie as evenly as whole arrivals can. Where the
    method does not converge, the run is long enough to see it go.
    """
    pace = abs(math.log(rate)) if 0 < rate < math.inf else 1.0
    burn = (math.log(1 / LEFT) if rate < 1 else math.log(GIVEN_UP / LEFT)) / max(pace, 1e-12)
    return int(min(MOST_ARRIVALS, max(period, math.ceil(burn)))), period


def unknown_length(scenario: Scenario, settings: MethodSettings) -> tuple[int, int]:
    """Arrivals before the tail and in it where there is no theory: as many in each."""
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    mu = problem.strong_convexity
    pace = settings.step * (mu if math.isfinite(mu) else 0.1)
    burn = int(min(MOST_ARRIVALS / 2, max(2000, WITHOUT_THEORY / pace)))
    return burn, burn


def measure_tail(
    scenario: Scenario,
    settings: MethodSettings,
    length: tuple[int, int],
    threads: int | None = None,
    progress: Progress | None = None,
) -> MeasuredLimit:
    """Simulate one method on every seed of the scenario for `length` arrivals, before the tail and in it.

    `progress` as in `simulate`. Raises RuntimeError when the method leaves every worker waiting.
    """
    burn, tail = length
    count = min(tail, MOST_TAIL)
    due = burn + np.round(np.arange(1, count + 1) * (tail / count)).astype(np.int64)
    scenario = scenario.model_copy(update={"budget": Budget(arrivals=burn + tail)})
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)

    def seed(number: int, proceed: Proceed) -> Floats:
        records = records_at(due, problem.dimension)
        run = Replicate(scenario.cluster, problem, settings, scenario.seed, number, records, logged=False)
        piece = scenario.piece(PIECE_WORK)
        while proceed(run.flight.counts[ARRIVALS] / (burn + tail)) and run.advance(piece):
            if not np.abs(run.server.model).max() < GIVEN_UP:
                return np.full(problem.dimension, np.nan)
        with np.errstate(all="ignore"):
            return np.asarray(run.records.iterate.mean(axis=0))

    limits = np.stack(side_by_side([partial(seed, number) for number in range(scenario.seeds)], threads, progress))
    # A last piece may take a run beyond the range of numbers.
    limits[~(np.abs(limits) < GIVEN_UP).all(axis=1)] = np.nan
    return MeasuredLimit(limits, problem.distances(limits))
