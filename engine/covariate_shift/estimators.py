"""Least squares and ridge as linear corrections of the source's least squares, with known S."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.covariate_shift.risk import WorstCase, worst_case
from engine.covariate_shift.shift import RANK, Shift, amount, largest_eigenvalue, null_space, root
from engine.kernel.state import Floats

DECADES, A_DECADE = 6, 5
"""Penalties that are tried: so many decades beyond S's eigenvalues on either side, and so many a decade."""


class Ridge(NamedTuple):
    """Ridge with one penalty."""

    penalty: float  # lambda >= 0, in units of S; inf for the estimate 0
    matrix: Floats  # (d, d)
    worst: WorstCase


def ols_matrix(shift: Shift) -> Floats:
    """A (d, d) of least squares itself: I, or the projection on what S sees where it is singular."""
    _, seen = null_space(shift.source)
    return seen @ seen.T


def ols_risk(shift: Shift) -> WorstCase:
    """The worst-case risk of least squares.

    It is inf where S does not see a direction that T counts: on a sample its variance has no bound there,
    whatever the shortest solution makes of the limit.
    """
    unseen, _ = null_space(shift.source)
    found = worst_case(ols_matrix(shift), shift)
    if np.sum((unseen.T @ shift.target @ unseen) ** 2) ** 0.5 > RANK * np.abs(shift.target).max():
        return found._replace(risk=np.inf, variance=np.inf)
    return found


def ridge_matrix(shift: Shift, penalty: float) -> Floats:
    """A = (S + lambda I)^-1 S (d, d); least squares at 0, which is exact where S is singular, and 0 at inf."""
    if penalty == np.inf:
        return np.zeros((shift.dimension, shift.dimension))
    if amount(penalty, "penalty") == 0:
        return ols_matrix(shift)
    values, vectors = np.linalg.eigh(shift.source)
    return np.asarray((vectors * (values / (values + penalty))) @ vectors.T, np.float64)


def ridge(shift: Shift, penalty: float) -> Ridge:
    """Ridge and its worst-case risk."""
    matrix = ridge_matrix(shift, penalty)
    return Ridge(penalty, matrix, worst_case(matrix, shift))


def best_ridge(shift: Shift) -> Ridge:
    """Ridge with the penalty of the smallest worst-case risk, which no one knows in practice.

    The risk may have several minima: a grid of penalties finds the lowest, and the cells beside it are searched.
    """
    from scipy.optimize import minimize_scalar

    values = np.linalg.eigvalsh(shift.source)
    kept = values[values > RANK * values[-1]]
    candidates = [0.0, np.inf]
    # Where M leaves directions free that T counts, every penalty has an infinite risk, or none.
    if kept.size and np.isfinite(ridge(shift, float(np.sqrt(kept[0] * kept[-1]))).worst.risk):
        risk = risk_of_penalty(shift)
        low, high = np.log10(kept[0]) - DECADES, np.log10(kept[-1]) + DECADES
        grid = np.linspace(low, high, int((high - low) * A_DECADE) + 1)
        lowest = int(np.argmin([risk(power) for power in grid]))
        cells = (grid[max(lowest - 1, 0)], grid[min(lowest + 1, grid.size - 1)])
        found = minimize_scalar(risk, bounds=cells, method="bounded", options={"xatol": 1e-7})
        candidates += [10.0 ** float(found.x), 10.0 ** float(grid[lowest])]
    return min((ridge(shift, penalty) for penalty in candidates), key=lambda tried: tried.worst.risk)


def risk_of_penalty(shift: Shift) -> Callable[[float], float]:
    """The worst-case risk of ridge with the penalty 10^power, quickly: in S's eigenvectors. It must be finite."""
    values, vectors = np.linalg.eigh(shift.source)
    values = np.where(values > RANK * values[-1], values, 0.0)
    target, half = vectors.T @ shift.target @ vectors, vectors.T @ root(shift.ellipse, -0.5)

    def risk(power: float) -> float:
        lost = 10.0**power / (values + 10.0**power)
        biased = lost[:, None] * half
        # One eigenvalue alone would be quicker, but LAPACK's search for it fails at multiples of I.
        bias = largest_eigenvalue(biased.T @ target @ biased)
        return float(bias + shift.noise * np.sum(np.diag(target) * values / (values + 10.0**power) ** 2))

    return risk
