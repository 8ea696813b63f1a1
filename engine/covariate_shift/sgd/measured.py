"""The risk of SGD measured on real runs, to stand beside the exact one. Imports what is compiled."""

import numpy as np
from numpy.typing import ArrayLike

from engine.covariate_shift.measured import Measured, judged
from engine.covariate_shift.sgd.linear_rule import Plan
from engine.covariate_shift.sgd.runs import run_sgd
from engine.covariate_shift.shift import Shift


def measured(plan: Plan, shift: Shift, truth: ArrayLike, seed: int, runs: int) -> Measured:
    """The mean risk of `runs` (at least 2) runs on n fresh Gaussian samples each, for a truth (d,).

    The noise's variance sigma^2 is n times the shift's; equal seeds give equal samples under any plan. Raises
    ShiftError where sizes differ.
    """
    return judged(run_sgd(plan, shift, truth, seed, runs), np.asarray(truth, dtype=np.float64), shift)
