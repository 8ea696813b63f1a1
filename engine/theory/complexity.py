"""Published times to a target, up to constants, with every symbol filled in from a scenario.

They are for fixed times and `|grad f|^2 <= eps`; `H_m` is the harmonic mean of the m smallest tau.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from engine.problems import Problem
from engine.scenario import Scenario
from engine.theory import theory_step


class Symbols(NamedTuple):
    """The numbers in the published times."""

    tau: Floats  # (n,) mean seconds a job, in increasing order
    smoothness: float  # L of f; nan where it is not known
    noise: float  # sigma^2: variance of one job's gradient, at the start, of the worker that has the largest
    heterogeneity: float  # zeta^2: mean of |grad f_i - grad f|^2 at the minimiser of f; nan where that is not known
    distance: float  # D = f(x_0) - f*
    eps: float  # |grad f|^2 that is to be reached


def symbols(scenario: Scenario, problem: Problem, share: float) -> Symbols:
    """The symbols of a scenario; the squared gradient norm is to fall to `share` of its start."""
    known = theory_step.known(scenario, problem, share)
    return Symbols(
        tau=np.sort(scenario.cluster.means()),
        smoothness=known.smoothness,
        noise=known.noise,
        heterogeneity=disagreement(problem),
        distance=float(problem.gaps(problem.start)),
        eps=known.eps,
    )


def disagreement(problem: Problem) -> float:
    """Mean over the workers of `|grad f_i(x*) - grad f(x*)|^2`; nan without a known minimiser."""
    if not problem.minimum_known:
        return math.nan
    own = np.stack([problem.gradients(problem.optimum, weights) for weights in np.eye(problem.workers)])
    return float(np.mean(np.sum((own - own.mean(axis=0)) ** 2, axis=1)))


def descent(s: Symbols) -> float:
    """`L D / eps`: updates without noise."""
    return s.smoothness * s.distance / s.eps


def averaging(s: Symbols, gradients: float) -> float:
    """`sigma^2 L D / (m eps^2)`: updates of m gradients each that noise asks for."""
    return s.noise * s.smoothness * s.distance / (gradients * s.eps**2)


def harmonic_means(s: Symbols) -> Floats:
    """H_m (n,) of the m = 1 ... n fastest workers."""
    return np.asarray(np.arange(1, s.tau.size + 1) / np.cumsum(1 / s.tau))


def all_at_their_pace(s: Symbols) -> float:
    """`H_n (L D / eps + sigma^2 L D / (n eps^2))`."""
    return float(harmonic_means(s)[-1]) * (descent(s) + averaging(s, s.tau.size))


def best_on_equal_data(s: Symbols) -> float:
    """`min_m H_m (L D / eps + sigma^2 L D / (m eps^2))`."""
    means = harmonic_means(s)
    return min(float(means[m]) * (descent(s) + averaging(s, m + 1)) for m in range(s.tau.size))


def best_on_different_data(s: Symbols) -> float:
    """`tau_max L D / eps + tau_avg sigma^2 L D / (n eps^2)`."""
    return float(s.tau[-1]) * descent(s) + float(s.tau.mean()) * averaging(s, s.tau.size)


def barrier(s: Symbols) -> float:
    """`tau_max (L D / eps + sigma^2 L D / (n eps^2))`."""
    return float(s.tau[-1]) * (descent(s) + averaging(s, s.tau.size))


BOUNDS: dict[str, Callable[[Symbols], float]] = {
    "asgd": all_at_their_pace,
    "rescaled_asgd": best_on_different_data,
    "minibatch": barrier,
    "rennala": best_on_equal_data,
    "ringmaster": best_on_equal_data,
    "malenia": best_on_different_data,
    "ringleader": best_on_different_data,
}
"""The formula by the method's kind. Of Rescaled ASGD only the leading term is published, for bounded heterogeneity."""
FOR_EQUAL_DATA = ("asgd", "rennala", "ringmaster")
"""Kinds whose time is that for workers that all have the same data."""


def time_bound(kind: str, of: Symbols) -> float | None:
    """Simulated seconds up to constants; None where no time is published, or L is unknown or eps 0."""
    if kind not in BOUNDS or not (of.smoothness > 0 and of.eps > 0):
        return None
    return BOUNDS[kind](of)
