"""Softmax regression on hand-written digits: cross-entropy of ten linear outputs, and an L2 term."""

from typing import Literal

import numpy as np
from scipy.special import softmax

from engine.kernel.jit import dot, gradient
from engine.kernel.state import Data, Floats, Integers
from engine.problems.base import ProblemSettings
from engine.problems.jobs import add_scaled, begin_with_penalty, row_of, rows_of, to_chances
from engine.problems.sample_problem import LinearProblem
from engine.problems.samples import Batch, Dirichlet, Penalty, Split, digits, split_by_label

CLASSES = 10
DIMENSION = 650
SAMPLES = 1797


class Softmax(ProblemSettings):
    """Ten classes; `dirichlet` small: the workers' labels differ; `batch` 0: all of a worker's samples."""

    kind: Literal["softmax"] = "softmax"
    data: Literal["digits"] = "digits"
    dirichlet: Dirichlet = 0.5
    penalty: Penalty = 0.01
    batch: Batch = 8

    def size(self) -> int:
        return DIMENSION

    def work(self) -> float:
        return float(DIMENSION * (self.batch or SAMPLES) * 2)

    def build(self, workers: int, seed: int) -> "SoftmaxProblem":
        samples = digits()
        split = Split(samples, split_by_label(samples.labels, workers, self.dirichlet, seed))
        return SoftmaxProblem(split, CLASSES, self.penalty, self.batch, job)


@gradient
def job(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    begin_with_penalty(data, model, out)
    count = rows_of(data, worker)
    width = data.matrix.shape[1]
    errors = scratch[: data.classes]
    for place in range(count):
        row = row_of(data, worker, key, place)
        for c in range(data.classes):
            errors[c] = dot(data.matrix[row], model[c * width : (c + 1) * width])
        to_chances(errors)
        errors[data.labels[row]] -= 1.0
        for c in range(data.classes):
            add_scaled(out[c * width : (c + 1) * width], errors[c] / count, data.matrix[row])


def cross_entropy(outputs: Floats, labels: Integers) -> Floats:
    """Minus the logarithm (P, N) of the chance that outputs (P, C, N) give to the labels (N,)."""
    top = outputs.max(axis=1)
    right = outputs[:, labels, np.arange(len(labels))]
    return np.asarray(np.log(np.exp(outputs - top[:, None]).sum(axis=1)) + top - right)


def cross_entropy_slopes(outputs: Floats, labels: Integers) -> Floats:
    """Derivative of `cross_entropy` in the outputs, (P, C, N)."""
    slopes = softmax(outputs, axis=1)
    slopes[:, labels, np.arange(len(labels))] -= 1
    return np.asarray(slopes)


class SoftmaxProblem(LinearProblem):
    curvature = 0.5
    map_lines = 25

    def losses(self, outputs: Floats) -> Floats:
        return cross_entropy(outputs, self.labels)

    def slopes(self, outputs: Floats) -> Floats:
        return cross_entropy_slopes(outputs, self.labels)

    def bend(self, outputs: Floats, change: Floats) -> Floats:
        p = softmax(outputs, axis=1)
        return np.asarray(p * (change - (p * change).sum(axis=1, keepdims=True)))
