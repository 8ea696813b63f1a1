"""A mean risk over independent samples, and how exact it is."""

from typing import NamedTuple

import numpy as np

from engine.covariate_shift.shift import Shift, ShiftError
from engine.kernel.state import Floats


class Measured(NamedTuple):
    """The mean risk of estimates, each from samples of its own."""

    risk: float  # mean of |T^(1/2) (bhat - b)|^2
    standard_error: float  # of that mean
    mean: Floats  # (d,) of the estimates


def judged(estimates: Floats, truth: Floats, shift: Shift) -> Measured:
    """The risk of independent estimates (R, d) of a truth (d,). Raises ShiftError for fewer than two."""
    runs = len(estimates)
    if runs < 2:
        raise ShiftError(f"runs must be at least 2, not {runs}: one tells nothing of its error.")
    away = estimates - truth
    losses = np.sum((away @ shift.target) * away, axis=1)
    return Measured(float(losses.mean()), float(losses.std(ddof=1) / np.sqrt(runs)), estimates.mean(axis=0))
