"""How much one job's gradient varies, exactly: the noise s2 that theorems ask for."""

from itertools import pairwise

import numpy as np

from engine.kernel.state import Floats
from engine.problems import Problem


def gradient_variance(problem: Problem, at: Floats | None = None) -> float:
    """Variance of one job's gradient at a point (d,), or the start, exactly; of the worker that has the largest.

    Noise N(0, s^2) a coordinate has d s^2. A batch of b samples, drawn with replacement, has the variance of one
    sample's gradient over b. A problem of streamed samples has a formula of its own.
    """
    point = problem.start if at is None else at
    known = problem.job_variance(point)
    if known is not None:
        return known
    noise, batch = problem.dimension * problem.data.noise**2, problem.data.batch
    return float(noise + (sample_variance(problem, point) / batch if batch else 0.0))


def sample_variance(problem: Problem, at: Floats) -> float:
    """Variance of the gradient of one sample's loss at a point (d,), of the worker that has the largest."""
    starts = problem.data.starts.tolist()
    return max(variance_among(problem, range(first, end), at) for first, end in pairwise(starts))


def variance_among(problem: Problem, rows: range, at: Floats) -> float:
    """Variance of one sample's gradient among `rows`, by Welford's sums: all gradients at once take much memory."""
    mean, squares = np.zeros(problem.dimension), 0.0
    for count, row in enumerate(rows, start=1):
        away = sample_gradient(problem, row, at) - mean
        mean += away / count
        squares += (1 - 1 / count) * float(away @ away)
    return squares / len(rows)


def sample_gradient(problem: Problem, row: int, at: Floats) -> Floats:
    """The gradient (d,) at a point (d,) for a worker that owns one sample and takes all it has."""
    alone = problem.data._replace(starts=np.array([row, row + 1], np.int64), batch=0)
    out = np.zeros(problem.dimension)
    problem.gradient(alone, 0, at, 0, np.zeros(problem.scratch), out)
    return out
