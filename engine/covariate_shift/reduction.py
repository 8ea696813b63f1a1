"""A shift, singular or not, in coordinates in which the ellipse of the truths is the unit ball."""

from typing import NamedTuple

import numpy as np

from engine.covariate_shift.shift import RANK, Shift, ShiftError, largest_eigenvalue, null_space, root
from engine.kernel.state import Floats


class Ball(NamedTuple):
    """The least-squares question about u with |u| <= 1, in r directions; f further directions are free of the ellipse.

    A truth is `back @ u` plus anything along `free`. The estimate must be unbiased along `free`, which therefore
    is eliminated exactly: what it costs is `cost`, and what it blurs is taken out of `source`.
    """

    source: Floats  # (r, r) what the samples say of u: a diagonal inverse covariance, may have zeros
    target: Floats  # (r, r) how errors in u count
    back: Floats  # (d, r) what an error in u does to the estimate, the free directions adapting
    inside: Floats  # (d, r) what u itself does to the truth
    free: Floats  # (d, f) orthonormal basis of the directions that M does not limit
    spread: Floats  # (d, d) covariance of the estimate along `free` when u is known
    cost: float  # tr(T spread)


def reduced(shift: Shift) -> Ball:
    """The shift in the ball's coordinates; noise must be positive.

    Directions that S, T and M all ignore are dropped. With N = null(M), R its complement and S / v in blocks
    [[a, b], [b', c]] over (N, R), what is left is S_R.N = c - b' a^-1 b, L' T L with L = [-a^-1 b; I], and the constant
    tr(T_NN a^-1) (Schur complement). Raises ShiftError where a direction counts under T that S does not see and M
    does not limit: every estimate's worst-case risk is infinite then.
    """
    if shift.noise == 0:
        raise ShiftError("noise must be positive: without it least squares is exact, and nothing is to be traded.")
    free, limited = free_directions(shift)
    seen = shift.source / shift.noise
    a_inverse = np.linalg.inv(free.T @ seen @ free)
    adapting = limited - free @ (a_inverse @ (free.T @ seen @ limited))
    ball = root(limited.T @ shift.ellipse @ limited, -0.5)
    seen_along, turn = principal_axes(factor(shift.source).T @ adapting @ ball)
    inside, back = limited @ ball @ turn, adapting @ ball @ turn
    spread = symmetric(free @ a_inverse @ free.T)
    return Ball(
        source=np.diag(seen_along / shift.noise),
        target=symmetric(back.T @ shift.target @ back),
        back=back,
        inside=inside,
        free=free,
        spread=spread,
        cost=float(np.sum(shift.target * spread)),
    )


def factor(matrix: Floats) -> Floats:
    """F (d, k) with F F' the positive semi-definite matrix, of its rank k."""
    values, vectors = np.linalg.eigh(matrix)
    kept = values > RANK * values.max()
    return np.asarray(vectors[:, kept] * np.sqrt(values[kept]), np.float64)


def principal_axes(half: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues (r,) and eigenvectors (r, r) of H' H for `half` H (k, r).

    From H itself, so that a direction in which nothing is seen stays at 0: the rounding of H' H over a small noise
    would pass for samples.
    """
    _, values, axes = np.linalg.svd(half, full_matrices=True)
    squares = np.zeros(half.shape[1])
    squares[: values.size] = values**2
    return squares, np.asarray(axes.T, np.float64)


def free_directions(shift: Shift) -> tuple[Floats, Floats]:
    """Orthonormal bases (d, f) of the directions that S sees and M does not limit, and (d, r) of those it limits."""
    unlimited, limited = null_space(shift.ellipse)
    unseen, seen = null_space(unlimited.T @ shift.source @ unlimited, largest_eigenvalue(shift.source))
    lost = unlimited @ unseen
    if largest_eigenvalue(lost.T @ shift.target @ lost) > RANK * largest_eigenvalue(shift.target):
        raise ShiftError("S and M are both 0 along a direction that T counts, so no estimate has a finite risk.")
    return unlimited @ seen, limited


def symmetric(matrix: Floats) -> Floats:
    return np.asarray((matrix + matrix.T) / 2, np.float64)
