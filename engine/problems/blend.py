"""Blending: `f(x) = |P x - b| / sqrt(rows)`, the root mean squared error of a weighted sum of given predictions.

P (rows, d) holds one model's predictions a column, b (rows,) the truth; all workers see all rows. The start is the
plain average of the models.
"""

import math
from functools import cached_property
from typing import Literal, Self

import numpy as np
from pydantic import model_validator

from engine.kernel.jit import dot, gradient
from engine.kernel.state import Data, Floats, data
from engine.problems.base import Oracle, Problem, ProblemSettings
from engine.problems.blocks import begin_block, finish_block, smoothing_of
from engine.problems.jobs import add_scaled
from engine.problems.packed import Rows
from engine.schema import Vector

EXACT = 1e-12
"""A least error below this times the target's own size is 0 up to rounding."""


class Blend(ProblemSettings):
    """`predictions` (rows, d) of d models, `target` (rows,)."""

    kind: Literal["blend"] = "blend"
    predictions: Rows
    target: Vector

    @model_validator(mode="after")
    def shapes_fit(self) -> Self:
        rows, models = self.predictions.array.shape
        if models == 0 or rows < models:
            raise ValueError(
                f"predictions has {rows} rows, which does not determine the weights of {models} models; at least one "
                "model and as many rows as models are needed"
            )
        if len(self.target) != rows:
            raise ValueError(f"target has {len(self.target)} entries, but predictions has {rows} rows")
        return self

    def has_blocks(self) -> bool:
        return True

    def size(self) -> int:
        return int(self.predictions.array.shape[1])

    def tracked(self, workers: int) -> int:
        return len(self.target)

    def work(self) -> float:
        return float(2 * self.predictions.array.size)

    def slope_work(self, workers: int) -> float:
        return 3.0 * self.tracked(workers)

    def memory(self, workers: int) -> float:
        return 5.0 * self.predictions.array.nbytes

    def build(self, workers: int, seed: int) -> "BlendProblem":
        return BlendProblem(self.predictions.array.copy(), np.array(self.target), workers)


@gradient
def job(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    rows, squares = data.matrix.shape[0], 0.0
    out[:] = 0.0
    for row in range(rows):
        residual = dot(data.matrix[row], model) - data.centers[0, row]
        squares += residual * residual
        add_scaled(out, residual, data.matrix[row])
    size = math.sqrt(squares * rows) if squares != 0.0 else 1.0
    for j in range(out.size):
        out[j] /= size


@gradient
def block_job(data: Data, worker: int, read: Floats, key: int, scratch: Floats, out: Floats) -> None:
    begin_block(data, read, key, scratch, out)
    d, rows = out.size, data.columns.shape[1]
    residuals, chosen = scratch[d : d + rows], scratch[d + rows :]
    squares = dot(residuals, residuals)
    for i in range(d):
        if chosen[i] == 0.0:
            continue
        slope, mu = dot(data.columns[i], residuals), smoothing_of(data, i)
        if mu > 0.0:
            bend = dot(data.columns[i], data.columns[i])
            upper = math.sqrt(max(0.0, squares + 2.0 * mu * slope + mu * mu * bend) / rows)
            lower = math.sqrt(max(0.0, squares - 2.0 * mu * slope + mu * mu * bend) / rows)
            out[i] = (upper - lower) / (2.0 * mu)
        elif squares != 0.0:
            out[i] = slope / math.sqrt(squares * rows)
    finish_block(data, key, chosen, out)


def nonzero(divisors: Floats) -> Floats:
    """The divisors with 1 in place of 0: what is divided is 0 there, too."""
    return np.where(divisors == 0.0, 1.0, divisors)


class BlendProblem(Problem):
    """Built from predictions (rows, d) and a target (rows,).

    f is not smooth where the error is 0, and jobs take the subgradient 0 there. So L is the largest curvature where the
    error is at least its minimum, and is not known where a blend fits the target exactly.
    """

    gradient = staticmethod(job)

    def __init__(self, predictions: Floats, target: Floats, workers: int) -> None:
        rows, d = predictions.shape
        self.predictions, self.target = predictions, target
        self.data = data(predictions, target[None])
        self.blocks = Oracle(block_job, np.ascontiguousarray(predictions.T), target)
        self.start = np.full(d, 1 / d)
        self.workers = workers
        self.root: Floats = np.asarray(np.linalg.qr(predictions, mode="r")) / math.sqrt(rows)
        if self.least > EXACT * float(np.sqrt(np.mean(target**2))):
            second = self.root.T @ self.root
            self.smoothness = float(np.linalg.eigvalsh(second).max()) / self.least
            self.coordinate_smoothness = float(np.diagonal(second).max()) / self.least

    @cached_property
    def worker_smoothness(self) -> Floats | None:
        return np.full(self.workers, self.smoothness) if self.smoothness > 0 else None

    @cached_property
    def solution(self) -> Floats:
        return np.asarray(np.linalg.lstsq(self.predictions, self.target, rcond=None)[0])

    @cached_property
    def least(self) -> float:
        """The minimum of f."""
        return float(np.sqrt(np.mean((self.predictions @ self.solution - self.target) ** 2)))

    def minimiser(self, weights: Floats | None = None) -> Floats:
        return self.solution.copy()

    def squared_excess(self, points: Floats) -> Floats:
        """Mean squared error (...,) above its minimum, at points (..., d)."""
        return np.asarray((((points - self.solution) @ self.root.T) ** 2).sum(axis=-1))

    def values(self, points: Floats, weights: Floats | None = None) -> Floats:
        with np.errstate(all="ignore"):
            return np.sqrt(self.least**2 + self.squared_excess(points))

    def excess(self, points: Floats) -> Floats:
        squared = self.squared_excess(points)
        return np.asarray(squared / nonzero(self.least + np.sqrt(self.least**2 + squared)))

    def gradients(self, points: Floats, weights: Floats | None = None) -> Floats:
        with np.errstate(all="ignore"):
            slopes = (points - self.solution) @ self.root.T @ self.root
            return np.asarray(slopes / nonzero(self.values(points))[..., None])
