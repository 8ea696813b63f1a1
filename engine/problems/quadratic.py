"""Quadratics with diagonal curvature: `f_i(x) = 1/2 sum_j a_ij (x_j - c_ij)^2`, noise N(0, s^2) a coordinate.

The mean curvatures run from 1 (so L = 1) down to 1 / condition, evenly in the logarithm. The workers'
minimisers c_i are normal with mean 0 over the workers and a distance of about `heterogeneity` to it.
With `curvature_spread` the curvatures differ too: `a_ij` is the mean curvature times a lognormal factor of
that spread, scaled to keep the mean over workers.
"""

from functools import cached_property
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.kernel.jit import gradient
from engine.kernel.state import Data, Floats, data
from engine.kernel.streams import fill_normal
from engine.problems.base import Problem, ProblemSettings, untracked
from engine.problems.blocks import begin_block, finish_block
from engine.schema import NotNegative, Number, Whole

PURPOSE = 101
START_DISTANCE = 3.0


class Quadratic(ProblemSettings):
    """Quadratics with a chosen condition number and heterogeneity."""

    kind: Literal["quadratic"] = "quadratic"
    dimension: Annotated[Whole, Field(ge=1, le=10_000)] = 10
    condition: Annotated[Number, Field(ge=1, le=1e8)] = 10.0
    heterogeneity: Annotated[NotNegative, Field(le=1e6)] = 1.0
    curvature_spread: Annotated[NotNegative, Field(le=2)] = 0.0
    noise: Annotated[NotNegative, Field(le=1e6)] = 0.1

    def has_blocks(self) -> bool:
        return True

    def size(self) -> int:
        return self.dimension

    def build(self, workers: int, seed: int) -> "DiagonalQuadratic":
        rng = np.random.default_rng([seed, PURPOSE])
        d = self.dimension
        mean = self.condition ** -(np.arange(d) / max(d - 1, 1))
        centers = rng.standard_normal((workers, d))
        centers = self.heterogeneity * (centers - centers.mean(axis=0)) / np.sqrt(d)
        factors = np.exp(self.curvature_spread * rng.standard_normal((workers, d)))
        curvatures = mean * (factors / factors.mean(axis=0))
        start = np.full(d, START_DISTANCE / np.sqrt(d))
        return DiagonalQuadratic(curvatures, centers, start, self.noise)


@gradient
def job(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    if data.noise > 0.0:
        fill_normal(key, data.noise, out)
    else:
        out[:] = 0.0
    for j in range(model.size):
        out[j] += data.matrix[worker, j] * (model[j] - data.centers[worker, j])


@gradient
def block_job(data: Data, worker: int, read: Floats, key: int, scratch: Floats, out: Floats) -> None:
    # Differences of a quadratic's values give the derivative exactly, whatever mu is.
    begin_block(data, read, key, scratch, out)
    d = out.size
    for j in range(d):
        if scratch[d + j] != 0.0:
            out[j] = data.matrix[worker, j] * (scratch[j] - data.centers[worker, j])
    finish_block(data, key, scratch[d:], out)


class DiagonalObjective(Problem):
    """The f_i of curvatures (n, d) and centers (n, d), whatever their jobs return."""

    def __init__(self, curvatures: Floats, centers: Floats, start: Floats) -> None:
        self.curvatures, self.centers, self.start = curvatures, centers, start
        self.workers = len(centers)
        mean = curvatures.mean(axis=0)
        self.smoothness, self.strong_convexity = float(mean.max()), float(mean.min())
        self.coordinate_smoothness = self.smoothness

    @cached_property
    def worker_smoothness(self) -> Floats:
        return np.asarray(self.curvatures.max(axis=1))

    def curvature(self, weights: Floats | None) -> Floats:
        """Diagonal (d,) of the weighted objective's Hessian."""
        return np.asarray((self.uniform if weights is None else weights) @ self.curvatures)

    def minimiser(self, weights: Floats | None = None) -> Floats:
        """`(sum_i w_i A_i)^-1 sum_i w_i A_i c_i` (d,) with the diagonal A_i of worker i's curvatures."""
        w = self.uniform if weights is None else weights
        return np.asarray(w @ (self.curvatures * self.centers) / self.curvature(w))

    def excess(self, points: Floats, weights: Floats | None = None) -> Floats:
        """Value above the weighted objective's minimum: exact also where it is tiny."""
        with np.errstate(all="ignore"):
            return np.asarray((points - self.minimiser(weights)) ** 2 @ self.curvature(weights) / 2)

    def values(self, points: Floats, weights: Floats | None = None) -> Floats:
        w = self.uniform if weights is None else weights
        away = self.minimiser(w) - self.centers
        return self.excess(points, w) + float(w @ (self.curvatures * away**2).sum(axis=1)) / 2

    def gradients(self, points: Floats, weights: Floats | None = None) -> Floats:
        with np.errstate(all="ignore"):
            return np.asarray((points - self.minimiser(weights)) * self.curvature(weights))

    def worker_minimisers(self) -> Floats:
        return self.centers


class DiagonalQuadratic(DiagonalObjective):
    """Quadratics whose jobs return the gradient and noise."""

    gradient = staticmethod(job)

    def __init__(self, curvatures: Floats, centers: Floats, start: Floats, noise: float) -> None:
        self.data = data(curvatures, centers, noise=noise)
        super().__init__(self.data.matrix, self.data.centers, start)
        self.blocks = untracked(block_job, start.size)
