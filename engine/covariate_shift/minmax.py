"""The linear estimator of the smallest worst-case risk under covariate shift."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.covariate_shift.climb import Climbed, climb
from engine.covariate_shift.commuting import commuting
from engine.covariate_shift.dual import Certificate, Dual
from engine.covariate_shift.reduction import Ball, reduced
from engine.covariate_shift.shift import RANK, Shift
from engine.kernel.state import Floats

PROMISED = 1e-8
"""Relative duality gap from which on a solution counts as found."""
SECONDS = 8.0
"""Real seconds after which the search ends with the certificate it has."""


@dataclass(frozen=True, eq=False)
class Best:
    """The min-max linear estimator `A* b_ols`, and what certifies it.

    `b_ols` is least squares on n samples of the source; where S is singular, the shortest solution.
    """

    shift: Shift
    matrix: Floats  # A* (d, d)
    risk: float  # worst-case risk of A*, the primal value
    dual: float  # Bayes risk of the prior: no linear estimator's worst-case risk is lower
    duality_gap: float  # risk - dual, from the certificate's own formula
    prior: Floats  # K* (d, d), the least favourable Gaussian prior's covariance along the directions that M limits
    free: Floats  # (d, f) orthonormal basis of the directions that M does not limit; along them no estimate is shrunk
    ball: Ball  # the shift in the coordinates in which it was solved
    ball_prior: Floats  # (r, r) the prior there

    @property
    def relative_gap(self) -> float:
        """The duality gap as a share of the dual."""
        return self.duality_gap / self.dual if self.dual else 0.0

    @property
    def converged(self) -> bool:
        """Is the relative gap as small as promised?"""
        return self.relative_gap <= PROMISED


def minmax(source: ArrayLike, target: ArrayLike, ellipse: ArrayLike, noise: float, seconds: float = SECONDS) -> Best:
    """The matrix A* that minimises the worst-case risk over `b' M b <= 1`, by its dual (arXiv 2502.09047's problem).

    `R(A) = |T^(1/2) (A - I) M^(-1/2)|^2 + v tr(T A S^-1 A')` for S, T and M (d, d), symmetric and positive
    semi-definite, and the noise `v = sigma^2 / n`. The dual is `max tr T (K^-1 + S / v)^-1` over priors K with
    `tr(M K) <= 1`, and `A* = (K^-1 + S / v)^-1 S / v`. Singular matrices are treated exactly (see `reduction`). The
    search ends after `seconds`, and `converged` says whether that was enough. Raises ShiftError in one sentence.
    """
    shift = Shift(source, target, ellipse, noise)  # type: ignore[arg-type]
    return solve(shift, seconds)


def solve(shift: Shift, seconds: float = SECONDS) -> Best:
    """The min-max estimator of a shift, as `minmax` finds it."""
    ball = reduced(shift)
    return best_of(shift, ball, least_favourable(ball, shift.target, seconds))


def solve_quickly(shift: Shift, seconds: float = SECONDS) -> Best:
    """`solve`, but from the closed form where S, T and M commute and it has the promised certificate."""
    # What is refused is so in the solver's words.
    reduced(shift)
    found = commuting(shift)
    if found is not None:
        closed, basis = found
        # Where M does not limit, K* is infinite and the ball knows nothing of it.
        variances = np.where(np.isfinite(closed.prior), closed.prior, 0.0)
        best = certified(shift, (basis * variances) @ basis.T)
        if best.converged:
            return best
    return solve(shift, seconds)


def certified(shift: Shift, prior: Floats) -> Best:
    """The estimator of a prior K (d, d) that is supposed to be least favourable, and how far from it K is proved to be.

    K is scaled to `tr(M K) = 1`. Raises ShiftError as `minmax`.
    """
    ball = reduced(shift)
    # The inverse of what the ball does to its coordinates.
    turn = ball.inside.T @ shift.ellipse
    within = turn @ prior @ turn.T
    scale = float(np.trace(within))
    within = within / scale if scale > 0 else np.eye(len(within)) / max(len(within), 1)
    return best_of(shift, ball, Climbed(within, Dual(ball.source, ball.target).certificate(within)))


def best_of(shift: Shift, ball: Ball, climbed: Climbed) -> Best:
    """The estimator of a prior in the ball's coordinates."""
    prior, certificate = climbed
    left = np.linalg.inv(np.eye(len(prior)) + prior @ ball.source)
    posterior = ball.spread + ball.back @ (left @ prior) @ ball.back.T
    return Best(
        shift=shift,
        matrix=posterior @ shift.source / shift.noise,
        risk=ball.cost + certificate.bias + certificate.variance,
        dual=ball.cost + certificate.dual,
        duality_gap=certificate.gap,
        prior=ball.inside @ prior @ ball.inside.T,
        free=ball.free,
        ball=ball,
        ball_prior=prior,
    )


def least_favourable(ball: Ball, target: Floats, seconds: float) -> Climbed:
    """The ball's least favourable prior; where nothing counts any prior is, and the certificate is 0."""
    size = len(ball.source)
    if np.trace(ball.target) > RANK * np.trace(target) * np.sum(ball.back**2):
        return climb(ball.source, ball.target, seconds)
    return Climbed(np.eye(size) / max(size, 1), Certificate(0.0, 0.0, 0.0, 0.0))
