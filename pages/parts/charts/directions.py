"""What is so along each direction: lines over the directions 1 to d, on a linear or a logarithmic axis."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from pages.parts.charts.chart import FRAME, Axis, Chart, disc, rule, trail
from pages.parts.charts.line_names import line_names
from pages.parts.style import FAINT, MethodStyle

NAMED = FRAME.beside(118)
"""The names of the lines stand on the right."""
FEW = 30
"""Up to so many directions each has its own disc."""
DECADES = 6.0
"""What is drawn below the largest value of a logarithmic axis."""
RAISED = 1.25


class Line(NamedTuple):
    """One value for each direction (d,); on a logarithmic axis 0 is left out."""

    name: str
    style: MethodStyle
    values: Floats


def directions_picture(lines: Sequence[Line], title: str, logarithmic: bool = False) -> str:
    """The lines over the directions, which are the axes of S."""
    d = lines[0].values.size
    chart = Chart(across(d), upwards(lines, title, logarithmic), NAMED)
    parts, names = [], []
    if not logarithmic:
        parts.append(rule(*chart.level(0.0), FAINT, 0.8))
    for line in lines:
        # A logarithmic axis has no place for what lies below it.
        seen = np.isfinite(line.values) & (not logarithmic or line.values >= chart.y.low)
        points = chart.points(np.flatnonzero(seen) + 1, line.values[seen])
        parts.append(trail(points, line.style.colour, line.style.dash, 2.2))
        if d <= FEW:
            parts += [disc(point, 2.6, line.style.colour) for point in points]
        if points:
            names.append((points[-1], line.name, line.style.colour))
    return chart.picture([*parts, *line_names(NAMED, names)])


def across(d: int) -> Axis:
    """The axis of d directions, each number a whole one."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if d / step <= 7)
    marks = (1.0, *(float(k) for k in range(step, d + 1, step) if k > 1))
    return Axis("direction, an axis of S", 1.0 if d > 1 else 0.0, float(max(d, 2)), False, marks)


def upwards(lines: Sequence[Line], title: str, logarithmic: bool) -> Axis:
    """The axis of the values."""
    values = np.concatenate([line.values for line in lines])
    values = values[np.isfinite(values)]
    if not logarithmic:
        low, high = min(float(values.min(initial=0.0)), 0.0), float(values.max(initial=0.0))
        room = 0.06 * max(high - low, 1e-12)
        return Axis(title, low - room * (low < 0), high + room, False)
    above = values[values > 0]
    top = float(above.max(initial=1e-12)) * RAISED
    return Axis(title, max(float(above.min(initial=top)) / RAISED, top * 10**-DECADES), top)
