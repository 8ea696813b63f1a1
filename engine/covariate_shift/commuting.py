"""S, T and M with one set of eigenvectors: the min-max estimator in closed form."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.covariate_shift.shift import RANK, Shift, ShiftError, amount, numbers
from engine.kernel.state import Floats

COMMUTE = 1e-10
"""Entries off the diagonal, in the shared eigenvectors, that count as rounding; relative to the largest entry."""


class ClosedForm(NamedTuple):
    """The min-max estimator, direction by direction."""

    kept: Floats  # (d,) a_i, the share of least squares that is kept; 0 where T does not count
    radius: float  # r, the square root of the worst bias
    risk: float  # R_L = r^2 + v sum t_i a_i^2 / s_i
    prior: Floats  # (d,) k_i of the least favourable prior with sum m_i k_i = 1; inf where M does not limit


def closed_form(source: ArrayLike, target: ArrayLike, ellipse: ArrayLike, noise: float) -> ClosedForm:
    """The min-max estimator of eigenvalues s, t and m (d,) that belong to the same eigenvectors; `noise` is v.

    `a_i = (1 - r sqrt(m_i / t_i))_+` minimises the variance at the bias r^2, and r minimises the convex
    `r^2 + v sum t_i a_i^2 / s_i`, so that `r = v sum sqrt(m_i t_i) / s_i / (1 + v sum m_i / s_i)`, both sums over
    the directions with a_i > 0. One with s_i = 0 needs a_i = 0, so r is at least sqrt(t_i / m_i) there; one with
    m_i = 0 needs a_i = 1. Raises ShiftError where both are 0 and t_i is not.
    """
    spectra = [spectrum(given, name) for given, name in ((source, "s"), (target, "t"), (ellipse, "m"))]
    s, t, m = spectra
    if len({part.size for part in spectra}) > 1:
        raise ShiftError(f"s, t and m must be of one length, not {s.size}, {t.size}, {m.size}.")
    v = amount(noise, "noise")
    counts = t > 0
    if np.any((s == 0) & (m == 0) & counts):
        raise ShiftError("s and m are both 0 along a direction that t counts, so no estimate has a finite risk.")
    # Where t is 0 nothing is worth keeping; the limits of the formula at s = 0 and m = 0 otherwise.
    bounds = np.divide(np.sqrt(t), np.sqrt(m), out=np.where(counts, np.inf, 0.0), where=m > 0)
    blind = float(bounds[s == 0].max(initial=0.0))
    r = max(blind, balance(s, t, m, v, bounds))
    kept = np.where(
        counts & (s > 0), np.maximum(1 - np.divide(r, bounds, out=np.ones_like(t), where=bounds > 0), 0), 0.0
    )
    spread = np.divide(v, s, out=np.zeros_like(s), where=s > 0)
    risk = r**2 + float(np.sum(spread * t * kept**2))
    return ClosedForm(kept, r, risk, least_favourable(spread, kept, m, s, bounds, r))


def spectrum(given: ArrayLike, name: str) -> Floats:
    """Eigenvalues (d,) that are not negative; raises ShiftError where `given` are none."""
    values = numbers(given, name)
    if values.ndim != 1 or values.size == 0 or values.min() < 0:
        raise ShiftError(f"{name} must be a list of eigenvalues of at least 0.")
    values[values <= RANK * values.max()] = 0.0
    return values


def balance(s: Floats, t: Floats, m: Floats, v: float, bounds: Floats) -> float:
    """The r (see `closed_form`) at which bias and variance balance, directions with s_i = 0 aside.

    The active directions are those with the largest bounds, sqrt(t_i / m_i): add them one after the other as long as
    the r of those added is below the next one's bound.
    """
    order = np.flatnonzero(s > 0)
    order = order[np.argsort(-bounds[order], kind="stable")]
    above, below, r = 0.0, 1.0, 0.0
    for i in order:
        if bounds[i] <= r:
            break
        above += v * np.sqrt(m[i] * t[i]) / s[i]
        below += v * m[i] / s[i]
        r = above / below
    return float(r)


def least_favourable(spread: Floats, kept: Floats, m: Floats, s: Floats, bounds: Floats, r: float) -> Floats:
    """The prior's variances k_i (d,): `a_i = k_i / (k_i + v / s_i)`, what is left of the trace where s_i = 0.

    `spread` is v / s_i. Without noise nothing but the blind directions matters.
    """
    left = 1 - kept
    prior = np.divide(spread * kept, left, out=np.zeros_like(kept), where=left > 0)
    blind = (s == 0) & (m > 0) & (bounds == r)
    if blind.any():
        # Any split among equals is as bad for the estimator.
        first = int(np.flatnonzero(blind)[0])
        prior[first] = max(1 - float(m @ prior), 0.0) / m[first]
    prior[(m == 0) & (kept > 0)] = np.inf
    return prior


def shared_eigenvectors(shift: Shift) -> Floats | None:
    """An orthonormal basis (d, d) in which S, T and M are all diagonal; None where there is none."""
    matrices = [matrix / max(np.abs(matrix).max(), 1e-300) for matrix in (shift.source, shift.target, shift.ellipse)]
    # Of a mixture with weights in no simple ratio: eigenvalues that are equal there are so in each matrix.
    weights = np.sqrt([2.0, 3.0, 5.0])
    basis = np.linalg.eigh(sum(weight * matrix for weight, matrix in zip(weights, matrices, strict=True)))[1]
    for matrix in matrices:
        turned = basis.T @ matrix @ basis
        if np.abs(turned - np.diag(np.diag(turned))).max() > COMMUTE:
            return None
    return np.asarray(basis, np.float64)


def commuting(shift: Shift) -> tuple[ClosedForm, Floats] | None:
    """The closed form of a shift whose matrices commute, and their eigenvectors (d, d) as columns; None for others."""
    basis = shared_eigenvectors(shift)
    if basis is None:
        return None
    s, t, m = (
        np.maximum(np.einsum("ij,ij->j", basis, matrix @ basis), 0.0)
        for matrix in (shift.source, shift.target, shift.ellipse)
    )
    return closed_form(s, t, m, shift.noise), basis
