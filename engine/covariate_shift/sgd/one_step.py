"""What one step of SGD makes of linear and quadratic forms of its vectors' errors, from after it to before it.

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
    """One step on p vectors of errors (p, d): forms of the errors after it as forms of those before it."""

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
