"""Logistic regression on breast cancer: `log(1 + exp(z)) - y z` with `z = x . features`, y 0 or 1, and an L2 term."""

import math
from typing import Literal

import numpy as np
from numba import float64, int64
from scipy.special import expit

from engine.kernel.jit import dot, gradient, inlined
from engine.kernel.state import Data, Floats
from engine.problems.base import ProblemSettings
from engine.problems.blocks import begin_block, finish_block, smoothing_of
from engine.problems.jobs import add_scaled, begin_with_penalty, row_of, rows_of
from engine.problems.sample_problem import LinearProblem
from engine.problems.samples import Batch, Dirichlet, Penalty, Shared, breast_cancer, split_or_shared

DIMENSION = 31
SAMPLES = 569


class Logistic(ProblemSettings):
    """Two classes; `dirichlet` small: the workers' labels differ; `batch` 0: all of a worker's samples.

    `shared`: every worker sees all samples.
    """

    kind: Literal["logistic"] = "logistic"
    data: Literal["breast_cancer"] = "breast_cancer"
    dirichlet: Dirichlet = 0.5
    penalty: Penalty = 0.01
    batch: Batch = 8
    shared: Shared = False

    def has_blocks(self) -> bool:
        return True

    def size(self) -> int:
        return DIMENSION

    def tracked(self, workers: int) -> int:
        return SAMPLES if self.shared else max(SAMPLES, workers)

    def work(self) -> float:
        return float(DIMENSION * (self.batch or SAMPLES) * 2)

    def build(self, workers: int, seed: int) -> "LogisticProblem":
        samples = breast_cancer()
        split = split_or_shared(samples, workers, self.dirichlet, seed, self.shared)
        return LogisticProblem(split, 1, self.penalty, self.batch, job)


@gradient
def job(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    begin_with_penalty(data, model, out)
    count = rows_of(data, worker)
    for place in range(count):
        row = row_of(data, worker, key, place)
        z = dot(data.matrix[row], model)
        pull = (1.0 / (1.0 + math.exp(-z)) - data.labels[row]) / count
        add_scaled(out, pull, data.matrix[row])


@inlined(float64(float64, int64))
def loss(z: float, label: int) -> float:
    return max(z, 0.0) + math.log1p(math.exp(-abs(z))) - label * z


@gradient
def block_job(data: Data, worker: int, read: Floats, key: int, scratch: Floats, out: Floats) -> None:
    begin_block(data, read, key, scratch, out)
    d, count = out.size, rows_of(data, worker)
    for i in range(d):
        if scratch[scratch.size - d + i] == 0.0:
            continue
        mu, total = smoothing_of(data, i), 0.0
        for place in range(count):
            row = row_of(data, worker, key, place)
            z, feature = scratch[d + row], data.columns[i, row]
            if mu > 0.0:
                label = data.labels[row]
                total += (loss(z + mu * feature, label) - loss(z - mu * feature, label)) / (2.0 * mu)
            else:
                total += (1.0 / (1.0 + math.exp(-z)) - data.labels[row]) * feature
        out[i] = total / count + data.penalty * scratch[i]
    finish_block(data, key, scratch[scratch.size - d :], out)


class LogisticProblem(LinearProblem):
    curvature = 0.25
    block_job = staticmethod(block_job)

    def losses(self, outputs: Floats) -> Floats:
        z = outputs[:, 0]
        return np.asarray(np.logaddexp(0, z) - self.labels * z)

    def slopes(self, outputs: Floats) -> Floats:
        return np.asarray(expit(outputs) - self.labels)

    def bend(self, outputs: Floats, change: Floats) -> Floats:
        p = expit(outputs)
        return np.asarray(p * (1 - p) * change)
