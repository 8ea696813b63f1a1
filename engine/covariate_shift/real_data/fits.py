"""Estimators on a real sample: S, T, M and the noise are estimated, and each estimate comes with its promise."""

from typing import NamedTuple

import numpy as np

from engine.covariate_shift.estimators import best_ridge, ols_risk, ridge_matrix
from engine.covariate_shift.minmax import solve
from engine.covariate_shift.on_data import cross_validated_ridge, least_squares, minmax_estimate, ridge_estimate
from engine.covariate_shift.real_data.split import Standardised
from engine.covariate_shift.risk import worst_case
from engine.covariate_shift.sgd.linear_rule import constant_step, safe_step
from engine.covariate_shift.sgd.runs import run_on_data
from engine.covariate_shift.shift import Shift, ShiftError
from engine.kernel.state import Floats

LEAST_SQUARES, RIDGE, MIN_MAX = "least squares", "ridge", "min-max"
MEAN, WEIGHTED, SGD, AWARE = "mean", "weighted", "sgd", "aware ridge"
KNOWING = "target labels"
ESTIMATORS = (MEAN, LEAST_SQUARES, WEIGHTED, SGD, RIDGE, AWARE, MIN_MAX, KNOWING)
"""The source's mean response; least squares; least squares weighted by importance; one pass of SGD; ridge with the
cross-validated penalty; ridge with the penalty of the smallest worst-case risk; the min-max estimator; and the
yardstick that no one may use, ridge on the target's seen rows with their labels."""
PROMISING = (MEAN, LEAST_SQUARES, RIDGE, AWARE, MIN_MAX)
"""The linear corrections of least squares, whose worst-case risk is known."""
TAIL = 0.5
"""Share of SGD's iterates that is averaged."""


class Fit(NamedTuple):
    """A prediction `intercept + x.slopes`, in standardised units."""

    intercept: float
    slopes: Floats  # (d,)

    def error(self, features: Floats, responses: Floats) -> float:
        """Mean squared error on rows (k, d) with responses (k,)."""
        return float(np.mean((self.intercept + features @ self.slopes - responses) ** 2))


class Estimated(NamedTuple):
    """What is known of the shift without any label of the target."""

    shift: Shift
    variance: float  # sigma^2
    penalty: float  # ridge's cross-validated one
    ridge: Floats  # (d,) its estimate


class Fits(NamedTuple):
    """All estimators on one sample, but for the yardstick."""

    fits: dict[str, Fit]
    matrices: dict[str, Floats]  # of those that correct least squares linearly, (d, d)
    promised: dict[str, float]  # mean squared errors that the worst truth would give
    effective: float  # (sum w)^2 / sum w^2, rows that the importance weights leave


def estimated(sample: Standardised) -> Estimated:
    """S, T, M and the noise from the sample.

    S = X' X / n of the very rows that are learned from, so that the risk is that for this design; T is the second
    moment of the target's seen features about the source's mean. sigma^2 is the residuals' with n - d - 1 degrees of
    freedom, or, for n <= d + 2, ridge's leave-one-out error. M = I / rho^2 with rho the length of ridge's estimate: a
    plug-in, no bound on the truth. Raises ShiftError where there is no noise.
    """
    x, y = sample.features, sample.responses
    n, d = x.shape
    ridge = cross_validated_ridge(x, y, centred=True)
    variance = ridge.error
    if n > d + 2:
        variance = float(np.sum((y - x @ least_squares(x, y)) ** 2)) / (n - d - 1)
    if variance <= np.finfo(float).eps:
        raise ShiftError("The responses are a linear function of the features without noise: nothing is to be traded.")
    length = float(np.linalg.norm(ridge.estimate))
    target = sample.seen.T @ sample.seen / len(sample.seen)
    shift = Shift(x.T @ x / n, target, np.eye(d) / length**2, variance / n)
    return Estimated(shift, variance, ridge.penalty, ridge.estimate)


def fitted(sample: Standardised, known: Estimated) -> Fits:
    """All estimators but the yardstick, from the source's rows and the target's features."""
    x, y = sample.features, sample.responses
    shift, d = known.shift, x.shape[1]
    best, aware = solve(shift), best_ridge(shift)
    weighted, effective = importance_weighted(sample)
    plan = constant_step(len(x), safe_step(shift.source), np.eye(d), TAIL)
    slopes = {
        MEAN: np.zeros(d),
        LEAST_SQUARES: least_squares(x, y),
        SGD: run_on_data(plan, x, y),
        RIDGE: known.ridge,
        AWARE: ridge_estimate(x, y, aware.penalty) if np.isfinite(aware.penalty) else np.zeros(d),
        MIN_MAX: minmax_estimate(x, y, best, known.variance),
    }
    matrices = {
        MEAN: np.zeros((d, d)),
        LEAST_SQUARES: ridge_matrix(shift, 0.0),
        RIDGE: ridge_matrix(shift, known.penalty),
        AWARE: aware.matrix,
        MIN_MAX: best.matrix,
    }
    risks = {name: worst_case(matrix, shift) for name, matrix in matrices.items()} | {LEAST_SQUARES: ols_risk(shift)}
    # An error is of a row with noise of its own, from a mean response that has some, too.
    promised = {name: known.variance + shift.noise + found.risk for name, found in risks.items()}
    fits = {name: Fit(0.0, slope) for name, slope in slopes.items()} | {WEIGHTED: weighted}
    return Fits(fits, matrices, promised, effective)


def importance_weighted(sample: Standardised) -> tuple[Fit, float]:
    """Least squares weighted by the odds of a row to be the target's, with its own mean; and the effective rows.

    The odds come of a logistic regression of target against source features with scikit-learn's penalty, the usual
    discriminative estimate of the densities' ratio.
    """
    from sklearn.linear_model import LogisticRegression

    x, y, seen = sample.features, sample.responses, sample.seen
    labels = np.repeat([0, 1], [len(x), len(seen)])
    odds = LogisticRegression(max_iter=1000).fit(np.vstack([x, seen]), labels).decision_function(x)
    # Only ratios count, and the largest must not overflow.
    weights = np.exp(odds - odds.max())
    weights /= weights.sum()
    middle, mean, half = weights @ x, float(weights @ y), np.sqrt(weights)
    slopes = least_squares((x - middle) * half[:, None], (y - mean) * half)
    return Fit(mean - float(middle @ slopes), slopes), float(1 / np.sum(weights**2))


def knowing(features: Floats, responses: Floats) -> Fit:
    """The yardstick: ridge with the cross-validated penalty on the target's seen rows (k, d) and their labels (k,)."""
    middle, mean = features.mean(axis=0), float(responses.mean())
    slopes = cross_validated_ridge(features - middle, responses - mean, centred=True).estimate
    return Fit(mean - float(middle @ slopes), slopes)
