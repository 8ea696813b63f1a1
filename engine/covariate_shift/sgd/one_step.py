"""What one step of SGD does to means and second moments of its vectors' errors, and to the risks that come of them.

A sample's features are x ~ N(0, S), fresh at every step, and its noise is independent of them with variance sigma^2.
With "gaussian" features all of that is exact: `E x x' Z x x' = 2 S Z S + S tr(S Z)`. With "expected" ones x x' is
replaced by S where it meets the error, and only the noise is random: the approximation under which SGD is nothing but
a linear transformation of least squares.
"""

from typing import Literal, get_args

import numpy as np

from engine.covariate_shift.sgd.linear_rule import Plan
from engine.covariate_shift.shift import Shift, ShiftError
from engine.kernel.state import Floats

Features = Literal["gaussian", "expected"]


class Step:
    """One step on p vectors of errors (p, d), their second moments (p, p, d, d), and quadratic forms of them."""

    def __init__(self, plan: Plan, shift: Shift, features: Features = "gaussian") -> None:
        if plan.preconditioner.shape != shift.source.shape:
            raise ShiftError(f"P must be of shape {shift.source.shape}, as S is, not {plan.preconditioner.shape}.")
        if features not in get_args(Features):
            raise ShiftError(f"features must be {' or '.join(get_args(Features))}, not {features}.")
        self.plan, self.random = plan, features == "gaussian"
        self.source = shift.source
        self.variance = shift.noise * plan.samples
        self.pull = plan.preconditioner @ shift.source
        self.pushes = plan.preconditioner @ shift.source @ plan.preconditioner.T

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

    def mean_back(self, forms: Floats, step: float) -> Floats:
        """The linear forms (p, m, d) of the errors before a step that are `forms` of the mean errors after it."""
        keep, look, gain = self.plan[:3]
        taken = np.tensordot(gain, forms, 1)
        return np.tensordot(keep.T, forms, 1) - step * look[:, None, None] * (taken @ self.pull)

    def second_back(self, forms: Floats, step: float) -> tuple[Floats, float]:
        """The quadratic form (p, p, d, d) before a step whose mean is that of `forms` after it, but for a constant.

        Returns the constant, too: what the noise adds.
        """
        p, d = forms.shape[0], forms.shape[2]
        # To rows: each pair of vector and direction is a linear form of the errors.
        half = self.mean_back(forms.transpose(1, 0, 2, 3).reshape(p, p * d, d), step).reshape(p, p, d, d)
        both = self.mean_back(half.transpose(1, 0, 3, 2).reshape(p, p * d, d), step).reshape(p, p, d, d)
        both = both.transpose(0, 1, 3, 2)
        taken = np.einsum("a,b,abij->ij", self.plan.gain, self.plan.gain, forms)
        pushed = step**2 * float(np.sum(taken * self.pushes))
        if self.random:
            seen = step**2 * (self.pull.T @ taken @ self.pull) + pushed * self.source
            outer = np.multiply.outer(self.plan.look, self.plan.look)
            both = both + outer[:, :, None, None] * seen
        return both, self.variance * pushed
