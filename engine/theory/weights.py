"""Which worker pulls where: the weight that each one's gradients end with, and the limit of small steps."""

import numpy as np

from engine.kernel.state import Floats
from engine.problems import Problem
from engine.scenario import Scenario
from engine.theory.cycle import Cycle, NoTheoryError
from engine.theory.linear import Quadratics, period_map, work
from engine.theory.question import Question

UNDECIDED = "The workers that are heard leave a direction of the model undecided, so the limit depends on the start."


def worker_weights(scenario: Scenario, label: str) -> Floats:
    """w_i (n,), of sum 1: worker i's part of the way that the model goes while the gradients hardly change.

    A gradient's weight is the change of the model that it ends with, all momentum spent. Of any problem, as the rule's
    own bookkeeping decides it; the times must be fixed. Raises NoTheoryError where they are not, where the schedule has
    no period, and where the method never moves.
    """
    return weights_of(Question.of(scenario, label).cycle)


def small_step_limit(scenario: Scenario, label: str) -> Floats:
    """The limit (d,) that the method tends to as its step tends to 0: the minimiser of `sum_i w_i f_i`.

    Raises NoTheoryError as `worker_weights` does and where that minimiser is not unique, and ArithmeticError where it
    is not found.
    """
    question = Question.of(scenario, label)
    return weighted_minimiser(question.problem, weights_of(question.cycle))


def weights_of(cycle: Cycle) -> Floats:
    """The `worker_weights` (n,) of a method with this cycle. Raises NoTheoryError where it never moves."""
    weights = total_weights(cycle)
    total = float(weights.sum())
    if not total > 0:
        raise NoTheoryError("The method makes no update, so no worker pulls anywhere.")
    return weights / total


def weighted_minimiser(problem: Problem, weights: Floats) -> Floats:
    """The minimiser (d,) of `sum_i w_i f_i`. Raises NoTheoryError where it is not unique."""
    try:
        return problem.minimiser(weights)
    except np.linalg.LinAlgError:
        raise NoTheoryError(UNDECIDED) from None


def total_weights(cycle: Cycle) -> Floats:
    """The total weight (n,) with which each worker's gradients of one period end in the model.

    With gradients that are given from outside, moving the model and all that is in flight by the same amount changes
    nothing, so one period's map has the eigenvalue 1; its left eigenvector tells where any state ends.
    """
    layout = cycle.layout
    q, n = layout.rows, layout.workers
    states = np.zeros((n, q, 1, q + 1))
    states[:, :, 0, :q] = np.eye(q)
    # In block i every gradient of worker i is 1 and every other one 0, whatever the model.
    given = Quadratics(np.zeros((n, n, 1, 1)), -np.eye(n)[:, :, None], np.zeros((n, 1, 1)), np.zeros((n, 1, 1)))
    period_map(cycle.arrivals, layout.first_job, given, states, work(q, 1, q + 1))
    period, injected = states[0, :, 0, :q], states[:, :, 0, q].T
    moved = np.ones(q)
    moved[layout.first_job - layout.vectors : layout.first_job] = 0.0
    values, vectors = np.linalg.eig(period.T)
    ends = vectors[:, np.argmin(np.abs(values - 1))].real
    return np.asarray(-(ends / (ends @ moved)) @ injected)
