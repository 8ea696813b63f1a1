"""Two cures side by side: A* after vanilla ASGD against noise, Rescaled ASGD's weights against bias.

Both methods learn from the same cluster and the same samples. After K arrivals the estimate is the mean of the models
after the last K/2. With noise variance s^2, m arrivals in the mean and small steps its covariance tends to `C / m`,
`C = H^-1 W H^-1`, where `H = sum_i v_i S_i` for the pulls v_i = p_i q_i, q_i being the scale of worker i's steps (1, or
1 / (n p_i)), and `W = sum_i p_i q_i^2 G_i / batch`, G_i being the covariance of worker i's gradients at the limit:
`(u' S_i u + s^2) S_i + S_i u u' S_i` with `u = limit - b_i`, for fixed times.
A* (arXiv 2502.09047's problem) is told the covariances and the noise, and not the workers' truths: it is the min-max
matrix of (S, T, M = I) at `s^2 / (batch m)`, and after Rescaled ASGD that of the S that its noise would come from.
All matrices here are diagonal, so that both have their closed form.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.covariate_shift.commuting import closed_form
from engine.covariate_shift.link import RESCALED, VANILLA, Mixture, mixture
from engine.covariate_shift.shift import ShiftError
from engine.methods import METHODS, MethodSettings
from engine.scenario import Scenario
from engine.simulate import simulate
from engine.simulation import Run
from engine.state import Floats, Integers

VANILLA_CORRECTED, RESCALED_CORRECTED = "asgd, corrected", "rescaled_asgd, corrected"
LINES = (VANILLA, RESCALED, VANILLA_CORRECTED, RESCALED_CORRECTED)
MOST_RECORDS = 2000
"""Models that a run keeps: the mean of every other one says the same while a step changes little."""
FIRST_PLACE, RECORDS_AVERAGED = 20, 2
"""The first place is no sooner than this, and its mean is of so many records at least."""


class Line(NamedTuple):
    """The target risk of one way to estimate, at P places."""

    risk: Floats  # (S, P) of each seed, measured
    expected: Floats  # (P,) its mean for small steps, once the start is forgotten, at fixed times
    limit: float  # for ever more arrivals and ever smaller steps


class Cures(NamedTuple):
    """What each of LINES did, on S seeds at P places."""

    arrivals: Integers  # K (P,)
    lines: dict[str, Line]
    mixture: Mixture
    heard: Integers  # (n,) arrivals of each worker in the first seed


class Side(NamedTuple):
    """One method as a weighted least squares on the stream, for small steps."""

    limit: Floats  # (d,) the minimiser that its pulls make
    hessian: Floats  # (d,) diagonal of H
    noise: Floats  # (d,) diagonal of W but for misspecification, at s = 1 and one sample a job
    gradients: Floats  # (d,) diagonal of W


def raced(scenario: Scenario) -> Scenario:
    """ASGD and Rescaled ASGD at the step of the scenario's first method, with as many records as are needed.

    Raises ShiftError where the budget is not in arrivals.
    """
    if scenario.budget.arrivals is None:
        raise ShiftError("budget must be in arrivals.")
    kept = {name: getattr(scenario, name) for name in ("seed", "seeds", "cluster", "problem", "budget")}
    methods = [settings_of(kind, scenario.methods[0].step) for kind in (VANILLA, RESCALED)]
    records = min(scenario.budget.arrivals, MOST_RECORDS) + 1
    return Scenario.model_validate({**kept, "methods": methods, "records": records})


def settings_of(kind: str, step: float) -> MethodSettings:
    return METHODS[kind].settings.model_validate({"kind": kind, "step": step})


def cures(
    scenario: Scenario, places: int = 9, threads: int | None = None, progress: Callable[[float], None] | None = None
) -> Cures:
    """Simulate both methods, correct their estimates, and judge all under the target.

    The scenario's first method gives the step; `places` numbers of arrivals are looked at, in geometric steps.
    `progress` as in `simulate`. Raises ShiftError where the problem is no streamed regression or the budget not in
    arrivals, and pydantic.ValidationError where the records would not fit.
    """
    mixed, asked = mixture(scenario), raced(scenario)
    simulation = simulate(asked, threads, progress)
    chosen = records_at(simulation[VANILLA].gradients, places)
    lines = {}
    for kind, corrected in ((VANILLA, VANILLA_CORRECTED), (RESCALED, RESCALED_CORRECTED)):
        run, side = simulation[kind], side_of(mixed, kind)
        estimates = tail_means(run, chosen)
        kept = kept_of(mixed, side, run.gradients[chosen])
        lines[kind] = line(mixed, side, estimates, np.ones_like(kept), run.gradients[chosen])
        lines[corrected] = line(mixed, side, estimates, kept, run.gradients[chosen])
    heard = np.bincount(simulation[VANILLA].arrivals["worker"], minlength=asked.cluster.workers)
    return Cures(simulation[VANILLA].gradients[chosen], {name: lines[name] for name in LINES}, mixed, heard)


def records_at(gradients: Integers, places: int) -> Integers:
    """Which records (P,) to look at, out of those after `gradients` (R,) arrivals: in geometric steps to the last."""
    last = gradients.size - 1
    spacing = max(1, int(gradients[-1]) // last)
    first = min(max(FIRST_PLACE, 2 * RECORDS_AVERAGED * spacing), int(gradients[-1]))
    return np.unique(np.searchsorted(gradients, np.geomspace(first, gradients[-1], places).round())).clip(max=last)


def averaged(arrivals: Integers) -> Integers:
    """How many arrivals lie in (K/2, K], m (P,)."""
    return np.asarray(arrivals - arrivals // 2)


def tail_means(run: Run, chosen: Integers) -> Floats:
    """The mean model (S, P, d) over the records in (K/2, K], at the chosen records (P,)."""
    first = np.searchsorted(run.gradients, run.gradients[chosen] // 2, side="right")
    with np.errstate(all="ignore"):
        return np.stack([run.iterate[:, a : b + 1].mean(axis=1) for a, b in zip(first, chosen, strict=True)], axis=1)


def side_of(mixed: Mixture, kind: str) -> Side:
    """A method as its pulls make it."""
    p, problem = mixed.frequencies, mixed.problem
    scales = mixed.importance if kind == RESCALED else np.ones_like(p)
    limit = mixed.minimiser(p * scales)
    pulled = problem.variances * (limit - problem.truths)
    excess = (pulled * (limit - problem.truths)).sum(axis=1, keepdims=True)
    single = (excess + problem.data.noise**2) * problem.variances + pulled**2
    squared = p * scales**2
    return Side(limit, (p * scales) @ problem.variances, squared @ problem.variances, squared @ single)


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
    return Line(risk, bias + variance, float(mixed.target_risk(side.limit)))
