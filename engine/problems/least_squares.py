"""Least squares: `f(x) = |B x - b|^2 / (2 rows)`, on rows that all workers share.

B (rows, d) is standard normal, `b` normal of standard deviation `residual`, so that x* is near 0; the start is all
ones. A job takes all rows, or a batch of them, and adds noise N(0, s^2) to each coordinate.
"""

from functools import cached_property
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.kernel.jit import dot, gradient
from engine.kernel.state import Data, Floats, data
from engine.kernel.streams import fill_normal
from engine.problems.base import Oracle, Problem, ProblemSettings
from engine.problems.blocks import begin_block, finish_block
from engine.problems.jobs import add_scaled, row_of, rows_of
from engine.problems.samples import Batch
from engine.schema import NotNegative, Whole

PURPOSE = 108


class LeastSquares(ProblemSettings):
    """`rows` of `dimension` normal features; `batch` 0: all rows a job."""

    kind: Literal["least_squares"] = "least_squares"
    rows: Annotated[Whole, Field(ge=1, le=100_000)] = 300
    dimension: Annotated[Whole, Field(ge=1, le=10_000)] = 100
    residual: Annotated[NotNegative, Field(le=1e3)] = 0.0
    noise: Annotated[NotNegative, Field(le=1e6)] = 0.03
    batch: Batch = 0

    def has_blocks(self) -> bool:
        return True

    def size(self) -> int:
        return self.dimension

    def tracked(self, workers: int) -> int:
        return self.rows

    def work(self) -> float:
        return float(2 * self.dimension * (self.batch or self.rows))

    def memory(self, workers: int) -> float:
        return 3.0 * self.rows * self.dimension * 8

    def misfit(self, workers: int) -> str:
        if self.rows < self.dimension:
            given = f"rows is {self.rows:,}, which does not determine {self.dimension:,} coordinates"
            return f"{given}; at least as many rows are needed"
        return ""

    def build(self, workers: int, seed: int) -> "LeastSquaresProblem":
        rng = np.random.default_rng([seed, PURPOSE])
        features = rng.standard_normal((self.rows, self.dimension))
        target = self.residual * rng.standard_normal(self.rows)
        return LeastSquaresProblem(features, target, np.ones(self.dimension), workers, self.noise, self.batch)


@gradient
def job(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    if data.noise > 0.0:
        fill_normal(key, data.noise, out)
    else:
        out[:] = 0.0
    count = rows_of(data, 0)
    for place in range(count):
        row = row_of(data, 0, key, place)
        add_scaled(out, (dot(data.matrix[row], model) - data.centers[0, row]) / count, data.matrix[row])


@gradient
def block_job(data: Data, worker: int, read: Floats, key: int, scratch: Floats, out: Floats) -> None:
    # F(x + mu e_i) - F(x - mu e_i) = 2 mu a_i . r / count exactly, so the derivative is the difference for every mu.
    begin_block(data, read, key, scratch, out)
    d, count = out.size, rows_of(data, 0)
    residuals, chosen = scratch[d : scratch.size - d], scratch[scratch.size - d :]
    for i in range(d):
        if chosen[i] == 0.0:
            continue
        if data.batch == 0:
            out[i] = dot(data.columns[i], residuals) / count
            continue
        for place in range(count):
            row = row_of(data, 0, key, place)
            out[i] += residuals[row] * data.columns[i, row] / count
    finish_block(data, key, chosen, out)


class LeastSquaresProblem(Problem):
    """Built from features (rows, d) of full column rank and a target (rows,)."""

    gradient = staticmethod(job)

    def __init__(
        self, features: Floats, target: Floats, start: Floats, workers: int, noise: float = 0.0, batch: int = 0
    ) -> None:
        rows = len(features)
        starts = np.array([0, rows])
        self.data = data(features, target[None], starts=starts, noise=noise, batch=batch)
        self.blocks = Oracle(block_job, np.ascontiguousarray(features.T), target)
        self.start = start
        self.workers = workers
        self.features, self.target = features, target
        self.hessian = features.T @ features / rows
        eigenvalues = np.linalg.eigvalsh(self.hessian)
        self.smoothness, self.strong_convexity = float(eigenvalues.max()), float(max(0.0, eigenvalues.min()))
        self.coordinate_smoothness = float(np.diagonal(self.hessian).max())

    @cached_property
    def worker_smoothness(self) -> Floats:
        return np.full(self.workers, self.smoothness)

    def minimiser(self, weights: Floats | None = None) -> Floats:
        return self.solution.copy()

    @cached_property
    def least(self) -> float:
        """The minimum of f."""
        return float(((self.features @ self.solution - self.target) ** 2).mean() / 2)

    @cached_property
    def solution(self) -> Floats:
        return np.asarray(np.linalg.lstsq(self.features, self.target, rcond=None)[0])

    def values(self, points: Floats, weights: Floats | None = None) -> Floats:
        return self.gaps(points) + self.least

    def gradients(self, points: Floats, weights: Floats | None = None) -> Floats:
        with np.errstate(all="ignore"):
            return np.asarray((points - self.solution) @ self.hessian)

    def excess(self, points: Floats) -> Floats:
        away = points - self.solution
        return np.asarray(((away @ self.hessian) * away).sum(axis=-1) / 2)
