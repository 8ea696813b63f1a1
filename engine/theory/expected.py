"""The gap that is to be expected on the way, not only in the end."""

import numpy as np

from engine.kernel.state import Floats, Integers
from engine.scenario import Scenario
from engine.theory.blocks import blocks_of
from engine.theory.covariance import expected_gaps
from engine.theory.cycle import NoTheoryError, first_arrivals
from engine.theory.linear import quadratics, work
from engine.theory.question import Question
from engine.theory.stationary import start_of

MOST_WORK = 3e9
"""Numbers touched: some three seconds."""


def expected_gap(scenario: Scenario, label: str, after: Integers) -> Floats:
    """The mean over all noise of the gap (R,) after so many arrivals each, `after` (R,) in increasing order.

    Of the method `label` on a quadratic at fixed times, by carrying the model's mean and covariance from arrival to
    arrival: exact from the start on, whether or not the schedule is periodic. Raises NoTheoryError where it does not
    apply, or would take too long.
    """
    question = Question.of(scenario, label)
    problem = question.problem
    blocks = blocks_of(problem)
    layout, arrivals = first_arrivals(question.settings, np.array(question.times), problem.smoothness, int(after[-1]))
    b, s = blocks.centers.shape[1:]
    q, noise = layout.rows, problem.data.noise
    size = q * s if noise else 1
    if 4.0 * arrivals.worker.size * b * size**2 > MOST_WORK:
        raise NoTheoryError("The expected gap would take too long here: take fewer arrivals, workers or dimensions.")
    means = start_of(blocks.turned(problem.start), layout)[..., None]
    covariances = np.zeros((b, q, s, size))
    gaps = np.zeros(len(after))
    of = quadratics(blocks.curvatures, blocks.centers)
    memory = np.zeros(s), work(q, s, 1), work(q, s, size)
    expected_gaps(arrivals, layout.first_job, of, noise**2, np.asarray(after), means, covariances, *memory, gaps)
    return gaps
