"""What is so along each direction: lines over the directions 1 to d, on a linear or a logarithmic axis."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from pages.parts.charts.figure import LOWEST, axis, chart, dotted, line, positive
from pages.parts.style import FAINT, MethodStyle

FEW = 30
"""Up to so many directions each has its own disc."""
DECADES = 6.0
"""What is seen first below the largest value of a logarithmic axis."""
RAISED = 1.25
NUMBERED = 7
"""Up to so many directions each has its number."""


class Line(NamedTuple):
    """One value for each direction (d,); on a logarithmic axis 0 is left out."""

    name: str
    style: MethodStyle
    values: Floats


def directions_chart(lines: Sequence[Line], title: str, logarithmic: bool = False) -> go.Figure:
    """The lines over the directions, which are the axes of S."""
    d = lines[0].values.size
    traces = []
    for name, style, values in lines:
        shown = np.where(values > 0, values, np.nan) if logarithmic else values
        trace = line(name, style, np.arange(1, d + 1), shown)
        traces.append(dotted(trace, 5.2) if d <= FEW else trace)
    up = axis(title, upwards(lines, logarithmic), logarithmic) | {"zerolinecolor": FAINT}
    return chart(traces, across(d), up, hovermode="x unified", legend=LOWEST)


def across(d: int) -> dict[str, Any]:
    """The axis of d directions, each number a whole one."""
    room = 0.03 * max(d - 1, 1)
    return axis("direction, an axis of S", (1 - room, d + room)) | ({"dtick": 1} if d <= NUMBERED else {})


def upwards(lines: Sequence[Line], logarithmic: bool) -> tuple[float, float]:
    """The values that are seen first."""
    values = [line.values for line in lines]
    if not logarithmic:
        known = np.concatenate(values)
        known = known[np.isfinite(known)]
        low, high = float(known.min(initial=0.0)), float(known.max(initial=0.0))
        room = 0.06 * max(high - low, 1e-12)
        return low - room, high + room
    above = positive(*values)
    top = float(above.max(initial=1e-12)) * RAISED
    return max(float(above.min(initial=top)) / RAISED, top * 10**-DECADES), top
