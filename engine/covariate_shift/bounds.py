"""What no estimator whatsoever can undercut in worst-case risk."""

import numpy as np

from engine.covariate_shift.commuting import shared_eigenvectors
from engine.covariate_shift.minmax import Best

DONOHO = 0.8
"""Minimax risk over minimax linear risk, at least, of an ellipse whose axes are those of S and T [recalled].

Donoho, Liu and MacGibbon (1990) show 1 / 1.25 for Gaussian noise and a fixed design.
"""


def van_trees(best: Best) -> float:
    """R_L / pi^2, below which no estimator's worst-case risk is, for Gaussian noise and any S, T and M.

    With the orthonormal eigenvectors of `K^(1/2) M K^(1/2)` the truth `K^(1/2) u`, |u_i| <= 1, stays in the ellipse.
    The prior of density cos^2(pi u_i / 2) has the information pi^2 K^-1, so van Trees' inequality gives
    `tr T (pi^2 K^-1 + S / v)^-1`, which at K* is at least R_L / pi^2. Certified: computed from the dual.
    """
    return best.dual / np.pi**2


def commuting_bound(best: Best) -> float | None:
    """0.8 R_L, which no estimator undercuts where S, T and M commute and the design is fixed [recalled]; else None."""
    return None if shared_eigenvectors(best.shift) is None else DONOHO * best.dual
