"""Which steps a search tries: a grid, more beyond its end where the best lies there, and finer ones around the best."""

import math

import numpy as np

from engine.kernel.state import Floats
from engine.problems import Problem
from engine.search.tuning import Tuning

SPAN = (1e-4, 10.0)
"""The first grid's ends, as multiples of 1 / L where L is known."""
GRID = 16
"""Steps of the first grid, evenly in the logarithm."""
EXTRA, EXTENSIONS = 4, 3
"""Where the best lies at an end of the grid, so many more steps are tried beyond it, at most so many times."""
FINER, REFINEMENTS = 4, 2
"""Then so many steps between the best and its neighbours, so many times."""
LEAST_STEP, MOST_STEP = 1e-12, 1e6
DIGITS = 3
"""A step has so many digits, so that it can be typed."""
PLANNED = GRID + FINER * REFINEMENTS
"""Steps tried of a method whose best lies inside the first grid."""


def first_grid(problem: Problem) -> list[float]:
    """The first steps to try: GRID of them over SPAN."""
    scale = 1 / problem.smoothness if 0 < problem.smoothness < math.inf else 1.0
    return plain(scale * np.geomspace(*SPAN, GRID))


def beyond(found: Tuning) -> list[float]:
    """EXTRA steps beyond the end at which the best lies, or below all where none holds; [] where nothing moves."""
    if not found.moves:
        return []
    ratio = (SPAN[1] / SPAN[0]) ** (1 / (GRID - 1))
    factors = ratio ** np.arange(1.0, EXTRA + 1)
    if found.best_index in (None, 0):
        return plain(found.steps[0] / factors)
    return plain(found.steps[-1] * factors) if found.at_edge else []


def between(found: Tuning) -> list[float]:
    """FINER steps between the best and its neighbours, evenly in the logarithm on each side."""
    if found.best_index is None:
        return []
    best, place = found.steps[found.best_index], found.best_index
    neighbours = [found.steps[i] for i in (place - 1, place + 1) if 0 <= i < found.steps.size]
    inside = FINER // len(neighbours)
    return plain(np.concatenate([np.geomspace(best, other, inside + 2)[1:-1] for other in neighbours]))


def plain(steps: Floats) -> list[float]:
    """Steps that can be typed, within the bounds of a step, each once, ascending."""
    return sorted({float(f"{step:.{DIGITS}g}") for step in np.clip(steps, LEAST_STEP, MOST_STEP)})
