"""The estimators on samples: features X (n, d) and responses y (n,), also with fewer samples than features."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.covariate_shift.minmax import Best
from engine.covariate_shift.shift import RANK, ShiftError, amount, numbers, root
from engine.kernel.state import Floats

PENALTIES = np.logspace(-8, 4, 73)
"""What cross-validation tries, times the mean of x_j^2 over samples and features."""


class CrossValidated(NamedTuple):
    """Ridge whose penalty the samples chose."""

    estimate: Floats  # (d,)
    penalty: float  # lambda of (X' X / n + lambda I)^-1 X' y / n
    error: float  # mean squared error of predicting each sample from the others


def samples(features: ArrayLike, responses: ArrayLike) -> tuple[Floats, Floats]:
    """X (n, d) and y (n,) as arrays; raises ShiftError where they are none."""
    x, y = numbers(features, "X"), numbers(responses, "y")
    if x.ndim != 2 or x.size == 0:
        raise ShiftError(f"X must have rows and columns, not the shape {x.shape}.")
    if y.shape != x.shape[:1]:
        raise ShiftError(f"y must have one entry for each of the {len(x)} rows of X, not the shape {y.shape}.")
    return x, y


def least_squares(features: ArrayLike, responses: ArrayLike) -> Floats:
    """The shortest least-squares solution (d,)."""
    x, y = samples(features, responses)
    return np.asarray(np.linalg.lstsq(x, y, rcond=RANK**0.5)[0], np.float64)


def ridge_estimate(features: ArrayLike, responses: ArrayLike, penalty: float) -> Floats:
    """`(X' X / n + lambda I)^-1 X' y / n` (d,); least squares for lambda = 0."""
    x, y = samples(features, responses)
    if amount(penalty, "penalty") == 0:
        return least_squares(x, y)
    return generalised_ridge(x, y, np.eye(x.shape[1]), len(x) * penalty)


def cross_validated_ridge(features: ArrayLike, responses: ArrayLike, centred: bool = False) -> CrossValidated:
    """Ridge with the penalty of the smallest leave-one-out error on these very samples.

    That error is the source's, whatever the target. It is exact without a second fit: a residual over 1 - h_ii, h the
    fit's hat matrix. `centred` says that the samples' own means were taken out: they are left out with a sample, too,
    which h's 1 / n does. Without it the others' sum would betray the sample.
    """
    x, y = samples(features, responses)
    n = len(x)
    left, values, right = np.linalg.svd(x, full_matrices=False)
    turned = left.T @ y
    penalties = PENALTIES * max(float(np.mean(x**2)), np.finfo(float).tiny)
    shares = values**2 / (values**2 + n * penalties[:, None])
    hats = np.einsum("ik,lk->li", left**2, shares) + (1 / n if centred else 0.0)
    residuals = y - (shares * turned) @ left.T
    # A sample that is fitted whatever the others say cannot be left out.
    errors = np.mean((residuals / np.maximum(1 - hats, RANK)) ** 2, axis=1)
    chosen = int(np.argmin(errors))
    scaled = values / (values**2 + n * penalties[chosen]) * turned
    return CrossValidated(right.T @ scaled, float(penalties[chosen]), float(errors[chosen]))


def generalised_ridge(x: Floats, y: Floats, prior: Floats, variance: float) -> Floats:
    """`K X' (X K X' + sigma^2 I)^-1 y` (d,) for a prior K (d, d), also singular, and noise of variance sigma^2 > 0.

    With K = H H' it is H c, c being ridge on the features X H; the smaller of the two systems is solved.
    """
    half = root(prior)
    z = x @ half
    if len(z) <= z.shape[1]:
        weights = np.linalg.solve(z @ z.T + variance * np.eye(len(z)), y)
        return half @ (z.T @ weights)
    return half @ np.linalg.solve(z.T @ z + variance * np.eye(z.shape[1]), z.T @ y)


def minmax_estimate(features: ArrayLike, responses: ArrayLike, best: Best, variance: float) -> Floats:
    """The min-max estimator on samples: generalised ridge with its prior K*, for noise of variance sigma^2 > 0.

    Where `X' X / n` is S it is A* times least squares. Along directions that M does not limit nothing is penalised.
    """
    x, y = samples(features, responses)
    d = best.shift.dimension
    if x.shape[1] != d:
        raise ShiftError(f"X must have {d} columns, as S has, not {x.shape[1]}.")
    if amount(variance, "sigma^2") == 0:
        raise ShiftError("sigma^2 must be positive: without noise there is nothing to shrink for.")
    if not best.free.size:
        return generalised_ridge(x, y, best.prior, variance)
    # Generalised least squares along the free directions, whose noise is all the rest.
    free = x @ best.free
    spread = x @ best.prior @ x.T + variance * np.eye(len(x))
    along = np.linalg.lstsq(free.T @ np.linalg.solve(spread, free), free.T @ np.linalg.solve(spread, y), rcond=None)[0]
    return best.free @ along + generalised_ridge(x, y - free @ along, best.prior, variance)
