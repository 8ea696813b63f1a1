"""The dual of the min-max question: the Bayes risk of a Gaussian prior, to be maximised over its covariance."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.covariate_shift.reduction import symmetric
from engine.covariate_shift.shift import largest_eigenvalue
from engine.kernel.state import Floats


class Certificate(NamedTuple):
    """What a prior proves: the risk of its own estimate is that close to the best possible one."""

    bias: float  # largest over the ball
    variance: float
    dual: float  # Bayes risk: no linear estimate's worst-case risk is lower
    gap: float  # bias + variance - dual, from its own formula


class Dual:
    """`tr T (C^-1 + S)^-1` over priors `C = W W' / |W|^2` of trace 1, for any W (r, r), in the ball's coordinates.

    S (r, r) is what the samples say, over the noise; it may be singular, as may C:
    `(C^-1 + S)^-1 = E C` with `E = (I + C S)^-1`. With `G = E' T E`, the derivative by C, the estimate's worst-case
    risk exceeds the dual by exactly `lambda_max(G) - tr(C G)`.
    """

    def __init__(self, source: Floats, target: Floats) -> None:
        self.source, self.target, self.size = source, target, len(source)

    def prior(self, factor: Floats) -> Floats:
        """C (r, r) of W given flat (r r,)."""
        w = factor.reshape(self.size, self.size)
        return np.asarray(w @ w.T / np.sum(w * w), np.float64)

    def shrinkage(self, prior: Floats) -> Floats:
        """E (r, r): what is left of a truth in the estimate's bias, I - A."""
        return np.asarray(np.linalg.inv(np.eye(self.size) + prior @ self.source), np.float64)

    def loss(self, factor: Floats) -> tuple[float, Floats]:
        """Minus the dual, and minus its gradient 2 (G W - W tr(G C)) / |W|^2, for W given flat (r r,)."""
        w, prior = factor.reshape(self.size, self.size), self.prior(factor)
        left = self.shrinkage(prior)
        weighted = self.target @ left
        slope = symmetric(left.T @ weighted)
        gradient = 2 * (slope @ w - w * np.sum(slope * prior)) / np.sum(w * w)
        return -float(np.sum(weighted * prior)), -gradient.ravel()

    def newton(self, factor: Floats) -> tuple[Floats, Callable[[Floats], Floats]]:
        """The dual's gradient (r r,) at W, and the product of minus its Hessian with a vector (r r,).

        Along V the prior changes by `D = (V W' + W V' - 2 C <W, V>) / |W|^2` and G by `-(P D G + G D P)`, where
        `P = S E` is symmetric; the rest is the derivative of a product.
        """
        w, prior = factor.reshape(self.size, self.size), self.prior(factor)
        left, norm = self.shrinkage(prior), np.sum(w * w)
        slope = symmetric(left.T @ self.target @ left)
        precision = symmetric(self.source @ left)
        mean = np.sum(slope * prior)
        gradient = 2 * (slope @ w - w * mean) / norm

        def product(direction: Floats) -> Floats:
            v = direction.reshape(w.shape)
            along = np.sum(w * v)
            half = v @ w.T
            change = (half + half.T - 2 * along * prior) / norm
            bent = precision @ change @ slope
            bend = -(bent + bent.T)
            trace = np.sum(bend * prior) + np.sum(slope * change)
            second = 2 * (bend @ w + slope @ v - mean * v - trace * w - along * gradient) / norm
            return np.asarray(-second.ravel(), np.float64)

        return gradient.ravel(), product

    def certificate(self, prior: Floats) -> Certificate:
        """What the prior C (r, r) proves."""
        left = self.shrinkage(prior)
        weighted = self.target @ left
        slope = symmetric(left.T @ weighted)
        spread = left @ prior
        bias = largest_eigenvalue(slope)
        return Certificate(
            bias=bias,
            variance=float(np.sum(self.target * (spread @ self.source @ spread.T))),
            dual=float(np.sum(weighted * prior)),
            # Rounding may leave a negative one.
            gap=max(bias - float(np.sum(slope * prior)), 0.0),
        )
