"""What a method's jobs are on a problem: whole gradients, or blocks of coordinates."""

from typing import NamedTuple

from engine.kernel.state import Data, Times
from engine.methods import MethodSettings
from engine.methods.block_update import BlockSettings
from engine.problems import Problem
from engine.problems.base import Gradient


class Jobs(NamedTuple):
    """The function, arrays and memory by which the kernel computes a job's result."""

    gradient: Gradient
    data: Data
    scratch: int  # numbers of working memory
    values: int  # times the cluster's seconds that a job takes


def jobs_of(problem: Problem, settings: MethodSettings) -> Jobs:
    """The jobs that `settings` asks for. Raises ValueError where the problem has no answers for them."""
    if not isinstance(settings, BlockSettings):
        return Jobs(problem.gradient, problem.data, problem.scratch, 1)
    d, blocks = problem.dimension, problem.blocks
    wrong = settings.misfit(blocks is not None, d)
    if wrong or blocks is None:
        raise ValueError(wrong)
    data = problem.data._replace(columns=blocks.columns, block=settings.block_of(d), smoothing=settings.smoothing_of(d))
    return Jobs(blocks.job, data, 2 * d + blocks.columns.shape[1], settings.seconds_a_job(d))


def stretched(times: Times, factor: int) -> Times:
    """The times of jobs that take `factor` times as much work."""
    if factor == 1:
        return times
    work = times.work
    return times._replace(
        work=work._replace(
            base=factor * work.base,
            spread=factor * work.spread,
            durations=factor * work.durations,
            slack=factor * work.slack,
        )
    )
