"""The risk of SGD measured on real runs, to stand beside the exact one. Imports what is compiled."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.covariate_shift.sgd import Plan
from engine.covariate_shift.sgd_runs import run_sgd
from engine.covariate_shift.shift import Shift, ShiftError
from engine.state import Floats


class Measured(NamedTuple):
    """What a number of independent runs, each on samples of its own, came to."""

    risk: float  # mean of |T^(1/2) (bhat - b)|^2
    standard_error: float  # of that mean
    mean: Floats  # (d,) of the estimates


def measured(plan: Plan, shift: Shift, truth: ArrayLike, seed: int, runs: int) -> Measured:
    """The mean risk of `runs` (at least 2) runs on n fresh Gaussian samples each, for a truth (d,).

    The noise's variance sigma^2 is n times the shift's; equal seeds give equal samples under any plan. Raises
    ShiftError where sizes differ.
    """
    if runs < 2:
        raise ShiftError(f"runs must be at least 2, not {runs}: one tells nothing of its error.")
    out = run_sgd(plan, shift, truth, seed, runs)
    away = out - np.asarray(truth, dtype=np.float64)
    losses = np.sum((away @ shift.target) * away, axis=1)
    return Measured(float(losses.mean()), float(losses.std(ddof=1) / np.sqrt(runs)), out.mean(axis=0))
