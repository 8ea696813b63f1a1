"""What makes estimators differ on a shift, in a few numbers."""

from typing import NamedTuple

import numpy as np

from engine.covariate_shift.commuting import shared_eigenvectors
from engine.covariate_shift.minmax import Best
from engine.covariate_shift.shift import RANK, Shift
from engine.kernel.state import Floats

KEPT = 0.05
"""A direction of which A* keeps less than this share of its length counts as given up."""
ALIKE = 1e-9
"""Eigenvalues of S that differ by less, relative to the largest, are equal."""
MOST_OF = 2 / 3
"""The share of least squares' noise whose directions are counted."""


class Diagnosis(NamedTuple):
    """What makes the estimators' risks differ. Directions are the axes of S."""

    noisy: int  # so many directions make most of least squares' risk; 0 where that is infinite
    noisy_share: float  # how much of it they make
    given_up: int  # of the directions, by A*
    turned: float  # the share of A*'s squared entries that lie between directions that S sees differently well
    commuting: bool  # do S, T and M share their axes?


def noise_of(shift: Shift) -> Floats:
    """What each axis of S adds to least squares' risk (d,), most first: `v T_ii / s_i`, inf where only T counts."""
    values, axes = np.linalg.eigh(shift.source)
    counted = np.einsum("ji,jk,ki->i", axes, shift.target, axes).clip(min=0.0)
    unseen = values <= RANK * values.max(initial=0.0)
    counted[counted <= RANK * counted.max(initial=0.0)] = 0.0
    seen = np.where(unseen, 1.0, values)
    found = np.where(unseen & (counted > 0), np.inf, shift.noise * counted / seen)
    return np.asarray(np.sort(found)[::-1], np.float64)


def diagnose(best: Best) -> Diagnosis:
    """The reasons for what the estimators' risks are."""
    shift, noise = best.shift, noise_of(best.shift)
    total = float(noise.sum())
    noisy = int(np.searchsorted(np.cumsum(noise), MOST_OF * total)) + 1 if np.isfinite(total) and total > 0 else 0
    values, axes = np.linalg.eigh(shift.source)
    kept = axes.T @ best.matrix @ axes
    size = float(np.sum(kept**2))
    # Directions that S sees alike have no axes of their own.
    apart = np.abs(np.subtract.outer(values, values)) > ALIKE * values[-1]
    return Diagnosis(
        noisy=noisy,
        noisy_share=float(noise[:noisy].sum() / total) if noisy else 0.0,
        given_up=int(np.sum(np.linalg.norm(kept, axis=0) < KEPT)),
        turned=float(np.sum(kept[apart] ** 2)) / size if size else 0.0,
        commuting=shared_eigenvectors(shift) is not None,
    )
