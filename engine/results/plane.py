"""The plane a map shows: through the start, and the landmarks of f and F_p, which are their minimisers where known."""

import math
from typing import NamedTuple

import numpy as np

from engine.kernel.film import Plane
from engine.kernel.state import Floats
from engine.simulation import Simulation

TINY = 1e-9
SIZES = 1.25
"""A map's half side is a power of this."""
LEVELS = 14
"""Contour lines, evenly in the root of the height, the first and the last half a step from the ends."""
MOST_MARKS = 500
"""Workers whose own minimisers are marked, the first ones."""


class Map(NamedTuple):
    """All that a map shows, in the plane's coordinates."""

    plane: Plane
    x: Floats  # (X,)
    y: Floats  # (Y,)
    heights: Floats  # (Y, X) f - f* on the plane
    start: Floats  # (2,)
    goal: Floats | None  # (2,) the minimiser of f, where it is known
    biased: Floats | None  # (2,) the minimiser of F_p, where it is known
    workers: Floats | None  # (n, 2) the workers' own minimisers
    paths: dict[str, Floats]  # label -> (R, 2) the first seed's trajectory

    @property
    def roots(self) -> Floats:
        """Square roots of the heights (Y, X): on a bowl evenly spaced rings. nan where a height is not finite."""
        return np.sqrt(np.where(np.isfinite(self.heights), self.heights, np.nan))


def landmarks(simulation: Simulation) -> tuple[Floats, Floats]:
    """The landmarks (d,) of f and of F_p."""
    problem = simulation.problem
    return problem.landmark(), problem.landmark(simulation.frequencies)


def plane_of(simulation: Simulation) -> Plane:
    """The plane for a simulation's map."""
    problem = simulation.problem
    d = problem.dimension
    if d <= 2:
        return Plane(np.zeros(d), np.eye(2, d))
    goal, biased = landmarks(simulation)
    wanted = [problem.start - goal, biased - goal, problem.gradients(problem.start)]
    axes: list[Floats] = []
    # Coordinate axes stand in where the three points lie on a line.
    for direction in [*wanted, *np.eye(d)[:3]]:
        rest = np.array(direction)
        for axis in axes:
            rest = rest - (rest @ axis) * axis
        length = float(np.linalg.norm(rest))
        if length > TINY * max(1.0, float(np.linalg.norm(direction))):
            axes.append(rest / length)
        if len(axes) == 2:
            break
    return Plane(goal, np.stack(axes))


def draw_map(simulation: Simulation) -> Map:
    """The map of a simulation, with f on a grid."""
    problem = simulation.problem
    plane = plane_of(simulation)
    start, goal, biased = (plane.project(point) for point in (problem.start, *landmarks(simulation)))
    own = problem.worker_minimisers()
    workers = None if own is None else plane.project(own)
    paths = {label: plane.project(run.iterate[0]) for label, run in simulation.items()}
    x, y = extent([start, goal, biased], workers, list(paths.values()), problem.map_lines)
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    heights = problem.gaps(plane.lift(grid))
    known = problem.minimum_known
    return Map(plane, x, y, heights, start, goal if known else None, biased if known else None, workers, paths)


def extent(fixed: list[Floats], workers: Floats | None, paths: list[Floats], points: int) -> tuple[Floats, Floats]:
    """Grid lines (points,), (points,) that hold the fixed points, most workers and the paths that stay near."""
    anchors = np.stack(fixed)
    centre, reach = anchors.mean(axis=0), 3 * max(1e-3, float(np.ptp(anchors, axis=0).max()))
    near = [anchors]
    for path in paths:
        inside = np.isfinite(path).all(axis=1) & (np.abs(path - centre) <= reach).all(axis=1)
        near.append(path[inside])
    if workers is not None:
        near.append(workers[(np.abs(workers - centre) <= reach).all(axis=1)])
    held = np.concatenate(near)
    low, high = held.min(axis=0), held.max(axis=0)
    # A square keeps lengths true in both directions and fills a square picture.
    half, middle = snapped(0.52 * max(1e-3, float((high - low).max())), (low + high) / 2)
    x, y = (np.linspace(mid - half, mid + half, points) for mid in middle)
    return x, y


def snapped(half: float, middle: Floats) -> tuple[float, Floats]:
    """A square somewhat larger than `middle` +- `half`, out of few: small changes of the data then leave it alone."""
    # The middle moves by at most a sixteenth of the half side, so that much is added first.
    half = SIZES ** math.ceil(math.log(half * 16 / 15, SIZES))
    grid = half / 8
    return half, np.round(middle / grid) * grid
