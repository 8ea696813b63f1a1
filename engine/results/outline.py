"""Curves whose points stand closer than anyone can see: fewer points, and no extreme less."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.kernel.state import Floats, Integers
from engine.results.curves import Axis, Curve, places_of, shared_grid

if TYPE_CHECKING:
    from engine.simulation import Run

MOST_PLACES = 10_000
"""Where more records than this stand at different x, curves over all of them are taken at so many equal steps."""


def every_place(runs: Sequence["Run"], axis: Axis) -> Floats:
    """The x of every record of every seed of `runs` (X,), up to where the earliest seed ends.

    A curve over seeds changes at these places alone, so none of its extremes lies between them.
    """
    rows = [row for run in runs for row in places_of(run, axis)]
    if all(np.array_equal(row, rows[0]) for row in rows):
        return shared_grid(runs, axis)
    end = float(min(row[-1] for row in rows))
    places = np.unique(np.concatenate(rows))
    places = places[places <= end].astype(np.float64)
    return places if places.size <= MOST_PLACES else np.linspace(0.0, end, MOST_PLACES)


def extremes(x: Floats, lines: Sequence[Floats], cells: int) -> Integers:
    """Which points (K,) of lines (X,) over x (X,) keep their picture in `cells` columns of equal width.

    In every column the first point, the last one, and the lowest and the highest of each line; all points where there
    are no more than these would be.
    """
    if len(x) <= (2 + 2 * len(lines)) * cells or not x[-1] > x[0]:
        return np.arange(len(x))
    cell = np.minimum((x - x[0]) / (x[-1] - x[0]) * cells, cells - 1).astype(np.int64)
    begins = np.flatnonzero(np.diff(cell, prepend=-1))
    ends = np.append(begins[1:], len(x)) - 1
    kept = [begins, ends]
    for line in lines:
        order = np.lexsort((line, cell))
        kept += [order[begins], order[ends]]
    return np.unique(np.concatenate(kept))


def outlined(curve: Curve, cells: int) -> Curve:
    """A curve with the points alone that `extremes` keeps."""
    kept = extremes(curve.x, curve[1:], cells)
    return Curve(*(part[kept] for part in curve))
