"""Softmax regression on hand-written digits: cross-entropy of ten linear outputs, and an L2 term."""

import math
from typing import Literal

import numpy as np
from scipy.special import softmax

from engine.jit import dot, gradient
from engine.problems.base import ProblemSettings
from engine.problems.sample_problem import LinearProblem
from engine.problems.samples import Batch, Dirichlet, Penalty, Split, digits, split_by_label
from engine.state import Data, Floats, Integers
from engine.streams import below

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
    first = data.starts[worker]
    owned = data.starts[worker + 1] - first
    count = data.batch if data.batch > 0 else owned
    width = data.matrix.shape[1]
    for j in range(model.size):
        out[j] = data.penalty * model[j]
    for b in range(count):
        row = first + (below(key, b, owned) if data.batch > 0 else b)
        highest = -math.inf
        for c in range(data.classes):
            scratch[c] = dot(data.matrix[row], model[c * width : (c + 1) * width])
            highest = max(highest, scratch[c])
        total = 0.0
        for c in range(data.classes):
            scratch[c] = math.exp(scratch[c] - highest)
            total += scratch[c]
        for c in range(data.classes):
            pull = (scratch[c] / total - (1.0 if c == data.labels[row] else 0.0)) / count
            for j in range(width):
                out[c * width + j] += pull * data.matrix[row, j]


def cross_entropy(outputs: Floats, labels: Integers) -> Floats:
    """Minus the logarithm (P, N) of the chance that outputs (P, C, N) give to the labels (N,)."""
    top = outputs.max(axis=1)
    right = outputs[:, labels, np.arange(len(labels))]
    return np.asarray(np.log(np.exp(outputs - top[:, None]).sum(axis=1)) + top - right)


def cross_entropy_slopes(outputs: Floats, labels: Integers) -> Floats:
    """Its derivative in the outputs, (P, C, N)."""
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
