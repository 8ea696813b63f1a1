"""What the last risks of the two cures come of: the start, the step, noise, or chance between the seeds."""

import numpy as np

from engine.covariate_shift.asynchrony.cures import VANILLA_CORRECTED, Cures
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA
from engine.kernel.state import Floats

METHODS = (VANILLA, RESCALED)
HIGHEST = 1e3
"""A risk above this is out of sight: the estimate 0 has about 1."""
FAR = 1.5
"""A risk so many times above what small steps would have may be put down to the step."""
EXTREME = 10.0
"""So many times above it chance does not bring a risk."""
CLEAR, FEWEST_SEEDS = 2.0, 5
"""Standard errors over the seeds that it must be above that, too, and the seeds that this takes."""
LEFT = 0.1
"""The start counts where it surely leaves more than this share of the risk, and is forgotten where it leaves less."""
FEW = 0.1
"""Shares of the arrivals that are further off in all are not those that theory takes for granted."""
UNEQUAL = 1.05
"""Importance weights up to this make no step larger."""


def last(cures: Cures, name: str) -> float:
    """The last median risk of a line."""
    return float(cures.curve(name).median[-1])


def expected(cures: Cures, name: str) -> float:
    """The last risk of a line that small steps would have in the mean."""
    return float(cures.lines[name].expected[-1])


def diverged(cures: Cures, name: str) -> bool:
    """Is a method's risk out of sight; or above that of the start, while mean squares grow even without delays?"""
    risk, mixed = last(cures, name), cures.mixture
    return not risk < HIGHEST or (growing(cures, name) and risk > float(mixed.target_risk(mixed.problem.start)))


def growing(cures: Cures, name: str) -> bool:
    """Do what the start leaves of the mean squares grow, delays aside?"""
    squares = cures.lines[name].start[1]
    return bool(squares[-1] > squares[0])


def start_counts(cures: Cures, *names: str) -> bool:
    """Does the start surely leave a good part of the last risk of one of these methods? Without names, of either."""
    return any(cures.lines[name].start[0, -1] > LEFT * last(cures, name) for name in names or METHODS)


def forgotten(cures: Cures, *names: str) -> bool:
    """Does the start surely leave little of the last risk of all these methods? Without names, of both."""
    return all(cures.lines[name].start[1, -1] <= LEFT * last(cures, name) for name in names or METHODS)


def extreme(cures: Cures, name: str) -> bool:
    """Is a method's risk further above what small steps would have than noise explains?"""
    return last(cures, name) > EXTREME * expected(cures, name)


def overlapping(cures: Cures) -> bool:
    """Do the interquartile ranges of both methods' last risks meet? Those of one seed are taken to."""
    curves = [cures.curve(name) for name in METHODS]
    meet = max(curve.low[-1] for curve in curves) <= min(curve.high[-1] for curve in curves)
    return bool(meet) or len(cures.lines[VANILLA].risk) == 1


def correction(cures: Cures) -> Floats:
    """ASGD's median risk (P,) with A* over that without."""
    return cures.curve(VANILLA_CORRECTED).median / cures.curve(VANILLA).median


def in_proportion(cures: Cures) -> bool:
    """Do the counted shares of the workers differ little from those that the small-step risks take for granted?"""
    heard = cures.heard / cures.heard.sum()
    return bool(np.abs(heard - cures.mixture.frequencies).sum() / 2 < FEW)


def step_makes_it(cures: Cures) -> bool:
    """Does the step make much of Rescaled ASGD's risk, with nothing else to explain it?"""
    risks, small = cures.lines[RESCALED].risk[:, -1], expected(cures, RESCALED)
    if len(risks) < FEWEST_SEEDS or cures.mixture.importance.max() <= UNEQUAL or not forgotten(cures, RESCALED):
        return False
    surely = risks.mean() - CLEAR * risks.std(ddof=1) / np.sqrt(len(risks))
    return in_proportion(cures) and bool(surely > small) and last(cures, RESCALED) > FAR * small


def expected_ahead(cures: Cures) -> bool:
    """Would small steps leave Rescaled ASGD ahead of ASGD, with A* or without, in the mean?"""
    return expected(cures, RESCALED) < min(expected(cures, VANILLA), expected(cures, VANILLA_CORRECTED))
