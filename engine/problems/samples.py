"""Real samples split over workers, and what all problems built on them share."""

from abc import abstractmethod
from functools import cache
from typing import NamedTuple

import numpy as np

from engine.problems.base import Gradient, Problem, in_pieces
from engine.problems.solve import newton
from engine.state import Floats, Integers, data

PURPOSE = 103
MOST_SOLVED = 200
"""Minimisers kept: a visitor who moves the speeds asks for a new one each time."""
POINTS_AT_ONCE = 8
"""Points evaluated in one matrix product: keeps the intermediate arrays inside the processor's cache."""


class Samples(NamedTuple):
    """Features (N, p), the last one constant, and labels (N,) from 0."""

    features: Floats
    labels: Integers


def with_constant(features: Floats) -> Floats:
    return np.hstack([features, np.ones((len(features), 1))])


@cache
def breast_cancer() -> Samples:
    """569 tumours, 30 standardised features, two classes (shipped with scikit-learn)."""
    from sklearn.datasets import load_breast_cancer

    features, labels = load_breast_cancer(return_X_y=True)
    scaled = (features - features.mean(axis=0)) / features.std(axis=0)
    return Samples(with_constant(scaled), labels.astype(np.int64))


@cache
def digits() -> Samples:
    """1797 hand-written digits of 8 by 8 pixels from 0 to 1, ten classes (shipped with scikit-learn)."""
    from sklearn.datasets import load_digits

    features, labels = load_digits(return_X_y=True)
    return Samples(with_constant(features / 16.0), labels.astype(np.int64))


def take(pools: list[list[int]], mix: Floats, size: int, rng: np.random.Generator) -> list[int]:
    """Take `size` samples from the labels' pools, in the proportions `mix` while the pools last."""
    taken: list[int] = []
    while len(taken) < size:
        open_mix = np.array([share if pool else 0.0 for share, pool in zip(mix, pools, strict=True)])
        if open_mix.sum() <= 0:
            open_mix = np.array([float(len(pool)) for pool in pools])
        counts = rng.multinomial(size - len(taken), open_mix / open_mix.sum())
        for pool, count in zip(pools, counts, strict=True):
            taken += [pool.pop() for _ in range(min(int(count), len(pool)))]
    return taken


def split_by_label(labels: Integers, workers: int, dirichlet: float, seed: int) -> list[Integers]:
    """Indices of each worker's samples: shares of equal size, label mixes drawn from Dirichlet(dirichlet).

    Every sample goes to one worker; sizes differ by at most one. With more workers than samples each
    worker gets one sample, and samples are used again.
    """
    rng = np.random.default_rng([seed, PURPOSE])
    order = rng.permutation(len(labels))
    if workers > len(labels):
        return [order[i % len(order)][None] for i in range(workers)]
    pools = [[int(s) for s in order if labels[s] == label] for label in range(int(labels.max()) + 1)]
    mixes = rng.dirichlet(np.full(len(pools), dirichlet), size=workers)
    sizes = np.full(workers, len(labels) // workers)
    sizes[: len(labels) % workers] += 1
    shares: list[Integers] = [np.zeros(0, np.int64)] * workers
    # A random order of filling: the last to choose get what is left, and that should not always be the slowest.
    for worker in rng.permutation(workers):
        shares[worker] = np.array(take(pools, mixes[worker], int(sizes[worker]), rng), np.int64)
    return shares


class SampleProblem(Problem):
    """A loss of `outputs` linear outputs a sample, plus `penalty / 2 |x|^2`; f_i is the mean over worker i's samples.

    The model is the matrix of weights (outputs, p), flattened; the constant feature's weights are
    penalised too, which keeps f strongly convex.
    """

    curvature: float
    """Largest second derivative of the loss in its outputs: L = curvature * lambda_max(mean x x') + penalty."""

    def __init__(
        self,
        samples: Samples,
        outputs: int,
        workers: int,
        seed: int,
        dirichlet: float,
        penalty: float,
        batch: int,
        job: Gradient,
    ) -> None:
        shares = split_by_label(samples.labels, workers, dirichlet, seed)
        self.sizes = np.array([len(share) for share in shares])
        rows = np.concatenate(shares)
        starts = np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)
        self.features, self.labels = samples.features[rows], samples.labels[rows]
        self.data = data(self.features, None, self.labels, starts, penalty=penalty, batch=batch, classes=outputs)
        self.gradient = job
        self.workers = workers
        self.outputs = outputs
        self.scratch = outputs
        self.penalty = penalty
        self.start = np.zeros(outputs * self.features.shape[1])
        second = self.features.T @ (self.features * self.row_weights(None)[:, None])
        self.smoothness = self.curvature * float(np.linalg.eigvalsh(second).max()) + penalty
        self.strong_convexity = penalty
        self.solved: dict[bytes, Floats] = {}

    def row_weights(self, weights: Floats | None) -> Floats:
        """The weight (N,) of each sample's loss."""
        w = self.uniform if weights is None else weights
        return np.repeat(w / self.sizes, self.sizes)

    @abstractmethod
    def losses(self, outputs: Floats) -> Floats:
        """Loss (P, N) for outputs (P, C, N)."""

    @abstractmethod
    def slopes(self, outputs: Floats) -> Floats:
        """Derivative of the loss in the outputs, (P, C, N)."""

    @abstractmethod
    def bend(self, outputs: Floats, change: Floats) -> Floats:
        """Second derivative of the loss at outputs (P, C, N) times a change (P, C, N)."""

    def outputs_at(self, points: Floats) -> Floats:
        """Linear outputs (P, C, N) at points (P, d): samples last, so that sums over classes run fast."""
        stacked = points.reshape(len(points) * self.outputs, -1)
        return np.asarray((stacked @ self.features.T).reshape(len(points), self.outputs, -1))

    def back(self, slopes: Floats, rows: Floats) -> Floats:
        """Gradients (P, d) of the weighted losses whose output derivatives are (P, C, N)."""
        weighted = (slopes * rows).reshape(len(slopes) * self.outputs, -1)
        return np.asarray((weighted @ self.features).reshape(len(slopes), -1))

    def values(self, points: Floats, weights: Floats | None = None) -> Floats:
        rows = self.row_weights(weights)

        def evaluate(p: Floats) -> Floats:
            return np.asarray(self.losses(self.outputs_at(p)) @ rows + self.penalty / 2 * (p * p).sum(axis=1))

        return in_pieces(points, POINTS_AT_ONCE, evaluate)

    def gradients(self, points: Floats, weights: Floats | None = None) -> Floats:
        rows = self.row_weights(weights)
        return in_pieces(
            points, POINTS_AT_ONCE, lambda p: self.back(self.slopes(self.outputs_at(p)), rows) + self.penalty * p
        )

    def minimiser(self, weights: Floats | None = None) -> Floats:
        w = self.uniform if weights is None else np.asarray(weights, dtype=np.float64)
        key = w.tobytes()
        if key not in self.solved:
            if len(self.solved) >= MOST_SOLVED:
                self.solved.clear()
            rows = self.row_weights(w)
            # From x*, which is near, and not from the last answer: equal questions get equal bits in any order.
            near = self.start if np.array_equal(w, self.uniform) else self.optimum

            def product(x: Floats, v: Floats) -> Floats:
                bent = self.bend(self.outputs_at(x[None]), self.outputs_at(v[None]))
                return np.asarray(self.back(bent, rows)[0] + self.penalty * v)

            self.solved[key] = newton(lambda x: float(self.values(x, w)), lambda x: self.gradients(x, w), product, near)
        return self.solved[key]

    def worker_minimisers(self) -> None:
        return None
