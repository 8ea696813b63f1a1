"""Streamed linear regression: worker i draws fresh samples `x ~ N(0, S_i)`, `y = x.b_i + noise`, for every job.

A job's gradient is the mean of `(x.w - y) x` over its `batch`, so that `f_i(w) = 1/2 (w - b_i)' S_i (w - b_i)`: half
the excess risk of worker i's regression. The constant half noise variance, which no model can lower, is left out.

S_i is diagonal with `s_ij = d exp(spread cos(2 pi (j / d - i / n))) / (sum of these over j)`, j = 0 ... d - 1: one
pattern turned round a ring by the worker's place, so that each worker sees some features well and others badly, and
all see features of the same mean square. The condition number of S_i, and of every mixture of them, is at most
exp(2 spread). The truths are `b_i = b + heterogeneity * delta_i`: b random of length 1, delta_i normal of mean 0 over
the workers and length about 1. With heterogeneity 0 one linear model is right for all; else none is.
"""

import math
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.kernel.jit import dot, gradient
from engine.kernel.state import Data, Floats, data
from engine.kernel.streams import fill_normal, job_key
from engine.problems.base import ProblemSettings
from engine.problems.quadratic import DiagonalObjective
from engine.schema import NotNegative, Whole

PURPOSE = 109
A_NORMAL = 4.0
"""What a normal draw costs, in numbers touched."""


class Regression(ProblemSettings):
    """Streamed linear regression; `batch` fresh samples a job, 0: the exact gradient."""

    kind: Literal["regression"] = "regression"
    dimension: Annotated[Whole, Field(ge=1, le=10_000)] = 10
    spread: Annotated[NotNegative, Field(le=3)] = 1.0
    heterogeneity: Annotated[NotNegative, Field(le=1e6)] = 0.0
    noise: Annotated[NotNegative, Field(le=1e6)] = 1.0
    batch: Annotated[Whole, Field(ge=0, le=1000)] = 1

    def size(self) -> int:
        return self.dimension

    def work(self) -> float:
        return A_NORMAL * self.dimension * max(1, self.batch)

    def build(self, workers: int, seed: int) -> "RegressionProblem":
        rng = np.random.default_rng([seed, PURPOSE])
        truth = rng.standard_normal(self.dimension)
        apart = rng.standard_normal((workers, self.dimension))
        apart = self.heterogeneity * (apart - apart.mean(axis=0)) / math.sqrt(self.dimension)
        truths = truth / np.linalg.norm(truth) + apart
        return RegressionProblem(ring(workers, self.dimension, self.spread), truths, self.noise, self.batch)


def ring(workers: int, dimension: int, spread: float) -> Floats:
    """Variances of the features (n, d), of mean 1 for every worker."""
    places = np.arange(dimension) / dimension - np.arange(workers)[:, None] / workers
    seen = np.exp(spread * np.cos(2 * np.pi * places))
    return np.asarray(seen / seen.mean(axis=1, keepdims=True))


@gradient
def job(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    d = model.size
    deviations, truth = data.matrix[worker], data.centers[worker]
    if data.batch == 0:
        for j in range(d):
            out[j] = deviations[j] * deviations[j] * (model[j] - truth[j])
        return
    out[:] = 0.0
    features, away = scratch[:d], scratch[d + 1 :]
    for j in range(d):
        away[j] = model[j] - truth[j]
    for place in range(data.batch):
        fill_normal(job_key(key, place, 0), 1.0, scratch[: d + 1])
        for j in range(d):
            features[j] *= deviations[j]
        wrong = (dot(features, away) - data.noise * scratch[d]) / data.batch
        for j in range(d):
            out[j] += wrong * features[j]


class RegressionProblem(DiagonalObjective):
    """Built from variances of the features (n, d), truths (n, d) and the noise's deviation."""

    gradient = staticmethod(job)

    def __init__(self, variances: Floats, truths: Floats, noise: float, batch: int) -> None:
        super().__init__(variances, truths, np.zeros(truths.shape[1]))
        self.variances, self.truths = variances, truths
        self.data = data(np.sqrt(variances), truths, noise=noise, batch=batch)
        self.scratch = 2 * self.start.size + 1

    def job_variance(self, point: Floats) -> float:
        """By the fourth moments of normals: of a sample `tr S (u' S u + s^2) + u' S^2 u`, `u = w - b_i`, S = S_i."""
        if self.data.batch == 0:
            return 0.0
        pulled = self.variances * (point - self.truths)
        excess = (pulled * (point - self.truths)).sum(axis=1)
        of_one = self.variances.sum(axis=1) * (excess + self.data.noise**2) + (pulled**2).sum(axis=1)
        return float(of_one.max() / self.data.batch)
