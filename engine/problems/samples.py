"""Real samples: what is shipped, what is held out, and how the rest is split over workers."""

from functools import cache
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field

from engine.kernel.state import Floats, Integers
from engine.schema import Positive, Whole

PURPOSE = 103
HELD_OUT = 105
"""Not mixed with a scenario's seed: the test samples are the same for all."""
TEST_SHARE = 0.25

Dirichlet = Annotated[Positive, Field(ge=1e-3, le=1e4)]
"""Small: the workers' labels differ."""
Penalty = Annotated[Positive, Field(ge=1e-4, le=10)]
"""Factor of |x|^2 / 2."""
Batch = Annotated[Whole, Field(ge=0, le=10_000)]
"""Samples a job, drawn with replacement; 0: all of a worker's samples."""
Shared = Annotated[bool, Field(strict=True)]
"""True: every worker sees all samples, as cores that share a memory do; `dirichlet` then has no effect."""


class Samples(NamedTuple):
    """Features (N, p), the last one constant, and labels (N,) from 0."""

    features: Floats
    labels: Integers

    def take(self, rows: Integers) -> "Samples":
        return Samples(self.features[rows], self.labels[rows])


class Split(NamedTuple):
    """Samples to train on, the indices of each worker's share of them, and samples held out as a test."""

    samples: Samples
    shares: list[Integers]
    test: Samples | None = None
    sharers: int = 0  # workers that all own the one share that there is; 0: each owns its own


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


def held_out_rows(labels: Integers) -> Integers:
    """Indices of the samples held out as a test: TEST_SHARE of every class, chosen once for all scenarios."""
    rng = np.random.default_rng(HELD_OUT)
    classes = [rng.permutation(np.flatnonzero(labels == label)) for label in range(int(labels.max()) + 1)]
    return np.sort(np.concatenate([rows[: round(TEST_SHARE * len(rows))] for rows in classes]))


def hold_out(samples: Samples) -> tuple[Samples, Samples]:
    """The samples to train on, and those held out as a test."""
    rows = held_out_rows(samples.labels)
    return samples.take(np.setdiff1d(np.arange(len(samples.labels)), rows)), samples.take(rows)


def split_or_shared(samples: Samples, workers: int, dirichlet: float, seed: int, shared: bool) -> Split:
    """The samples split by label, or all of them for every worker."""
    if shared:
        return Split(samples, [np.arange(len(samples.labels))], sharers=workers)
    return Split(samples, split_by_label(samples.labels, workers, dirichlet, seed))


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
