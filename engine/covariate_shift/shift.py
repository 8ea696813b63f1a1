"""A covariate shift: what is sampled, what counts, what is known of the truth, and how much noise there is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.kernel.state import Floats
from engine.schema import exactly

RANK = 1e-12
"""Eigenvalues of S, T or M below this share of the largest are 0.

An eigenvalue is known to some d machine precisions of the largest one: 2e-14 at d = 100. Sums that make a covariance
leave about ten times that.
"""
ASYMMETRY = 1e-10
"""Differences between an entry and its mirror image that count as rounding, relative to the largest entry."""


class ShiftError(ValueError):
    """A covariate shift that cannot be worked with; the message is one sentence that names what is wrong."""


@dataclass(frozen=True, eq=False)
class Shift:
    """Least squares `y = x.b + noise` learned from n samples of a source and judged on a target.

    The risk of an estimate `bhat` is `E |T^(1/2) (bhat - b)|^2` for the worst truth b of the ellipse `b' M b <= 1`
    (after arXiv 2502.09047, of which only the abstract is known here). S, T and M may be singular; they are stored as
    read-only arrays, made exactly symmetric. Raises ShiftError in one sentence for what is no covariate shift.
    """

    source: Floats  # S (d, d), E x x' where the samples come from
    target: Floats  # T (d, d), E x x' where the error counts
    ellipse: Floats  # M (d, d)
    noise: float  # v = sigma^2 / n, noise variance over the number of samples

    def __post_init__(self) -> None:
        for name, letter in (("source", "S"), ("target", "T"), ("ellipse", "M")):
            object.__setattr__(self, name, covariance(getattr(self, name), letter))
        shapes = {matrix.shape for matrix in (self.source, self.target, self.ellipse)}
        if len(shapes) > 1:
            raise ShiftError(f"S, T and M must be of one size, not {', '.join(map(str, self.sizes))}.")
        object.__setattr__(self, "noise", amount(self.noise, "noise"))

    @property
    def sizes(self) -> tuple[int, int, int]:
        """The numbers of rows of S, T and M."""
        return len(self.source), len(self.target), len(self.ellipse)

    @property
    def dimension(self) -> int:
        """Number d of features."""
        return len(self.source)


def covariance(given: ArrayLike, name: str) -> Floats:
    """A symmetric positive semi-definite matrix (d, d), read-only; raises ShiftError where `given` is none."""
    matrix = numbers(given, name)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or matrix.size == 0:
        raise ShiftError(f"{name} must be a square matrix, not of shape {matrix.shape}.")
    largest = np.abs(matrix).max()
    row, column = np.unravel_index(np.argmax(np.abs(matrix - matrix.T)), matrix.shape)
    if abs(matrix[row, column] - matrix[column, row]) > ASYMMETRY * largest:
        here, there = exactly(matrix[row, column]), exactly(matrix[column, row])
        pair = f"entry ({row + 1}, {column + 1}) is {here}, its mirror image {there}"
        raise ShiftError(f"{name} must be symmetric: {pair}.")
    # Halves first: the sum of the two could overflow.
    matrix = matrix / 2 + matrix.T / 2
    lowest = np.linalg.eigvalsh(matrix)[0]
    if lowest < -ASYMMETRY * largest:
        raise ShiftError(f"{name} must not have negative eigenvalues, and has {lowest:.3g}.")
    matrix.setflags(write=False)
    return matrix


def numbers(given: ArrayLike, name: str) -> Floats:
    """An array of finite numbers, copied; raises ShiftError where `given` is none."""
    try:
        if np.iscomplexobj(given):
            raise TypeError
        array = np.array(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise ShiftError(f"{name} must hold real numbers, in rows of one length.") from None
    if not np.isfinite(array).all():
        raise ShiftError(f"{name} must be finite: it holds {array[~np.isfinite(array)][0]}.")
    if np.abs(array).max(initial=0.0) > 1e100:
        raise ShiftError(f"{name} must not hold numbers beyond 1e100.")
    return array


def amount(given: float, name: str) -> float:
    """A finite number that is not negative; raises ShiftError where `given` is none."""
    value = numbers(given, name)
    if value.ndim or value < 0:
        raise ShiftError(f"{name} must be one number of at least 0, not {given}.")
    return float(value)


def null_space(matrix: Floats, scale: float | None = None) -> tuple[Floats, Floats]:
    """Orthonormal bases (d, k) of the directions that a positive semi-definite matrix ignores, and (d, d - k) the rest.

    An eigenvalue is 0 where it is at most RANK times `scale`, by default the largest eigenvalue.
    """
    values, vectors = np.linalg.eigh(matrix)
    zero = values <= RANK * (values.max(initial=0.0) if scale is None else scale)
    return vectors[:, zero], vectors[:, ~zero]


def root(matrix: Floats, power: float = 0.5) -> Floats:
    """A power (d, d) of a positive semi-definite matrix; a negative one leaves null directions at 0."""
    values, vectors = np.linalg.eigh(matrix)
    kept = values > RANK * values.max(initial=0.0)
    return np.asarray((vectors[:, kept] * values[kept] ** power) @ vectors[:, kept].T, np.float64)


def largest_eigenvalue(matrix: Floats) -> float:
    """The largest eigenvalue of a symmetric matrix (k, k); 0 where that is below 0, or k = 0."""
    return float(np.linalg.eigvalsh(matrix).max(initial=0.0))
