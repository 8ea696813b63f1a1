"""The risk of a linear correction `A b_ols`: for the worst truth, and on average over truths."""

from typing import NamedTuple

import numpy as np

from engine.covariate_shift.shift import Shift, ShiftError, largest_eigenvalue, null_space, root
from engine.state import Floats

LEAK = 1e-9
"""What a matrix may do along a direction where it must do nothing, relative to its largest entry or 1: rounding."""


class WorstCase(NamedTuple):
    """The largest risk over the ellipse."""

    risk: float  # bias + variance; inf where one of them is
    bias: float  # |T^(1/2) (A - I) M^(-1/2)|^2
    variance: float  # v tr(T A S^-1 A')
    truth: Floats  # (d,) a least favourable one, with b' M b = 1; of length 1 where M does not limit it


class Average(NamedTuple):
    """The risk averaged over truths."""

    risk: float
    bias: float
    variance: float


def worst_case(matrix: Floats, shift: Shift) -> WorstCase:
    """The worst-case risk of `A b_ols` for a matrix A (d, d), and a truth that has it."""
    left = np.eye(shift.dimension) - matrix
    bias, truth = worst_truth(left.T @ shift.target @ left, shift, scale_of(left))
    variance = variance_of(matrix, shift)
    return WorstCase(bias + variance, bias, variance, truth)


def average(matrix: Floats, shift: Shift, prior: Floats) -> Average:
    """The risk of `A b_ols` averaged over truths of mean 0 and covariance `prior` (d, d), whatever their law."""
    left = np.eye(shift.dimension) - matrix
    bias = float(np.sum((left.T @ shift.target @ left) * prior))
    variance = variance_of(matrix, shift)
    return Average(bias + variance, bias, variance)


def uniform_prior(shift: Shift) -> Floats:
    """Covariance M^-1 / (d + 2) of a truth uniform in the ellipse; raises ShiftError where M leaves that unbounded."""
    if null_space(shift.ellipse)[0].size:
        raise ShiftError("M is singular, so that no law is uniform in its ellipse.")
    return root(shift.ellipse, -1.0) / (shift.dimension + 2)


def worst_truth(quadratic: Floats, shift: Shift, scale: float = 1.0) -> tuple[float, Floats]:
    """The largest `b' Q b` over the ellipse for a symmetric Q (d, d), and a truth (d,) that has it.

    It is inf where Q counts a direction that M does not limit. `scale` is the size of the differences I - A in Q.
    """
    free, _ = null_space(shift.ellipse)
    if free.size:
        values, vectors = np.linalg.eigh(free.T @ quadratic @ free)
        if values[-1] > (LEAK * scale) ** 2 * largest_eigenvalue(shift.target):
            return np.inf, upright(free @ vectors[:, -1])
    half = root(shift.ellipse, -0.5)
    values, vectors = np.linalg.eigh(half @ quadratic @ half)
    # Rounding below 0, or the null directions' own zeros.
    return max(float(values[-1]), 0.0), upright(half @ vectors[:, -1])


def upright(vector: Floats) -> Floats:
    """The vector (d,) or its negative: the one whose largest entry is positive."""
    return np.asarray(vector * (np.sign(vector[np.argmax(np.abs(vector))]) or 1.0), np.float64)


def scale_of(matrix: Floats) -> float:
    return max(1.0, float(np.abs(matrix).max()))


def variance_of(matrix: Floats, shift: Shift) -> float:
    """`v tr(T A S^-1 A')`; inf where T sees what A makes of a direction in which S is 0."""
    unseen, _ = null_space(shift.source)
    made = matrix @ unseen
    allowed = (LEAK * scale_of(matrix)) ** 2 * largest_eigenvalue(shift.target)
    if largest_eigenvalue(made.T @ shift.target @ made) > allowed:
        return np.inf
    return shift.noise * float(np.sum(shift.target * (matrix @ root(shift.source, -1.0) @ matrix.T)))
