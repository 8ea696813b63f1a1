"""Bias against slowdown, heterogeneity or step: exact lines, thin small-step lines, rings where it was measured."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from pages.parts.charts.figure import axis, chart, line, marks
from pages.parts.style import FAINT, MethodStyle, style_of

DECADES = 5
"""At most so many decades of bias are seen first."""
NOTHING = 1e-6
"""A bias below this times the largest one is rounding."""
THIN = (2, 4)


class Line(NamedTuple):
    """One method's bias along `x` (P,), and where it was measured (M,)."""

    kind: str
    label: str
    x: Floats
    exact: Floats  # (P,) inf: does not converge; nan: not known
    small: Floats  # (P,)
    measured_at: Floats  # (M,)
    measured: Floats  # (M,)


def bias_range(lines: Sequence[Line]) -> tuple[float, float]:
    """From the smallest bias that is more than rounding to the largest, at most DECADES."""
    values = np.concatenate([part for one in lines for part in (one.exact, one.small, one.measured)])
    values = values[np.isfinite(values) & (values > 0)]
    if not values.size or values.max() < 1e-12:
        return 1e-3, 1.0
    high = float(values.max())
    low = float(values[values > NOTHING * high].min())
    return max(low, high * 10.0**-DECADES) / 1.3, high * 1.3


def bias_chart(
    lines: Sequence[Line],
    title: str,
    logarithmic: bool = True,
    now: float | None = None,
    guide: tuple[float, float] | None = None,
) -> go.Figure:
    """The curves; `now` marks the setting's place on the x axis, `guide` a point that a line of slope 1 leads to."""
    low, high = bias_range(lines)
    traces = [trace for one in lines for trace in drawn(one, low if logarithmic else 0.0)]
    if guide is not None:
        traces.append(slope_one(guide, low))
    y = axis("distance from the goal", (low, high) if logarithmic else (0.0, high), logarithmic)
    figure = chart(traces, axis(title, logarithmic=logarithmic), y, hovermode="x unified")
    if now is not None:
        figure.add_vline(now, line={"color": FAINT, "width": 1.5, "dash": "3px,4px"})
    return figure


def slope_one(through: tuple[float, float], low: float) -> go.Scatter:
    """The line on which the bias is proportional to the step, from the point on downwards."""
    x, y = through
    down = low / y
    look = MethodStyle(FAINT, (7, 5), "")
    return line("slope 1", look, [x * down, x], [y * down, y], width=1.2, hoverinfo="skip")


def drawn(one: Line, low: float) -> list[Any]:
    """One method's lines and rings; a cross where it stops to converge."""
    look, name = style_of(one.kind), one.label
    exact, small = (np.where(part >= low, part, np.nan) if low else part for part in (one.exact, one.small))
    group = {"legendgroup": name}
    traces = [
        line(name, look, one.x, exact, values="%{y:.4g}", **group),
        line(f"{name}, small steps", look._replace(dash=THIN), one.x, small, width=1.2, showlegend=False, **group),
    ]
    last = np.flatnonzero(np.isfinite(one.exact[:-1]) & np.isinf(one.exact[1:]))
    if last.size:
        told = {"hovertemplate": "does not converge beyond", "showlegend": False, **group}
        traces.append(marks(f"{name}, edge", look.colour, one.x[last], one.exact[last], "x-thin", **told))
    known = np.isfinite(one.measured)
    if known.any():
        at, values = one.measured_at[known], one.measured[known]
        traces.append(marks(f"{name}, measured", look.colour, at, values, "circle-open", showlegend=False, **group))
    return traces
