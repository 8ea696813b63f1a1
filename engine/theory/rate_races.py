"""Runs beside their exact rates: how long they have to be, what they show, and who is the quickest."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from engine.simulation import Run, Simulation
from engine.theory.best_point import arrivals_to
from engine.theory.tail import distances, near_for_good, tail_rate

NEAR = 1e-7
"""A run goes on until the distance has shrunk to this share, if theory says when;"""
FEWEST, MOST, UNKNOWN, DIVERGING = 200, 30_000, 3000, 1000
"""within these bounds; else for so many arrivals."""
SHARE = 1e-5
"""The distance, as a share of the first, by which methods at their best points are compared."""
SPARE, FEWEST_COMPARED, MOST_COMPARED = 1.5, 500, 60_000
"""Those runs go on for so many times what the slowest rate needs, within these bounds."""
MOST_RECORDS, MOST_NUMBERS = 10_000, 1_000_000
"""Of such a run, and the most numbers in them."""
AGREE = 0.02
"""Rates agree where their logarithms differ by less than this share."""
CLOSE = 1.02
"""Methods whose speeds are within this factor are as quick."""


class Reached(NamedTuple):
    """When a method stays near its limit for good; inf where it does not."""

    arrivals: float
    seconds: float


def race_arrivals(rate: float | None) -> int:
    """Arrivals of a run that shows a rate, or, where it is not known, whether there is one."""
    if rate is None:
        return UNKNOWN
    needed = arrivals_to(NEAR, rate)
    return int(np.clip(needed, FEWEST, MOST)) if np.isfinite(needed) else DIVERGING


def compared_arrivals(rates: Sequence[float]) -> int:
    """Arrivals in which all methods that converge at these rates come to SHARE of their first distance."""
    needed = max((arrivals_to(SHARE, rate) for rate in rates if rate < 1), default=1000.0)
    return int(np.clip(SPARE * needed, FEWEST_COMPARED, MOST_COMPARED))


def compared_records(arrivals: int, dimension: int) -> int:
    """Records of such a run: one an arrival, as far as memory goes."""
    return min(arrivals + 1, MOST_RECORDS, max(100, MOST_NUMBERS // dimension))


def away_from_goal(simulation: Simulation, run: Run) -> Floats:
    """Distance (R,) of a run to the goal as a share of the first: to its limit, where all workers share the goal."""
    return distances(run, simulation.problem.optimum)


def shown_rate(simulation: Simulation, label: str) -> float:
    """The contraction per arrival of a run's distance to the goal, by its tail; nan where it does not show one."""
    run = simulation[label]
    return tail_rate(run.gradients.astype(np.float64), away_from_goal(simulation, run))


def reached(simulation: Simulation, label: str) -> Reached:
    """When a run's distance to the goal is at most SHARE of the first for good."""
    run = simulation[label]
    away = away_from_goal(simulation, run)
    return Reached(near_for_good(run.gradients.astype(np.float64), away, SHARE), near_for_good(run.time, away, SHARE))


def agree(measured: float, predicted: float) -> bool:
    """Are two rates per arrival the same, as far as a run can show it?"""
    return bool(abs(np.log(measured) / np.log(predicted) - 1) < AGREE)


def times_as_quick(rate: float, other: float) -> float:
    """How many times the arrivals that one rate needs another one does, both below 1."""
    return float(np.log(rate) / np.log(other))


def quickest(speeds: Mapping[str, float]) -> list[str]:
    """Whose speed is the largest, and who is all but as quick."""
    most = max(speeds.values())
    return [name for name, value in speeds.items() if value * CLOSE >= most]


def largest_staleness(run: Run) -> int:
    """How many updates late the latest gradient of a run's first seed was."""
    return int(run.arrivals["staleness"].max(initial=0))


def share_in_rounds(means: Floats) -> float:
    """Of the gradients that workers of these mean times (n,) would make without waiting, how many rounds leave."""
    # Equal times leave all of them, to the last bit.
    return 1.0 if np.ptp(means) == 0 else float(1 / (means.max() * (1 / means).mean()))
