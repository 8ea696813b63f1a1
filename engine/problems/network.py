"""A small network on hand-written digits: one layer of tanh units, softmax outputs, cross-entropy and an L2 term.

`W2 (tanh(W1 features), 1)` with W1 (hidden, p) and W2 (10, hidden + 1), flattened one after the other. The start is
normal, its deviation 1 / sqrt(inputs of a unit). The loss is not convex, so nobody knows its minimum: a gap is
the loss itself. A quarter of the samples of every class, the same in all scenarios, is held out as a test.
"""

import math
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.kernel.jit import dot, gradient
from engine.kernel.state import Data, Floats
from engine.problems.base import ProblemSettings
from engine.problems.jobs import add_scaled, begin_with_penalty, row_of, rows_of, to_chances
from engine.problems.sample_problem import SampleProblem
from engine.problems.samples import Batch, Dirichlet, Split, digits, hold_out, split_by_label
from engine.problems.softmax import CLASSES, SAMPLES, cross_entropy, cross_entropy_slopes
from engine.problems.solve import descend
from engine.schema import NotNegative, Whole

PURPOSE = 104
WIDTH = 65
DESCENT = 60
"""Steps to a landmark. On the plane through the start and two of them lies most of a run's way (measured: 81 to 99% of
its length up to 5,000 arrivals, where 30 steps hold 77 to 99%)."""


class Network(ProblemSettings):
    """Ten classes and `hidden` units; `dirichlet` small: the workers' labels differ; `batch` 0: all their samples."""

    kind: Literal["network"] = "network"
    data: Literal["digits"] = "digits"
    hidden: Annotated[Whole, Field(ge=4, le=64)] = 16
    dirichlet: Dirichlet = 0.5
    penalty: Annotated[NotNegative, Field(le=10)] = 1e-3
    batch: Batch = 8

    def size(self) -> int:
        return self.hidden * WIDTH + CLASSES * (self.hidden + 1)

    def work(self) -> float:
        return float(self.size() * (self.batch or SAMPLES) * 2)

    def build(self, workers: int, seed: int) -> "NetworkProblem":
        train, test = hold_out(digits())
        split = Split(train, split_by_label(train.labels, workers, self.dirichlet, seed), test)
        return NetworkProblem(split, CLASSES, self.penalty, self.batch, self.hidden, seed)


@gradient
def job(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    width, classes = data.matrix.shape[1], data.classes
    hidden = scratch.size - classes - 1
    units, errors = scratch[: hidden + 1], scratch[hidden + 1 :]
    units[hidden] = 1.0
    begin_with_penalty(data, model, out)
    count = rows_of(data, worker)
    for place in range(count):
        row = row_of(data, worker, key, place)
        for h in range(hidden):
            units[h] = math.tanh(dot(data.matrix[row], model[h * width : (h + 1) * width]))
        for c in range(classes):
            begin = hidden * width + c * (hidden + 1)
            errors[c] = dot(units, model[begin : begin + hidden + 1])
        to_chances(errors)
        errors[data.labels[row]] -= 1.0
        for c in range(classes):
            begin = hidden * width + c * (hidden + 1)
            add_scaled(out[begin : begin + hidden + 1], errors[c] / count, units)
        for h in range(hidden):
            pull = 0.0
            for c in range(classes):
                pull += errors[c] * model[hidden * width + c * (hidden + 1) + h]
            pull *= (1.0 - units[h] * units[h]) / count
            add_scaled(out[h * width : (h + 1) * width], pull, data.matrix[row])


class NetworkProblem(SampleProblem):
    """Built from a split with a test, and a seed for the start."""

    map_lines = 25
    minimum_known = False

    def __init__(self, split: Split, outputs: int, penalty: float, batch: int, hidden: int, seed: int) -> None:
        super().__init__(split, outputs, penalty, batch, job)
        self.hidden = hidden
        self.scratch = hidden + 1 + outputs
        rng, width = np.random.default_rng([seed, PURPOSE]), self.features.shape[1]
        first, second = rng.standard_normal((hidden, width)), rng.standard_normal((outputs, hidden + 1))
        self.start = np.concatenate([(first / math.sqrt(width)).ravel(), (second / math.sqrt(hidden + 1)).ravel()])

    def layers(self, points: Floats) -> tuple[Floats, Floats, Floats]:
        """The parts of points (P, d): units' weights (P, H, p), outputs' weights (P, C, H) and constants (P, C, 1)."""
        cut = self.hidden * self.features.shape[1]
        first = points[:, :cut].reshape(len(points), self.hidden, -1)
        second = points[:, cut:].reshape(len(points), self.outputs, -1)
        return first, second[:, :, :-1], second[:, :, -1:]

    def units_at(self, first: Floats, features: Floats) -> Floats:
        """Values (P, H, N) of the hidden units."""
        flat = first.reshape(-1, first.shape[2]) @ features.T
        return np.asarray(np.tanh(flat, out=flat).reshape(len(first), self.hidden, -1))

    def outputs_at(self, points: Floats, features: Floats) -> Floats:
        first, second, constants = self.layers(points)
        return np.asarray(second @ self.units_at(first, features) + constants)

    def losses(self, outputs: Floats) -> Floats:
        return cross_entropy(outputs, self.labels)

    def slopes(self, outputs: Floats) -> Floats:
        return cross_entropy_slopes(outputs, self.labels)

    def loss_gradients(self, points: Floats, rows: Floats) -> Floats:
        first, second, constants = self.layers(points)
        units = self.units_at(first, self.features)
        errors = self.slopes(second @ units + constants) * rows
        upper = np.concatenate([errors @ units.swapaxes(1, 2), errors.sum(axis=2, keepdims=True)], axis=2)
        pulls = (second.swapaxes(1, 2) @ errors) * (1 - units * units)
        lower = pulls.reshape(-1, pulls.shape[2]) @ self.features
        return np.concatenate([lower.reshape(len(points), -1), upper.reshape(len(points), -1)], axis=1)

    def minimiser(self, weights: Floats | None = None) -> Floats:
        raise ArithmeticError("the minimiser of a network's loss is not known")

    def landmark(self, weights: Floats | None = None) -> Floats:
        def way_down(w: Floats) -> Floats:
            return descend(lambda x: float(self.values(x, w)), lambda x: self.gradients(x, w), self.start, DESCENT)

        return self.solved_once(weights, way_down)
