"""Your own quadratics: `f_i(x) = 1/2 (x - centers[i])' matrices[i] (x - centers[i])`, noise N(0, s^2 I)."""

from functools import cached_property
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from engine.kernel.jit import dot, gradient
from engine.kernel.state import Data, Floats, data
from engine.kernel.streams import fill_normal
from engine.problems.base import Problem, ProblemSettings, untracked
from engine.problems.blocks import begin_block, finish_block
from engine.schema import Matrices, Matrix, NotNegative, Vector

ROUNDING = 1e-9


class CustomQuadratic(ProblemSettings):
    """Quadratics given by matrices (n, d, d), centers (n, d), start (d,; zeros unless given)."""

    kind: Literal["custom_quadratic"] = "custom_quadratic"
    matrices: Matrices
    centers: Matrix
    start: Vector | None = None
    noise: Annotated[NotNegative, Field(le=1e6)] = 0.0

    @model_validator(mode="after")
    def shapes_fit(self) -> Self:
        n, d = len(self.matrices), len(self.matrices[0]) if self.matrices else 0
        if n == 0 or d == 0:
            raise ValueError("matrices must hold at least one matrix of at least one row")
        if any(len(m) != d or any(len(row) != d for row in m) for m in self.matrices):
            raise ValueError(f"matrices must all be {d} by {d}, like the first one's number of rows")
        if len(self.centers) != n or any(len(c) != d for c in self.centers):
            raise ValueError(f"centers must be {n} rows of {d} numbers, to fit the matrices")
        if self.start is not None and len(self.start) != d:
            raise ValueError(f"start must have {d} numbers, to fit the matrices")
        stack = np.array(self.matrices)
        size = max(1e-300, float(np.abs(stack).max()))
        for i, matrix in enumerate(stack):
            if np.abs(matrix - matrix.T).max() > ROUNDING * size:
                raise ValueError(f"matrices[{i}] is not symmetric")
        eigenvalues = np.linalg.eigvalsh(stack)
        worst = int(eigenvalues.min(axis=1).argmin())
        if eigenvalues[worst].min() < -ROUNDING * size:
            raise ValueError(f"matrices[{worst}] has a negative eigenvalue")
        if np.linalg.eigvalsh(stack.mean(axis=0)).min() <= ROUNDING * size:
            raise ValueError("the mean of the matrices is singular, so f has no single minimiser")
        return self

    def has_blocks(self) -> bool:
        return True

    def size(self) -> int:
        return len(self.centers[0])

    def work(self) -> float:
        return float(self.size() ** 2)

    def slope_work(self, workers: int) -> float:
        return float(self.size())

    def memory(self, workers: int) -> float:
        return 3.0 * workers * self.size() ** 2 * 8

    def misfit(self, workers: int) -> str:
        parts = len(self.centers)
        return "" if parts == workers else f"centers has {parts} rows, but there are {workers} workers"

    def build(self, workers: int, seed: int) -> "DenseQuadratic":
        start = np.zeros(self.size()) if self.start is None else np.array(self.start)
        return DenseQuadratic(np.array(self.matrices), np.array(self.centers), start, self.noise)


@gradient
def job(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    d = model.size
    if data.noise > 0.0:
        fill_normal(key, data.noise, out)
    else:
        out[:] = 0.0
    for j in range(d):
        scratch[j] = model[j] - data.centers[worker, j]
    for j in range(d):
        out[j] += dot(data.matrix[worker * d + j], scratch)


@gradient
def block_job(data: Data, worker: int, read: Floats, key: int, scratch: Floats, out: Floats) -> None:
    # Differences of a quadratic's values give the derivative exactly, whatever mu is.
    begin_block(data, read, key, scratch, out)
    d = out.size
    for j in range(d):
        scratch[j] -= data.centers[worker, j]
    for j in range(d):
        if scratch[d + j] != 0.0:
            out[j] = dot(data.matrix[worker * d + j], scratch[:d])
    finish_block(data, key, scratch[d:], out)


class DenseQuadratic(Problem):
    """Built from matrices (n, d, d) and centers (n, d)."""

    gradient = staticmethod(job)

    def __init__(self, matrices: Floats, centers: Floats, start: Floats, noise: float) -> None:
        n, d = centers.shape
        self.matrices = matrices
        self.centers = centers
        self.data = data(matrices.reshape(n * d, d), centers, noise=noise)
        self.start = start
        self.workers = n
        self.scratch = d
        self.blocks = untracked(block_job, d)
        self.coordinate_smoothness = float(np.diagonal(matrices.mean(axis=0)).max())
        eigenvalues = np.linalg.eigvalsh(matrices.mean(axis=0))
        self.smoothness, self.strong_convexity = float(eigenvalues.max()), float(eigenvalues.min())

    @cached_property
    def worker_smoothness(self) -> Floats:
        return np.asarray(np.maximum(np.linalg.eigvalsh(self.matrices).max(axis=1), 0.0))

    def matrix(self, weights: Floats | None) -> Floats:
        """Hessian (d, d) of the weighted objective."""
        return np.asarray(np.tensordot(self.uniform if weights is None else weights, self.matrices, axes=1))

    def minimiser(self, weights: Floats | None = None) -> Floats:
        w = self.uniform if weights is None else weights
        pull = np.einsum("i,ijk,ik->j", w, self.matrices, self.centers)
        return np.asarray(np.linalg.solve(self.matrix(w), pull))

    def excess(self, points: Floats, weights: Floats | None = None) -> Floats:
        """Value above the weighted objective's minimum: exact also where it is tiny."""
        with np.errstate(all="ignore"):
            away = points - self.minimiser(weights)
            return np.asarray(((away @ self.matrix(weights)) * away).sum(axis=-1) / 2)

    def values(self, points: Floats, weights: Floats | None = None) -> Floats:
        w = self.uniform if weights is None else weights
        away = self.minimiser(w) - self.centers
        return self.excess(points, w) + float(np.einsum("i,ij,ijk,ik->", w, away, self.matrices, away)) / 2

    def gradients(self, points: Floats, weights: Floats | None = None) -> Floats:
        with np.errstate(all="ignore"):
            return np.asarray((points - self.minimiser(weights)) @ self.matrix(weights))

    def worker_minimisers(self) -> Floats:
        return self.centers
