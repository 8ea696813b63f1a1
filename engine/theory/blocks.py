"""Quadratics as blocks that never mix: one a direction where the workers' curvatures commute, else one of all d."""

from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from engine.problems import Problem
from engine.problems.custom_quadratic import DenseQuadratic
from engine.problems.quadratic import DiagonalQuadratic
from engine.theory.cycle import NoTheoryError

ROUNDING = 1e-12


class Blocks(NamedTuple):
    """Worker i's objective is `1/2 sum_b (y_b - center_ib)' curvature_ib (y_b - center_ib)` in `y = x @ axes`."""

    curvatures: Floats  # (n, B, s, s)
    centers: Floats  # (n, B, s)
    axes: Floats | None  # (d, d) with one axis a column; None where they are the coordinates'

    def turned(self, points: Floats) -> Floats:
        """Points (..., d) in the blocks' coordinates (..., B, s)."""
        turned = points if self.axes is None else points @ self.axes
        return np.asarray(turned.reshape(*points.shape[:-1], *self.centers.shape[1:]))

    def back(self, points: Floats) -> Floats:
        """Points (..., B, s) in the problem's coordinates (..., d)."""
        flat = points.reshape(*points.shape[:-2], -1)
        return np.asarray(flat if self.axes is None else flat @ self.axes.T)


def blocks_of(problem: Problem) -> Blocks:
    """The blocks of a quadratic. Raises NoTheoryError for any other problem."""
    if isinstance(problem, DiagonalQuadratic):
        return Blocks(problem.data.matrix[:, :, None, None], problem.data.centers[:, :, None], None)
    if isinstance(problem, DenseQuadratic):
        return dense_blocks(problem.matrices, problem.centers)
    raise NoTheoryError("Exact theory needs a quadratic problem: only there is every arrival a linear map.")


def dense_blocks(matrices: Floats, centers: Floats) -> Blocks:
    """The blocks of matrices (n, d, d) and centers (n, d): their common eigenvectors, where they have them."""
    n, d = centers.shape
    # A mixture with odd weights has an eigenvalue twice only where all matrices share its plane.
    weights = np.sqrt(np.arange(2.0, n + 2))
    axes = np.linalg.eigh(np.tensordot(weights / weights.sum(), matrices, axes=1))[1]
    turned = np.einsum("ji,njk,kl->nil", axes, matrices, axes)
    diagonal = np.einsum("nii->ni", turned)
    off = np.abs(turned - diagonal[:, :, None] * np.eye(d)).max()
    if off > ROUNDING * np.abs(matrices).max():
        return Blocks(matrices[:, None], centers[:, None], None)
    return Blocks(np.ascontiguousarray(diagonal)[:, :, None, None], (centers @ axes)[:, :, None], axes)
