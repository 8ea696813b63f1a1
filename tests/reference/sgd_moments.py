"""Mean and covariance of what SGD returns, carried forwards from sample to sample.

Separate code from the exact risks of `engine.covariate_shift.sgd.risk`, which are carried backwards.
"""

from typing import NamedTuple

import numpy as np

from engine.covariate_shift import Plan, Shift
from engine.covariate_shift.sgd.one_step import Features, Step
from engine.kernel.state import Floats


class Moments(NamedTuple):
    """Of the estimate, over samples."""

    mean: Floats  # (d,)
    covariance: Floats  # (d, d)


class Forward(Step):
    """A step on the errors themselves."""

    def mean(self, errors: Floats, step: float) -> Floats:
        """The mean errors (p, d, m) after a step, of m columns each."""
        keep, look, gain = self.plan[:3]
        seen = np.tensordot(look, errors, 1)
        return np.tensordot(keep, errors, 1) - step * gain[:, None, None] * (self.pull @ seen)

    def second(self, moments: Floats, step: float) -> Floats:
        """The second moments (p, p, d, d) after a step."""
        p, d = moments.shape[0], moments.shape[2]
        half = self.mean(moments.transpose(0, 2, 1, 3).reshape(p, d, p * d), step).reshape(p, d, p, d)
        both = (
            self.mean(half.transpose(2, 3, 0, 1).reshape(p, d, p * d), step).reshape(p, d, p, d).transpose(0, 2, 1, 3)
        )
        pushed = self.variance * self.pushes
        if self.random:
            seen = np.einsum("a,b,abij->ij", self.plan.look, self.plan.look, moments)
            pushed = pushed + self.pull @ seen @ self.pull.T + np.sum(self.source * seen) * self.pushes
        outer = np.multiply.outer(self.plan.gain, self.plan.gain)
        return both + step**2 * outer[:, :, None, None] * pushed


def sgd_moments(plan: Plan, shift: Shift, truth: Floats, features: Features = "gaussian") -> Moments:
    """Moments of the weighted mean of iterates, for a truth (d,) and sigma^2 = n times the shift's noise.

    Beside the second moments of the vectors their products with the mean so far are carried on.
    """
    step = Forward(plan, shift, features)
    p, d = plan.look.size, shift.dimension
    errors = np.repeat(-truth[None, :, None], p, axis=0)
    moments = np.broadcast_to(np.outer(truth, truth), (p, p, d, d)).copy()
    mean, cross, square = np.zeros(d), np.zeros((p, d, d)), np.zeros((d, d))
    for size, weight in zip(plan.steps, plan.weights, strict=True):
        errors, moments, cross = step.mean(errors, size), step.second(moments, size), step.mean(cross, size)
        mean += weight * errors[0, :, 0]
        square += weight * (cross[0] + cross[0].T) + weight**2 * moments[0, 0]
        cross += weight * moments[:, 0]
    return Moments(truth + mean, square - np.outer(mean, mean))
