"""A second simulation beside the one that a picture is made for: its curves of the gap, its paths on the map."""

import numpy as np

from engine.kernel.state import Floats
from engine.results.curves import Axis, Best, Curve, gap_curve, places_of, relative_to_best
from engine.results.outline import every_place, outlined
from engine.results.plane import Map
from engine.simulation import Run, Simulation

FARTHER = 4.0
"""The second simulation lengthens the axis by so much at most: a longer one would crush the first one's curves."""
CLOSE = 1e-9
"""Two objectives are one where their heights differ by this share at most, which is rounding."""


def curves_beside(other: Simulation, axis: Axis, best: Best | None, most: int) -> list[Curve]:
    """Each run's gap in `most` columns; over the best one of the first simulation, as far as both reach."""
    if best is None:
        return [outlined(gap_curve(run, axis, every_place([run], axis)), most) for run in other.values()]
    return [outlined(curve_over(run, axis, best), most) for run in other.values()]


def curve_over(run: Run, axis: Axis, best: Best) -> Curve:
    """A run's gap over the best one of another simulation, up to where the run's earliest seed ends."""
    reached = best.x <= min(row[-1] for row in places_of(run, axis))
    shorter = Best(best.x[reached], best.gap[reached], best.bound)
    return relative_to_best(gap_curve(run, axis, shorter.x), shorter)


def up_to(curve: Curve, end: float) -> Curve:
    """The part of a curve that lies on an axis that ends there."""
    return Curve(*(part[curve.x <= end] for part in curve))


def same_objective(one: Simulation, other: Simulation, drawn: Map) -> bool:
    """Have both the same heights where the first one's map shows them: at a few of its places, to rounding?"""
    if one.problem.dimension != other.problem.dimension:
        return False
    grid = np.stack(np.meshgrid(drawn.x[:: len(drawn.x) // 4], drawn.y[:: len(drawn.y) // 4]), axis=-1)
    places = drawn.plane.lift(grid)
    heights, others = one.problem.gaps(places), other.problem.gaps(places)
    return bool(np.allclose(heights, others, rtol=CLOSE, atol=CLOSE * float(np.nanmax(np.abs(heights)))))


def paths_beside(one: Simulation, other: Simulation, drawn: Map) -> list[Floats] | None:
    """The other simulation's first seeds' records (R, 2) on the first one's map; None where that map is not of it."""
    if not same_objective(one, other, drawn):
        return None
    return [drawn.plane.project(run.iterate[0]) for run in other.values()]
