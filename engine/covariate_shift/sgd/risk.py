"""The exact risk of SGD over all truths at once: quadratic forms carried backwards from the output to the start."""

from typing import NamedTuple

import numpy as np

from engine.covariate_shift.risk import Average, WorstCase, worst_truth
from engine.covariate_shift.sgd.linear_rule import Plan
from engine.covariate_shift.sgd.one_step import Features, Step
from engine.covariate_shift.sgd.spectral import SHORT, Axes, Stretch, axes, backward, stretches
from engine.covariate_shift.shift import Shift
from engine.kernel.state import Floats


class SgdRisk(NamedTuple):
    """What a variant of SGD makes of a truth b: the mean A b, and the risk `b' quadratic b + variance`."""

    shift: Shift
    matrix: Floats  # A (d, d)
    quadratic: Floats  # (d, d); (I - A)' T (I - A), and what random features add to it
    variance: float  # of the noise

    @property
    def diverged(self) -> bool:
        """Has the run left the range of numbers?"""
        return not (np.isfinite(self.quadratic).all() and np.isfinite(self.variance))

    def worst_case(self) -> WorstCase:
        """The largest risk over the ellipse and a truth that has it; `bias` includes what random features add."""
        if self.diverged:
            return WorstCase(np.inf, np.inf, np.inf, np.full(len(self.matrix), np.nan))
        bias, truth = worst_truth(self.quadratic, self.shift)
        return WorstCase(bias + self.variance, bias, self.variance, truth)

    def average(self, prior: Floats) -> Average:
        """The risk averaged over truths of mean 0 and covariance `prior` (d, d)."""
        if self.diverged:
            return Average(np.inf, np.inf, np.inf)
        bias = float(np.sum(self.quadratic * prior))
        return Average(bias + self.variance, bias, self.variance)


def sgd_risk(plan: Plan, shift: Shift, features: Features = "gaussian") -> SgdRisk:
    """Mean map and risk of SGD on n samples of the source, sigma^2 being n times the shift's noise.

    What is exact under which `features` stands in `sgd.one_step`. Where P is symmetric positive definite, and many
    samples are alike, powers of a step's map in its own axes are taken (`sgd.spectral`); else matrices go from step to
    step.
    """
    step, parts = Step(plan, shift, features), stretches(plan)
    known = axes(plan.preconditioner, shift.source)
    if known is None or len(parts) * SHORT > plan.samples:
        return by_matrices(plan, shift, step)
    return by_powers(parts, known, shift, step)


def by_powers(parts: list[Stretch], known: Axes, shift: Shift, step: Step) -> SgdRisk:
    """`sgd_risk` of a plan in stretches whose P has axes."""
    # A step that is too large leads to infinity, which is its answer.
    with np.errstate(over="ignore", invalid="ignore"):
        found = backward(parts, known, shift.target, step.random)
        left = (known.out * found.left) @ known.back
        quadratic = known.back.T @ found.form @ known.back
        variance = step.variance * found.pushed
    return SgdRisk(shift, np.eye(shift.dimension) - left, (quadratic + quadratic.T) / 2, float(variance))


def by_matrices(plan: Plan, shift: Shift, step: Step) -> SgdRisk:
    """`sgd_risk` of a plan with any P.

    With weights w_k the risk is `sum_k E e_k' (w_k^2 T + w_k (T V_k + V_k' T)) e_k`, where V_k maps the errors after
    sample k to the mean of what they add to the output later: `E [e_j | e_k]` is linear in e_k because every sample is
    fresh.
    """
    p, d = plan.look.size, shift.dimension
    later = np.zeros((p, d, d))
    form = np.zeros((p, p, d, d))
    variance = 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(plan.samples - 1, -1, -1):
            if plan.weights[k]:
                add_output(form, later, shift.target, plan.weights[k])
            later = step.mean_back(later, plan.steps[k])
            form, added = step.second_back(form, plan.steps[k])
            variance += added
        left = later.sum(axis=0)
        quadratic = form.sum(axis=(0, 1))
    return SgdRisk(shift, np.eye(d) - left, (quadratic + quadratic.T) / 2, float(variance))


def add_output(form: Floats, later: Floats, target: Floats, weight: float) -> None:
    """Add an iterate to the output: its own square and its products with later ones to `form`, itself to `later`."""
    form[0, 0] += weight**2 * target
    for a in range(later.shape[0]):
        product = weight * target @ later[a]
        form[0, a] += product
        form[a, 0] += product.T
    later[0] += weight * np.eye(len(target))
