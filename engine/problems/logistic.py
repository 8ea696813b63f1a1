"""Logistic regression on breast cancer: `log(1 + exp(z)) - y z` with `z = x . features`, y 0 or 1, and an L2 term."""

import math
from typing import Literal

import numpy as np
from scipy.special import expit

from engine.jit import dot, gradient
from engine.problems.base import ProblemSettings
from engine.problems.jobs import add_scaled, begin_with_penalty, row_of, rows_of
from engine.problems.sample_problem import LinearProblem
from engine.problems.samples import Batch, Dirichlet, Penalty, Split, breast_cancer, split_by_label
from engine.state import Data, Floats

DIMENSION = 31
SAMPLES = 569


class Logistic(ProblemSettings):
    """Two classes; `dirichlet` small: the workers' labels differ; `batch` 0: all of a worker's samples."""

    kind: Literal["logistic"] = "logistic"
    data: Literal["breast_cancer"] = "breast_cancer"
    dirichlet: Dirichlet = 0.5
    penalty: Penalty = 0.01
    batch: Batch = 8

    def size(self) -> int:
        return DIMENSION

    def work(self) -> float:
        return float(DIMENSION * (self.batch or SAMPLES) * 2)

    def build(self, workers: int, seed: int) -> "LogisticProblem":
        samples = breast_cancer()
        split = Split(samples, split_by_label(samples.labels, workers, self.dirichlet, seed))
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


class LogisticProblem(LinearProblem):
    curvature = 0.25

    def losses(self, outputs: Floats) -> Floats:
        z = outputs[:, 0]
        return np.asarray(np.logaddexp(0, z) - self.labels * z)

    def slopes(self, outputs: Floats) -> Floats:
        return np.asarray(expit(outputs) - self.labels)

    def bend(self, outputs: Floats, change: Floats) -> Floats:
        p = expit(outputs)
        return np.asarray(p * (1 - p) * change)
