"""What the charts of a race share: its methods' lines are told apart, and take few bytes."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats, Integers
from engine.simulation import Simulation
from pages.parts.style import MARKS, looks, need_marks

SMALLEST, LARGEST = 1e-37, 1e38
"""What single precision holds with all of its digits."""
FEW_MARKS = 8
"""Where lines have marks, each has about so many."""
KEPT = 6
"""Of each group of a path's points so many are kept: the first, the last, and the farthest to each of four sides."""


def told_apart(lines: Sequence[go.Scatter], simulation: Simulation) -> list[go.Scatter]:
    """A line a method, with its marks where these are needed."""
    if need_marks(simulation.scenario.methods):
        for line, look in zip(lines, looks(simulation.scenario.methods).values(), strict=True):
            mark = {"symbol": MARKS[look.dash], "size": 8, "color": look.colour, "maxdisplayed": FEW_MARKS}
            line.update(mode="lines+markers", marker=mark)
    return list(lines)


def in_single_precision(figure: go.Figure) -> go.Figure:
    """The figure in half the bytes; no screen can tell."""
    for trace in figure.data:
        for name in {"x", "y", "z", "customdata"} & set(trace):
            values = trace[name]
            if isinstance(values, np.ndarray) and values.dtype == np.float64 and has_room(values):
                trace[name] = values.astype(np.float32)
    return figure


def farthest(place: Floats, most: int) -> Integers:
    """Indices of at most `most` points of a path (P, 2) that keep its picture: no extreme is lost on any side."""
    if len(place) <= most:
        return np.arange(len(place))
    edges = np.linspace(0, len(place), most // KEPT + 1).astype(np.int64)
    ends = [edges[:-1], edges[1:] - 1]
    sides = [
        [begin + pick(place[begin:end, column]) for begin, end in pairwise(edges)]
        for column in (0, 1)
        for pick in (np.argmin, np.argmax)
    ]
    return np.unique(np.concatenate([*ends, *sides]))


def has_room(values: Floats) -> bool:
    """Can single precision hold the numbers? It would make 0 of the smallest, which has no logarithm."""
    sizes = np.abs(values[np.isfinite(values) & (values != 0)])
    return not sizes.size or bool(sizes.min() > SMALLEST and sizes.max() < LARGEST)
