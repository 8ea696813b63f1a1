"""All estimators on one shift: what each makes of n samples, tuned as well as anyone could who knew the shift."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from engine.covariate_shift.estimators import best_ridge, ols_matrix, ols_risk
from engine.covariate_shift.minmax import Best, solve_quickly
from engine.covariate_shift.risk import Average, WorstCase, average, uniform_prior, worst_case
from engine.covariate_shift.sgd.linear_rule import (
    Plan,
    accelerated,
    constant_step,
    safe_step,
    smallest_kept,
    step_decay,
    usual_momentum,
)
from engine.covariate_shift.sgd.risk import SgdRisk, sgd_risk
from engine.covariate_shift.shift import Shift, ShiftError, largest_eigenvalue
from engine.kernel.pool import Progress
from engine.kernel.state import Floats

SMALLEST_STEP = 12
"""Steps of SGD that are tried: from twice the safe one, halved again and again, to the safe one over 2^12."""
A_DECADE = 3
"""Smallest eigenvalues, so many a decade, for which accelerated SGD's parameters are tried."""
PAST = 2.0
"""A risk of so many times the lowest says that smaller steps are not worth a try: the bias rules them."""
LIFT = 1e-3
"""What the preconditioner has along directions that the least favourable prior leaves out, over its mean eigenvalue."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One estimator's part in the contest.

    The risks of least squares, ridge and min-max are those of known S: of a fixed design whose covariance is S. Those
    of the SGD kinds are exact for one pass over n fresh samples with Gaussian features, which cost them more; their
    `bias` includes what random features add to it.
    """

    matrix: Floats  # A (d, d), the linear correction of least squares, in the mean over samples
    worst: WorstCase
    average: Average | None  # over truths uniform in the ellipse; None where M is singular
    tuned: float | None  # ridge's penalty, SGD's step, accelerated SGD's mu: the best for the worst case
    plan: Plan | None  # of the SGD kinds


@dataclass(frozen=True, eq=False)
class Contest:
    """The estimators' risks on one shift."""

    best: Best
    entries: dict[str, Entry]  # in the order of ENTRANTS

    def times_best(self, kind: str) -> float:
        """An estimator's worst-case risk over that of min-max."""
        return self.entries[kind].worst.risk / self.best.risk if self.best.risk > 0 else np.inf


def contest(shift: Shift, samples: int, best: Best | None = None, progress: Progress | None = None) -> Contest:
    """All estimators on `samples` samples of the source, sigma^2 being that many times the shift's noise.

    `best` is the min-max estimator where it is known already; `progress` takes the share done, and what it raises ends
    the work. Raises ShiftError, in the solver's sentence, where there is none: without noise, or where every
    estimator's risk is infinite.
    """
    found = solve_quickly(shift) if best is None else best
    entries = {}
    for index, (kind, entrant) in enumerate(ENTRANTS.items()):
        if progress:
            progress(index / len(ENTRANTS))
        entries[kind] = entrant(samples, found)
    return Contest(found, entries)


def ols(samples: int, best: Best) -> Entry:
    return linear(ols_matrix(best.shift), ols_risk(best.shift), best.shift)


def ridge(samples: int, best: Best) -> Entry:
    found = best_ridge(best.shift)
    return linear(found.matrix, found.worst, best.shift, found.penalty)


def minmax(samples: int, best: Best) -> Entry:
    return linear(best.matrix, worst_case(best.matrix, best.shift), best.shift)


def linear(matrix: Floats, worst: WorstCase, shift: Shift, tuned: float | None = None) -> Entry:
    """The entry of a linear correction (d, d) of least squares."""
    prior = uniform(shift)
    found = None if prior is None else average(matrix, shift, prior)
    if found is not None and worst.variance == np.inf:
        found = found._replace(risk=np.inf, variance=np.inf)
    return Entry(matrix, worst, found, tuned, None)


def uniform(shift: Shift) -> Floats | None:
    """Covariance (d, d) of truths uniform in the ellipse, None where it is unbounded."""
    try:
        return uniform_prior(shift)
    except ShiftError:
        return None


def preconditioner(best: Best) -> Floats:
    """P (d, d) = K* and a little of I, with which gradient descent shrinks nearly as min-max does.

    `(I - eta K* S)^n` is gradient flow's version of `I - A* = (I + K* S / v)^-1`: both leave directions alone in which
    K* is small. Along directions that M does not limit K* is infinite; there it is taken as its largest eigenvalue.
    """
    d, largest = best.shift.dimension, largest_eigenvalue(best.prior)
    if largest <= 0:
        return np.eye(d)
    lift = LIFT * float(np.trace(best.prior)) / d
    return np.asarray(best.prior + largest * best.free @ best.free.T + lift * np.eye(d), np.float64)


def sgd(samples: int, best: Best) -> Entry:
    return descending(constant_step, samples, best, np.eye(best.shift.dimension))


def decaying(samples: int, best: Best) -> Entry:
    return descending(step_decay, samples, best, np.eye(best.shift.dimension))


def preconditioned(samples: int, best: Best) -> Entry:
    return descending(constant_step, samples, best, preconditioner(best))


def descending(rule: Callable[[int, float, Floats], Plan], samples: int, best: Best, p: Floats) -> Entry:
    """The entry of a rule with the preconditioner P (d, d) at its best step; smaller ones are tried while they pay."""
    return lowest(lambda step: rule(samples, step, p), steps(p, best.shift), best.shift, PAST)


def accelerating(samples: int, best: Best) -> Entry:
    """Accelerated SGD's last iterate, whose share of the noise more samples do not lower: for little noise."""
    shift, identity = best.shift, np.eye(best.shift.dimension)

    def plan(smallest: float) -> Plan:
        return accelerated(samples, usual_momentum(shift.source, smallest=smallest), identity)

    if largest_eigenvalue(shift.source) <= 0:
        return sgd(samples, best)
    low, high = smallest_kept(shift.source), largest_eigenvalue(shift.source)
    tried = np.geomspace(low, high, int(np.ceil(np.log10(high / low) * A_DECADE)) + 1)
    return lowest(plan, (float(smallest) for smallest in tried), shift)


def steps(p: Floats, shift: Shift) -> list[float]:
    """Steps to try, in falling order; any does where S, and so every push, is 0."""
    safe = safe_step(shift.source, p)
    return [float((safe if np.isfinite(safe) else 1.0) * 2.0**-k) for k in range(-1, SMALLEST_STEP + 1)]


def lowest(plan: Callable[[float], Plan], values: Iterable[float], shift: Shift, past: float = np.inf) -> Entry:
    """The variant of SGD with the value of the smallest worst-case risk, looking on until one is `past` times that."""
    chosen: tuple[float, WorstCase, Plan, SgdRisk] | None = None
    for value in values:
        tried = plan(value)
        risk = sgd_risk(tried, shift)
        worst = risk.worst_case()
        if chosen is None or worst.risk < chosen[1].risk:
            chosen = value, worst, tried, risk
        elif worst.risk > past * chosen[1].risk:
            break
    if chosen is None:
        raise ValueError("no value to try.")
    value, worst, best, risk = chosen
    prior = uniform(shift)
    return Entry(risk.matrix, worst, None if prior is None else risk.average(prior), value, best)


ENTRANTS: dict[str, Callable[[int, Best], Entry]] = {
    "ols": ols,
    "ridge": ridge,
    "minmax": minmax,
    "sgd": sgd,
    "step_decay": decaying,
    "accelerated": accelerating,
    "preconditioned": preconditioned,
}
"""Takes the number of samples and the min-max estimator with its shift."""
