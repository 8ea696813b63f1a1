"""One pass of SGD as the linear map that it is in the mean, beside the min-max estimator's."""

from typing import Literal, NamedTuple

import numpy as np

from engine.covariate_shift.contest import preconditioner
from engine.covariate_shift.measured import Measured
from engine.covariate_shift.measured_risks import runs_for
from engine.covariate_shift.minmax import Best
from engine.covariate_shift.risk import WorstCase, silence
from engine.covariate_shift.sgd import linear_rule
from engine.covariate_shift.sgd.linear_rule import Plan
from engine.covariate_shift.sgd.risk import sgd_risk
from engine.covariate_shift.sgd.runs import measured
from engine.covariate_shift.shift import Shift, ShiftError, largest_eigenvalue
from engine.kernel.state import Floats

Variant = Literal["tail average", "step decay", "accelerated"]
Preconditioner = Literal["none", "prior K*", "inverse of S"]
FLOOR = 1e-3
"""Of S's largest eigenvalue, added to S before it is inverted: no direction's step grows beyond 1,000 times."""
TOO_LARGE = 100.0
"""A step is too large where its risk is so many times that of the estimate 0."""


class SgdMap(NamedTuple):
    """What one pass makes of least squares, and what that costs."""

    plan: Plan
    step: float  # the first one; of accelerated SGD delta
    matrix: Floats  # A (d, d)
    worst: WorstCase  # with Gaussian features
    linear: float  # worst-case risk where x x' is S at every step: of the linear map alone
    apart: float  # |T^(1/2) (A - A*) M^(-1/2)|, over that of A*'s own bias

    @property
    def scatter(self) -> float:
        """The share of the worst-case risk that single samples add to their mean."""
        return max(0.0, 1 - self.linear / self.worst.risk)


class OnePass(NamedTuple):
    """One pass beside the estimate 0, and what real runs came to; None where they would take too long or diverge."""

    map: SgdMap
    idle: float  # worst-case risk of the estimate 0
    real: Measured | None

    @property
    def too_large(self) -> bool:
        """Is the step far beyond those that learn?"""
        return not self.map.worst.risk < TOO_LARGE * self.idle


def pushes(best: Best, kind: Preconditioner) -> Floats:
    """The preconditioner P (d, d) of a kind."""
    source = best.shift.source
    if kind == "none":
        return np.eye(len(source))
    if kind == "prior K*":
        return preconditioner(best)
    largest = largest_eigenvalue(source)
    if largest <= 0:
        raise ShiftError("S is 0, so that it has no inverse to precondition with.")
    inverse = np.linalg.inv(source + FLOOR * largest * np.eye(len(source)))
    return np.asarray((inverse + inverse.T) / 2, np.float64)


def plan_of(
    shift: Shift, samples: int, variant: Variant, p: Floats, factor: float, smallest: float
) -> tuple[Plan, float]:
    """The plan and its step: `factor` times the safe one, or what is usual for an assumed smallest curvature.

    `smallest` is that curvature as a share of the largest eigenvalue of P S; accelerated SGD alone uses it.
    """
    if variant == "accelerated":
        largest = float(np.linalg.eigvals(p @ shift.source).real.max())
        momentum = linear_rule.usual_momentum(shift.source, p, smallest=smallest * largest)
        return linear_rule.accelerated(samples, momentum, p), momentum.delta
    step = factor * linear_rule.safe_step(shift.source, p)
    if not np.isfinite(step):
        raise ShiftError("S is 0, so that SGD has nothing to follow.")
    return (linear_rule.constant_step if variant == "tail average" else linear_rule.step_decay)(samples, step, p), step


def sgd_map(
    best: Best,
    samples: int,
    variant: Variant,
    preconditioner: Preconditioner = "none",
    step_over_safe: float = 0.125,
    smallest_curvature: float = 0.01,
) -> SgdMap:
    """One pass over `samples` samples, beside the min-max estimator `best`.

    The step is that many times the safe one; accelerated SGD takes what is usual for a smallest curvature instead, as a
    share of the largest one. Raises ShiftError in one sentence.
    """
    shift = best.shift
    plan, step = plan_of(shift, samples, variant, pushes(best, preconditioner), step_over_safe, smallest_curvature)
    found = sgd_risk(plan, shift)
    matrix = found.matrix
    away = weighted(matrix - best.matrix, best)
    own = weighted(np.eye(shift.dimension) - best.matrix, best)
    linear = sgd_risk(plan, shift, "expected").worst_case().risk
    return SgdMap(plan, step, matrix, found.worst_case(), linear, away / own if own > 0 else np.inf)


def measured_pass(best: Best, made: SgdMap, samples: int, seed: int) -> OnePass:
    """A pass beside real one-sample runs at the truth for which it errs the most, as far as time allows."""
    answer = OnePass(made, silence(best.shift), None)
    runs = runs_for(samples, best.shift.dimension)
    if not runs or answer.too_large:
        return answer
    return answer._replace(real=measured(made.plan, best.shift, made.worst.truth, seed, runs))


def of_safe_step(best: Best, kind: Preconditioner, step: float) -> float:
    """How many times the safe one a step is."""
    return float(step / linear_rule.safe_step(best.shift.source, pushes(best, kind)))


def weighted(matrix: Floats, best: Best) -> float:
    """`|T^(1/2) B M^(-1/2)|` of a matrix B (d, d), in the operator norm over the truths that M limits."""
    ball = best.ball
    if not np.isfinite(matrix).all():
        return np.inf
    half = matrix @ ball.inside
    return float(np.sqrt(max(largest_eigenvalue(half.T @ best.shift.target @ half), 0.0)))
