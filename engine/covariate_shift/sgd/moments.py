"""Mean and covariance of what SGD returns for one truth, carried forwards from sample to sample."""

from typing import NamedTuple

import numpy as np

from engine.covariate_shift.sgd.linear_rule import Plan
from engine.covariate_shift.sgd.one_step import Features, Step
from engine.covariate_shift.shift import Shift
from engine.kernel.state import Floats


class Moments(NamedTuple):
    """Of the estimate, over samples."""

    mean: Floats  # (d,)
    covariance: Floats  # (d, d)


def sgd_moments(plan: Plan, shift: Shift, truth: Floats, features: Features = "gaussian") -> Moments:
    """Mean and covariance of the weighted mean of iterates, for a truth (d,) and sigma^2 = n times the shift's noise.

    What is exact under which `features` stands in `sgd_step`. Beside the second moments of the vectors their products
    with the mean so far are carried on.
    """
    step = Step(plan, shift, features)
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
