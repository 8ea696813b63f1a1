"""Two cures side by side: A* after vanilla ASGD against noise, Rescaled ASGD's weights against bias.

Both methods learn from the same cluster and the same samples. After K arrivals the estimate is the mean of the models
after each of the last K/2. With noise variance s^2, m arrivals in the mean and small steps its covariance tends to
`C / m`, `C = H^-1 W H^-1`, where `H = sum_i v_i S_i` for the pulls v_i = p_i q_i, q_i being the scale of worker i's
steps (1, or 1 / (n p_i)), and `W = sum_i p_i q_i^2 G_i / batch`, G_i being the covariance of worker i's gradients at
the limit: `(u' S_i u + s^2) S_i + S_i u u' S_i` with `u = limit - b_i`, for fixed times.
A* (arXiv 2502.09047's problem) is told the covariances and the noise, and not the workers' truths: it is the min-max
matrix of (S, T, M = I) at `s^2 / (batch m)`, and after Rescaled ASGD that of the S that its noise would come from.
All matrices here are diagonal, so that both have their closed form.
"""

from typing import NamedTuple

import numpy as np

from engine.covariate_shift.asynchrony.forgetting import left_at_least, left_at_most, squares_moved
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA, Mixture, mixture
from engine.covariate_shift.asynchrony.tail_means import averaged, places_within, tail_means
from engine.covariate_shift.commuting import closed_form
from engine.covariate_shift.shift import ShiftError
from engine.kernel.pool import Progress
from engine.kernel.state import Floats, Integers
from engine.results.curves import Curve
from engine.scenario import Scenario

VANILLA_CORRECTED, RESCALED_CORRECTED = "asgd, corrected", "rescaled_asgd, corrected"
LINES = (VANILLA, RESCALED, VANILLA_CORRECTED, RESCALED_CORRECTED)


class Line(NamedTuple):
    """The target risk of one way to estimate, at P places."""

    risk: Floats  # (S, P) of each seed, measured
    expected: Floats  # (P,) its mean for small steps, once the start is forgotten, at fixed times
    limit: float  # for ever more arrivals and ever smaller steps
    start: Floats  # (2, P) what the start leaves of the risk, without delays: at least, and at most


class Cures(NamedTuple):
    """What each of LINES did, on S seeds at P places."""

    arrivals: Integers  # K (P,)
    lines: dict[str, Line]
    mixture: Mixture
    heard: Integers  # (n,) arrivals of each worker in the first seed

    def curve(self, name: str) -> Curve:
        """Median and quartiles over the seeds of a line's measured risk."""
        return Curve.of(self.arrivals.astype(np.float64), self.lines[name].risk)


class Side(NamedTuple):
    """One method as a weighted least squares on the stream, for small steps."""

    limit: Floats  # (d,) the minimiser that its pulls make
    hessian: Floats  # (d,) diagonal of H
    noise: Floats  # (d,) diagonal of W but for misspecification, at s = 1 and one sample a job
    gradients: Floats  # (d,) diagonal of W
    start: Floats  # (2, P) what the start leaves of the risk at the places, at least and at most


def raced(scenario: Scenario) -> Scenario:
    """ASGD and Rescaled ASGD at the step of the scenario's first method, in the same budget.

    Raises ShiftError where the budget is not in arrivals.
    """
    if scenario.budget.arrivals is None:
        raise ShiftError("budget must be in arrivals.")
    kept = {name: getattr(scenario, name) for name in ("seed", "seeds", "cluster", "problem", "budget")}
    methods = [{"kind": kind, "step": scenario.methods[0].step} for kind in (VANILLA, RESCALED)]
    return Scenario.model_validate({**kept, "methods": methods})


def cures(scenario: Scenario, places: int = 9, progress: Progress | None = None) -> Cures:
    """Simulate both methods, correct their estimates, and judge all under the target.

    The scenario's first method gives the step; `places` numbers of arrivals are looked at, in geometric steps.
    `progress` as in `simulate`. Raises ShiftError where the problem is no streamed regression, the budget not in
    arrivals, or the models of one run too many.
    """
    mixed, asked = mixture(scenario), raced(scenario)
    assert asked.budget.arrivals is not None
    arrivals, step = places_within(asked.budget.arrivals, places), asked.methods[0].step
    means = tail_means(asked, arrivals, progress)
    lines = {}
    for kind, corrected in ((VANILLA, VANILLA_CORRECTED), (RESCALED, RESCALED_CORRECTED)):
        estimates, side = means[kind].models, side_of(mixed, kind, step, arrivals)
        kept = kept_of(mixed, side, arrivals)
        lines[kind] = line(mixed, side, estimates, np.ones_like(kept), arrivals)
        lines[corrected] = line(mixed, side, estimates, kept, arrivals)
    return Cures(arrivals, {name: lines[name] for name in LINES}, mixed, means[VANILLA].heard)


def side_of(mixed: Mixture, kind: str, step: float, arrivals: Integers) -> Side:
    """A method as its pulls make it; at a step and after numbers of arrivals (P,), what its start leaves."""
    p, problem, counted = mixed.frequencies, mixed.problem, mixed.counted
    scales = mixed.importance if kind == RESCALED else np.ones_like(p)
    limit, hessian = problem.minimiser(p * scales), (p * scales) @ problem.variances
    pulled = problem.variances * (limit - problem.truths)
    excess = (pulled * (limit - problem.truths)).sum(axis=1, keepdims=True)
    single = (excess + problem.data.noise**2) * problem.variances + pulled**2
    squared = p * scales**2
    way, moved = limit - problem.start, squares_moved(problem.variances, p, scales, step, problem.data.batch)
    least, most = left_at_least(way, step * hessian, counted, arrivals), left_at_most(way, moved, counted, arrivals)
    return Side(limit, hessian, squared @ problem.variances, squared @ single, np.stack([least, most]))


def kept_of(mixed: Mixture, side: Side, arrivals: Integers) -> Floats:
    """The diagonals (P, d) of A* after so many arrivals (P,)."""
    problem = mixed.problem
    source, batch = side.hessian**2 / side.noise, problem.data.batch
    variances = problem.data.noise**2 / (averaged(arrivals) * batch) if batch else np.zeros(arrivals.size)
    ball = np.ones_like(source)
    return np.stack([closed_form(source, mixed.counted, ball, float(v)).kept for v in variances])


def line(mixed: Mixture, side: Side, estimates: Floats, kept: Floats, arrivals: Integers) -> Line:
    """The risks of estimates (S, P, d) times `kept` (P, d), after so many arrivals (P,)."""
    batch = mixed.problem.data.batch
    spread = side.gradients / side.hessian**2 / batch if batch else np.zeros_like(side.hessian)
    bias = mixed.target_risk(kept * side.limit)
    variance = kept**2 @ (mixed.counted * spread) / averaged(arrivals)
    with np.errstate(all="ignore"):
        risk = mixed.target_risk(kept * estimates)
    return Line(risk, bias + variance, float(mixed.target_risk(side.limit)), side.start)
