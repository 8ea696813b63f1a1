"""A Gaussian process on hierarchical distances: Matern 5/2, one length scale a variable.

Mean and variance are profiled out; length scales have a lognormal prior. Noise is fixed and tiny: a fitted one would
explain the jumps between branches away.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.spatial.distance import cdist

from engine.design_space.axis import Floats, Integers
from engine.design_space.distance import apart

PRIOR = 1.2
"""The logarithm of a length scale is normal with mean 0 and this deviation."""
FIVE = np.sqrt(5.0)
LEAST_VARIANCE = 1e-24
"""Of values in units of their own deviation: where all are the same, the next point is still defined."""
LEAST_SHARE = 1e-18
"""Of the variance, at a point that was told: rounding must not make it negative."""


class Factor(NamedTuple):
    """A correlation matrix's Cholesky factor, and mean and variance that fit best with it."""

    lower: Floats  # (N, N)
    mean: float
    variance: float
    weights: Floats  # (N,) inverse of the matrix times the values less their mean
    ones: Floats  # (N,) inverse of the matrix times ones


class GaussianProcess(NamedTuple):
    """A process with length scales (n,) in units of the hierarchical distance, given values at N coordinates."""

    coordinates: Floats  # (N, D)
    owner: Integers  # (D,) the variable that each coordinate belongs to
    scales: Floats
    factor: Factor  # of the values in units of their deviation
    spread: float  # that deviation

    def predict(self, coordinates: Floats) -> tuple[Floats, Floats]:
        """Means and deviations (P,) at coordinates (P, D)."""
        factor, inverse = self.factor, 1 / self.scales[self.owner]
        near = correlation(cdist(coordinates * inverse, self.coordinates * inverse))
        mean = factor.mean + near @ factor.weights
        half = solve_triangular(factor.lower, near.T, lower=True, check_finite=False)
        lacking = 1 - near @ factor.ones
        share = 1 - (half**2).sum(axis=0) + lacking**2 / factor.ones.sum()
        return self.spread * mean, self.spread * np.sqrt(factor.variance * np.maximum(share, LEAST_SHARE))


def predictions(processes: Sequence[GaussianProcess], coordinates: Floats) -> tuple[Floats, Floats]:
    """Means and deviations (k, P) of k processes at coordinates (P, D)."""
    means, deviations = zip(*(process.predict(coordinates) for process in processes), strict=True)
    return np.array(means), np.array(deviations)


def correlation(distance: Floats) -> Floats:
    """The Matern 5/2 correlation at scaled distances."""
    return np.asarray((1 + FIVE * distance + 5 / 3 * distance**2) * np.exp(-FIVE * distance))


def factor_of(matrix: Floats, values: Floats, noise: float) -> Factor:
    """The factor of a correlation matrix (N, N) for values (N,). Raises LinAlgError where it is not positive."""
    lower = cholesky(matrix + noise * np.eye(len(matrix)), lower=True, check_finite=False)
    ones = cho_solve((lower, True), np.ones(len(matrix)), check_finite=False)
    mean = float(ones @ values / ones.sum())
    weights = cho_solve((lower, True), values - mean, check_finite=False)
    variance = max(float((values - mean) @ weights) / len(values), LEAST_VARIANCE)
    return Factor(lower, mean, variance, weights, ones)


class Posterior:
    """What values (N,) at coordinates (N, D) say of the logarithms (n,) of the length scales.

    All methods raise LinAlgError where points lie too close for the noise.
    """

    def __init__(self, coordinates: Floats, owner: Integers, values: Floats, noise: float) -> None:
        self.coordinates = coordinates
        self.owner = owner
        self.spread = float(np.std(values)) or 1.0
        self.values = values / self.spread
        self.noise = noise

    @cached_property
    def squares(self) -> Floats:
        """Squared distances (n, N * N), variable by variable."""
        squares = apart(self.coordinates, self.coordinates, self.owner)
        return squares.reshape(len(squares), -1)

    def distance(self, logs: Floats) -> Floats:
        """Scaled distances (N, N)."""
        return np.asarray(np.sqrt(np.exp(-2 * logs) @ self.squares).reshape(self.values.size, -1))

    def loss(self, logs: Floats) -> float:
        """Minus the log density, up to a constant."""
        factor = factor_of(correlation(self.distance(logs)), self.values, self.noise)
        return self.loss_of(factor, logs)

    def loss_of(self, factor: Factor, logs: Floats) -> float:
        fit = self.values.size / 2 * np.log(factor.variance) + np.log(np.diag(factor.lower)).sum()
        return float(fit + (logs**2).sum() / (2 * PRIOR**2))

    def loss_and_gradient(self, logs: Floats) -> tuple[float, Floats]:
        """The same with its gradient (n,); the correlation falls by 5/6 (1 + sqrt5 r) e^(-sqrt5 r) over r^2."""
        distance = self.distance(logs)
        factor = factor_of(correlation(distance), self.values, self.noise)
        inverse = cho_solve((factor.lower, True), np.eye(self.values.size), check_finite=False)
        surplus = (inverse - np.outer(factor.weights, factor.weights) / factor.variance) / 2
        slope = 5 / 3 * (1 + FIVE * distance) * np.exp(-FIVE * distance)
        gradient = np.exp(-2 * logs) * (self.squares @ (surplus * slope).ravel())
        return self.loss_of(factor, logs), gradient + logs / PRIOR**2

    def process(self, logs: Floats) -> GaussianProcess:
        """The process with these length scales."""
        factor = factor_of(correlation(self.distance(logs)), self.values, self.noise)
        return GaussianProcess(self.coordinates, self.owner, np.exp(logs), factor, self.spread)
