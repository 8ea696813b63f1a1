"""The picture of the gaps: which part of the plane it shows, and which part of each curve lies in it.

The live figure and the charts draw the same one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from engine.results.beside import FARTHER, curves_beside, up_to
from engine.results.curves import (
    Axis,
    Best,
    Curve,
    best_of,
    gap_curve,
    places_of,
    relative_to,
    relative_to_best,
    seed_curves,
)
from engine.results.gap_range import TALLEST, relative_range, snapped, usual_gap, vertical_range
from engine.results.outline import every_place, extremes, outlined
from engine.results.smoothing import smoothed
from engine.simulation import Run, Simulation

BEYOND = 1e3
"""Single runs and theory are drawn up to so many times beyond the picture's ends, which is out of sight."""
ROOM = 1.1
"""Where all curves leave the picture, the axis reaches so much farther than the last one, and on to a round number."""
MOST_RUNS = 16
"""Of more seeds than this the first ones are drawn as single runs."""


class Picture(NamedTuple):
    """What is seen of the gaps, or of their ratios to the best one: a curve a method, and where the axes end."""

    axis: Axis
    logarithmic: bool
    x: tuple[float, float]
    y: tuple[float, float]
    curves: list[Curve]  # whole, with no more points than anyone can see
    best: Best | None  # what the gaps are relative to
    biased: float | None  # the gap of the biased limit, where it lies in the picture
    window: float | None  # the width of the running mean, in units of x; None for none
    beside: Sequence[Curve] = ()  # those of a second simulation

    @property
    def edges(self) -> tuple[float, float]:
        """The lowest and the highest value that is drawn."""
        low, high = self.y
        return (low if self.logarithmic else 0.0), high

    @property
    def lines(self) -> list["Line"]:
        """What is drawn of each curve."""
        return self.drawn(self.curves)

    @property
    def lines_beside(self) -> list["Line"]:
        """What is drawn of the second simulation's curves."""
        return self.drawn(self.beside)

    def drawn(self, curves: Sequence[Curve]) -> list["Line"]:
        """The part of each curve that is inside, or its running mean."""
        inside = [inside_picture(curve, *self.edges) for curve in curves]
        if self.window is None:
            return inside
        return [running_mean(line, self.window, self.logarithmic) for line in inside]


class Line(NamedTuple):
    """The part of a curve that is inside the picture; `leaves` when it goes out at the top."""

    x: Floats
    median: Floats
    low: Floats
    high: Floats
    leaves: bool
    raw: Floats | None = None  # the median itself, where a running mean stands in its place


def end_of_axis(simulation: Simulation, axis: Axis, relative: bool) -> float:
    """Where the gap's axis ends: with the longest run, or with the shortest where all are compared with the best."""
    ends = [min(row[-1] for row in places_of(run, axis)) for run in simulation.values()]
    # Without an arrival within the budget there is nothing but 0.
    return float(min(ends) if relative else max(ends)) or 1.0


def gap_picture(
    simulation: Simulation,
    axis: Axis,
    logarithmic: bool,
    relative: bool,
    smooth: float = 0.0,
    other: Simulation | None = None,
) -> Picture:
    """The gaps of all methods over `axis`; `relative` to the best one at the same place.

    `smooth` is the running mean's window as a share of the axis; 0 for none. `other` is a second simulation, with gaps
    of the same kind, that the picture holds, too; it changes neither the best one nor the biased limit.
    """
    runs = list(simulation.values())
    most = columns(simulation)
    curves = [outlined(gap_curve(run, axis, every_place([run], axis)), most) for run in runs]
    biased_gap, best = simulation.biased_gap, None
    end = end_of_axis(simulation, axis, relative)
    if relative:
        # Nothing is compared with a run that would have left the picture of the gaps.
        grid = every_place(runs, axis)
        compared = [gap_curve(run, axis, grid) for run in runs]
        best = best_of(compared, TALLEST[True] * usual_gap(curves, biased_gap))
        curves = [outlined(relative_to_best(curve, best), most) for curve in compared]
    elif other:
        end = max(end, min(FARTHER * end, end_of_axis(other, axis, relative)))
    beside = [up_to(curve, end) for curve in curves_beside(other, axis, best, most)] if other else []
    seen = [*curves, *beside]
    reach = relative_range(seen, logarithmic) if relative else vertical_range(seen, logarithmic, biased_gap)
    low, high = snapped(*reach, logarithmic)
    biased = biased_gap if low < biased_gap < high and not relative else None
    whole = Picture(axis, logarithmic, (0.0, end), (low, high), curves, best, biased, window=None, beside=beside)
    sight = end_of_sight(whole)
    return whole._replace(x=(0.0, sight), window=smooth * sight if smooth else None)


def end_of_sight(whole: Picture) -> float:
    """Where the axis ends that is worth drawing: a little behind the last curve, where all leave the picture."""
    end = whole.x[1]
    lines = [inside_picture(curve, *whole.edges) for curve in [*whole.curves, *whole.beside]]
    last = max(float(line.x[-1]) for line in lines)
    if last <= 0 or not all(line.leaves for line in lines):
        return end
    # Round numbers stay while the data change a little.
    return min(end, snapped(0.0, ROOM * last, logarithmic=False)[1])


def columns(simulation: Simulation) -> int:
    """In so many columns of a picture the extremes of a curve are kept: as many as a run has records."""
    return int(max(run.gap.shape[1] for run in simulation.values()))


def inside_picture(curve: Curve, low: float, high: float) -> Line:
    """Cut a curve where its median first passes `high`, and lift what lies below `low` to the edge."""
    outside = ~(curve.median <= high)
    leaves = bool(outside.any())
    # The first point outside is drawn on the edge: the line is seen to leave.
    end = int(outside.argmax()) + 1 if leaves else len(outside)
    median, lower, upper = (np.clip(np.nan_to_num(part[:end], nan=high, posinf=high), low, high) for part in curve[1:])
    return Line(curve.x[:end], median, lower, upper, leaves)


def running_mean(line: Line, width: float, logarithmic: bool) -> Line:
    """The running means of a line's median and quartiles, as they are drawn, over a window of `width`."""
    return Line(*smoothed(Curve(*line[:4]), width, logarithmic), line.leaves, line.median)


def single_runs(simulation: Simulation, picture: Picture) -> list[list[tuple[Floats, Floats]]]:
    """Each method's single runs of the first seeds, whole: x and gap (P,) of each; relative to the best as the picture.

    What is far beyond the picture's ends is out of sight, so it is drawn a little nearer. Of a run with more points
    than can be seen its extremes stay.
    """
    low, high = picture.y
    most = columns(simulation)
    return [
        [kept(x, np.clip(gap, low / BEYOND, high * BEYOND), most) for x, gap in own_places(run, picture)]
        for run in simulation.values()
    ]


def own_places(run: Run, picture: Picture) -> list[tuple[Floats, Floats]]:
    """Each run's x and gaps: at its own records, or relative to the best, where that one has its places."""
    axis, best = picture.axis, picture.best
    if best is None:
        return [(x.astype(np.float64), gap) for x, gap in zip(places_of(run, axis), run.gap, strict=True)][:MOST_RUNS]
    return [(best.x, gap) for gap in relative_to(best, seed_curves(run, axis, best.x).gap[:MOST_RUNS])]


def kept(x: Floats, gap: Floats, most: int) -> tuple[Floats, Floats]:
    some = extremes(x, [gap], most)
    return x[some], gap[some]
