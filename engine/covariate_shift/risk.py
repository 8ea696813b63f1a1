"""The risk of a linear correction `A b_ols`: for the worst truth, and on average over truths."""

from typing import NamedTuple

import numpy as np

from engine.covariate_shift.shift import RANK, Shift, ShiftError, largest_eigenvalue, null_space, root
from engine.kernel.state import Floats

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
    free, _ = null_space(shift.ellipse)
    if counts(left @ free, matrix, shift):
        bias, truth = endless(left, free, shift)
    else:
        bias, truth = within(left.T @ shift.target @ left, shift)
    variance = variance_of(matrix, shift)
    return WorstCase(bias + variance, bias, variance, truth)


def silence(shift: Shift) -> float:
    """The worst-case risk of always estimating 0: `|T^(1/2) M^(-1/2)|^2`."""
    return worst_case(np.zeros((shift.dimension, shift.dimension)), shift).risk


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


def worst_truth(quadratic: Floats, shift: Shift) -> tuple[float, Floats]:
    """The largest `b' Q b` over the ellipse for a symmetric Q (d, d), and a truth (d,) that has it.

    It is inf where Q counts a direction that M does not limit.
    """
    free, _ = null_space(shift.ellipse)
    along = free.T @ quadratic @ free
    if largest_eigenvalue(along) > RANK * max(largest_eigenvalue(quadratic), largest_eigenvalue(shift.target)):
        return np.inf, upright(free @ np.linalg.eigh(along)[1][:, -1])
    return within(quadratic, shift)


def within(quadratic: Floats, shift: Shift) -> tuple[float, Floats]:
    """The largest `b' Q b` over the ellipse's directions that M limits, and a truth (d,) that has it."""
    half = root(shift.ellipse, -0.5)
    values, vectors = np.linalg.eigh(half @ quadratic @ half)
    # Rounding may leave a negative one.
    return max(float(values[-1]), 0.0), upright(half @ vectors[:, -1])


def endless(left: Floats, free: Floats, shift: Shift) -> tuple[float, Floats]:
    """An infinite bias, and the unit vector along `free` (d, f) that I - A, `left`, hits hardest."""
    made = left @ free
    return np.inf, upright(free @ np.linalg.eigh(made.T @ shift.target @ made)[1][:, -1])


def counts(made: Floats, matrix: Floats, shift: Shift) -> bool:
    """Does T see what is left in `made` (d, k) of directions that A must map to 0 or to themselves?"""
    size = LEAK * max(1.0, float(np.abs(matrix).max()))
    return largest_eigenvalue(made.T @ shift.target @ made) > size**2 * largest_eigenvalue(shift.target)


def variance_of(matrix: Floats, shift: Shift) -> float:
    """`v tr(T A S^-1 A')`; inf where T sees what A makes of a direction in which S is 0."""
    unseen, _ = null_space(shift.source)
    if counts(matrix @ unseen, matrix, shift):
        return np.inf
    return shift.noise * float(np.sum(shift.target * (matrix @ root(shift.source, -1.0) @ matrix.T)))


def upright(vector: Floats) -> Floats:
    """The vector (d,) or its negative: the one whose largest entry is positive."""
    return np.asarray(vector * (np.sign(vector[np.argmax(np.abs(vector))]) or 1.0), np.float64)
