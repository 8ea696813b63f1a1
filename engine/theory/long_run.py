"""What becomes of a run if it goes on: whether it converges at its step, and where to. Where theory answers quickly."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine.cluster import Cluster
from engine.kernel.state import Floats
from engine.methods import MethodSettings
from engine.problems import ProblemSettings
from engine.problems.quadratic import Quadratic
from engine.scenario import Scenario
from engine.theory.bias_curves import MOST_COST, StepQuestion, following_cost
from engine.theory.cycle import NoTheoryError
from engine.theory.question import fixed_times
from engine.theory.stability import EVALUATIONS, search_work, with_step

DECIDED = 1e-9
"""A contraction an arrival that is this close to 1 decides nothing: a direction without curvature has 1 itself."""
MOST_RATE, MOST_SEARCH = 3e8, 1e9
"""Operations of one rate and of one search for the largest step: some 0.1 and 2 seconds."""
MOST_WORKERS = 50
"""The maps of more take longer to set up than a sentence may wait."""


class LongRun(NamedTuple):
    """Whether and where to a method converges; None where theory does not apply, or not quickly."""

    converges: bool | None
    limit: Floats | None = None  # (d,) the mean of the model over a period, in the end
    rate: float = 1.0  # contraction of the distance to it per arrival


def long_run(scenario: Scenario, label: str) -> LongRun:
    """What becomes of the method `label` at its own step, by the linear map of one period.

    The noise of the problems on which exact theory applies is added, not multiplied: their mean squares stay bounded
    at just the steps at which the mean converges. Raises KeyError for a label that the scenario does not have.
    """
    problem, settings = scenario.problem, scenario.method(label).unlabelled
    if not isinstance(problem, Quadratic):
        return long_run_at(scenario.cluster, problem, scenario.seed, settings)
    # All centres are proportional to the heterogeneity, so the limit is, too, and the rate does not depend on it.
    unit = problem.model_copy(update={"heterogeneity": 1.0, "noise": 0.0})
    known = long_run_at(scenario.cluster, unit, scenario.seed, settings)
    return known if known.limit is None else known._replace(limit=problem.heterogeneity * known.limit)


def largest_quick_step(scenario: Scenario, label: str) -> float:
    """The step below which the method `label` converges; nan where theory does not say, or not quickly."""
    settings = with_step(scenario.method(label), 1.0).unlabelled
    return largest_at(scenario.cluster, scenario.problem, scenario.seed, settings)


def quick_question(cluster: Cluster, problem: ProblemSettings, seed: int, settings: MethodSettings) -> StepQuestion:
    """The question of a method. Raises NoTheoryError where following one period would take long, or is not possible."""
    clock = fixed_times(cluster)
    if cluster.workers > MOST_WORKERS or following_cost(settings, clock) > MOST_COST:
        raise NoTheoryError("The period is too long to be followed quickly.")
    return StepQuestion.at(cluster, problem, seed, settings)


@lru_cache(maxsize=512)
def long_run_at(cluster: Cluster, problem: ProblemSettings, seed: int, settings: MethodSettings) -> LongRun:
    """`long_run` of what it depends on, kept."""
    try:
        question = quick_question(cluster, problem, seed, settings)
        if search_work(question.reference.cycle, question.lanes) / EVALUATIONS > MOST_RATE:
            return LongRun(None)
        limit, rate = question.at_step(settings.step)
    except NoTheoryError:
        return LongRun(None)
    if not abs(rate - 1) > DECIDED:
        return LongRun(None)
    return LongRun(rate < 1, limit if np.isfinite(limit).all() else None, rate)


@lru_cache(maxsize=128)
def largest_at(cluster: Cluster, problem: ProblemSettings, seed: int, settings: MethodSettings) -> float:
    """`largest_quick_step` of what it depends on, kept."""
    try:
        question = quick_question(cluster, problem, seed, settings)
        quick = search_work(question.reference.cycle, question.lanes) <= MOST_SEARCH
        return question.largest_step if quick else float("nan")
    except NoTheoryError:
        return float("nan")
