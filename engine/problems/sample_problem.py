"""What problems built on samples share: workers' shares, values and gradients in matrix products, minimisers."""

from abc import abstractmethod
from collections.abc import Callable
from functools import cached_property

import numpy as np

from engine.kernel.state import Floats, Integers, data
from engine.problems.base import Gradient, Oracle, Problem, in_pieces
from engine.problems.samples import Split
from engine.problems.solve import Objective, newton

MOST_SOLVED = 200
"""Solutions kept: a visitor who moves the speeds asks for a new one each time."""
POINTS_AT_ONCE = 8
"""Points evaluated in one matrix product: keeps the intermediate arrays inside the processor's cache."""
NUMBERS_AT_ONCE = 1_000_000
"""And fewer points where their outputs on all samples would be more numbers than this."""


class SampleProblem(Problem):
    """A loss of `outputs` outputs a sample, plus `penalty / 2 |x|^2`; f_i is the mean over worker i's samples."""

    def __init__(self, split: Split, outputs: int, penalty: float, batch: int, job: Gradient) -> None:
        self.sizes = np.array([len(share) for share in split.shares])
        starts = np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)
        self.features, self.labels = split.samples.take(np.concatenate(split.shares))
        self.data = data(self.features, None, self.labels, starts, penalty=penalty, batch=batch, classes=outputs)
        self.gradient = job
        self.workers = split.sharers or len(split.shares)
        self.outputs = outputs
        self.scratch = outputs
        self.penalty = penalty
        self.test = split.test
        self.at_once = max(1, min(POINTS_AT_ONCE, NUMBERS_AT_ONCE // (outputs * len(self.labels))))
        self.solved: dict[bytes, Floats] = {}

    def row_weights(self, weights: Floats | None) -> Floats:
        """The weight (N,) of each sample's loss."""
        w = self.uniform if weights is None else weights
        if self.sizes.size < self.workers:
            w = w.sum(keepdims=True)
        return np.repeat(w / self.sizes, self.sizes)

    @abstractmethod
    def outputs_at(self, points: Floats, features: Floats) -> Floats:
        """Outputs (P, C, N) at points (P, d) for features (N, p): samples last, so that sums over classes run fast."""

    @abstractmethod
    def losses(self, outputs: Floats) -> Floats:
        """Loss (P, N) for outputs (P, C, N)."""

    @abstractmethod
    def slopes(self, outputs: Floats) -> Floats:
        """Derivative of the loss in the outputs, (P, C, N)."""

    @abstractmethod
    def loss_gradients(self, points: Floats, rows: Floats) -> Floats:
        """Gradients (P, d) at points (P, d) of the losses weighted by `rows` (N,)."""

    def values(self, points: Floats, weights: Floats | None = None) -> Floats:
        rows = self.row_weights(weights)

        def evaluate(p: Floats) -> Floats:
            losses = self.losses(self.outputs_at(p, self.features))
            return np.asarray(losses @ rows + self.penalty / 2 * (p * p).sum(axis=1))

        return in_pieces(points, self.at_once, evaluate)

    def gradients(self, points: Floats, weights: Floats | None = None) -> Floats:
        rows = self.row_weights(weights)
        return in_pieces(points, self.at_once, lambda p: self.loss_gradients(p, rows) + self.penalty * p)

    def test_accuracy(self, points: Floats) -> Floats | None:
        test = self.test
        if test is None:
            return None

        def evaluate(p: Floats) -> Floats:
            outputs = self.outputs_at(p, test.features)
            right = (chosen(outputs) == test.labels) & np.isfinite(outputs).all(axis=1)
            return np.asarray(right.mean(axis=1))

        return in_pieces(points, self.at_once, evaluate)

    def solved_once(self, weights: Floats | None, solve: Callable[[Floats], Floats]) -> Floats:
        """The minimiser (d,) that `solve` finds for the weights (n,), kept."""
        w = self.uniform if weights is None else np.asarray(weights, dtype=np.float64)
        key = w.tobytes()
        if key not in self.solved:
            found = solve(w)
            if len(self.solved) >= MOST_SOLVED:
                self.solved.clear()
            self.solved[key] = found
        return self.solved[key]


def largest_square(features: Floats) -> float:
    """The largest eigenvalue of X' X for features X (N, p), by the smaller of the two products."""
    rows, columns = features.shape
    product = features @ features.T if rows < columns else features.T @ features
    return float(np.linalg.eigvalsh(product).max())


def chosen(outputs: Floats) -> Integers:
    """The class (P, N) that outputs (P, C, N) speak for: the largest, or of two classes the second where C is 1."""
    return np.asarray(outputs[:, 0] > 0 if outputs.shape[1] == 1 else outputs.argmax(axis=1)).astype(np.int64)


class LinearProblem(SampleProblem):
    """Outputs that are linear in the features.

    The model is the matrix of weights (outputs, p), flattened; the constant feature's weights are
    penalised too, which keeps f strongly convex where the loss is convex.
    """

    block_job: Gradient | None = None
    curvature: float
    """Largest second derivative of the loss in its outputs: L = curvature * lambda_max(mean x x') + penalty."""

    def __init__(self, split: Split, outputs: int, penalty: float, batch: int, job: Gradient) -> None:
        super().__init__(split, outputs, penalty, batch, job)
        self.start = np.zeros(outputs * self.features.shape[1])
        second = self.features.T @ (self.features * self.row_weights(None)[:, None])
        self.smoothness = self.curvature * float(np.linalg.eigvalsh(second).max()) + penalty
        self.coordinate_smoothness = self.curvature * float(np.diagonal(second).max()) + penalty
        self.strong_convexity = penalty
        if self.block_job is not None:
            self.blocks = Oracle(self.block_job, np.ascontiguousarray(self.features.T), np.zeros(len(self.features)))

    @cached_property
    def worker_smoothness(self) -> Floats | None:
        """L_i (n,) by the workers' own samples; f's own where they share all samples."""
        if self.sizes.size < self.workers:
            return np.full(self.workers, self.smoothness)
        owned = np.split(self.features, np.cumsum(self.sizes)[:-1])
        return np.array([self.curvature * largest_square(rows) / len(rows) + self.penalty for rows in owned])

    @abstractmethod
    def bend(self, outputs: Floats, change: Floats) -> Floats:
        """Second derivative of the loss at outputs (P, C, N) times a change (P, C, N)."""

    def outputs_at(self, points: Floats, features: Floats) -> Floats:
        stacked = points.reshape(len(points) * self.outputs, -1)
        return np.asarray((stacked @ features.T).reshape(len(points), self.outputs, -1))

    def back(self, slopes: Floats, rows: Floats) -> Floats:
        """Gradients (P, d) of the weighted losses whose output derivatives are (P, C, N)."""
        weighted = (slopes * rows).reshape(len(slopes) * self.outputs, -1)
        return np.asarray((weighted @ self.features).reshape(len(slopes), -1))

    def loss_gradients(self, points: Floats, rows: Floats) -> Floats:
        return self.back(self.slopes(self.outputs_at(points, self.features)), rows)

    def objective(self, weights: Floats) -> Objective:
        """The objective weighted by `weights` (n,)."""
        rows = self.row_weights(weights)

        def product(x: Floats, v: Floats) -> Floats:
            bent = self.bend(self.outputs_at(x[None], self.features), self.outputs_at(v[None], self.features))
            return np.asarray(self.back(bent, rows)[0] + self.penalty * v)

        return Objective(lambda x: float(self.values(x, weights)), lambda x: self.gradients(x, weights), product)

    def minimiser(self, weights: Floats | None = None) -> Floats:
        def solve(w: Floats) -> Floats:
            # From x*, which is near, and not from the last answer: equal questions get equal bits in any order.
            return newton(self.objective(w), self.start if np.array_equal(w, self.uniform) else self.optimum)

        return self.solved_once(weights, solve)
