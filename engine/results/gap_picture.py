"""The picture of the gaps: which part of the plane it shows, and which part of each curve lies in it.

The live figure and the charts draw the same one.
"""

from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from engine.results.curves import Axis, Best, Curve, best_of, gap_curve, relative_to, relative_to_best, seed_curves
from engine.results.gap_range import TALLEST, relative_range, snapped, usual_gap, vertical_range
from engine.simulation import Simulation

BEYOND = 1e3
"""Single runs are drawn up to so many times beyond the picture's ends, which is out of sight."""
MOST_RUNS = 16
"""Of more seeds than this the first ones are drawn as single runs."""


class Picture(NamedTuple):
    """What is seen of the gaps, or of their ratios to the best one: a curve a method, and where the axes end."""

    axis: Axis
    logarithmic: bool
    x: tuple[float, float]
    y: tuple[float, float]
    curves: list[Curve]  # whole
    best: Best | None  # what the gaps are relative to
    biased: float | None  # the gap of the biased limit, where it lies in the picture

    @property
    def edges(self) -> tuple[float, float]:
        """The lowest and the highest value that is drawn."""
        low, high = self.y
        return (low if self.logarithmic else 0.0), high


class Line(NamedTuple):
    """The part of a curve that is inside the picture; `leaves` when it goes out at the top."""

    x: Floats
    median: Floats
    low: Floats
    high: Floats
    leaves: bool


def gap_picture(simulation: Simulation, axis: Axis, logarithmic: bool, relative: bool) -> Picture:
    """The gaps of all methods over `axis`; `relative` to the best one at the same place."""
    runs = list(simulation.values())
    curves = [gap_curve(run, axis) for run in runs]
    biased_gap, best = simulation.biased_gap, None
    if relative:
        # Nothing is compared with a run that would have left the picture of the gaps.
        best = best_of(runs, axis, TALLEST[True] * usual_gap(curves, biased_gap))
        curves = [relative_to_best(run, axis, best) for run in runs]
        low, high = snapped(*relative_range(curves, logarithmic), logarithmic)
    else:
        low, high = snapped(*vertical_range(curves, logarithmic, biased_gap), logarithmic)
    # Without an arrival within the budget there is nothing but 0.
    ends = 0.0, max(float(curve.x[-1]) for curve in curves) or 1.0
    biased = biased_gap if low < biased_gap < high and not relative else None
    return Picture(axis, logarithmic, ends, (low, high), curves, best, biased)


def inside_picture(curve: Curve, low: float, high: float) -> Line:
    """Cut a curve where its median first passes `high`, and lift what lies below `low` to the edge."""
    outside = ~(curve.median <= high)
    leaves = bool(outside.any())
    # The first point outside is drawn on the edge: the line is seen to leave.
    end = int(outside.argmax()) + 1 if leaves else len(outside)
    median, lower, upper = (np.clip(np.nan_to_num(part[:end], nan=high, posinf=high), low, high) for part in curve[1:])
    return Line(curve.x[:end], median, lower, upper, leaves)


def single_runs(simulation: Simulation, picture: Picture) -> list[Floats]:
    """Each method's single runs (at most MOST_RUNS, R) of the first seeds, whole, at the x of its curve.

    What is far beyond the picture's ends is out of sight, so it is drawn a little nearer.
    """
    (low, high), best = picture.y, picture.best
    found = []
    for run, curve in zip(simulation.values(), picture.curves, strict=True):
        gaps = seed_curves(run, picture.axis, curve.x).gap[:MOST_RUNS]
        found.append(np.clip(gaps if best is None else relative_to(best, gaps), low / BEYOND, high * BEYOND))
    return found
