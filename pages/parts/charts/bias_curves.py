"""Bias against slowdown, heterogeneity or step: exact lines, thin small-step lines, rings where it was measured."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from pages.parts.charts.chart import Axis, Chart, Point, cross, positive, ring, rule, strokes, trail
from pages.parts.style import FAINT, style_of

DECADES = 5
"""At most so many decades of bias are shown; what is smaller lies on the lower edge."""
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
    values = positive([], *(part for line in lines for part in (line.exact, line.small, line.measured)))
    if not values.size or values.max() < 1e-12:
        return 1e-3, 1.0
    high = float(values.max())
    low = float(values[values > NOTHING * high].min())
    return max(low, high * 10.0**-DECADES) / 1.3, high * 1.3


def bias_picture(
    lines: Sequence[Line], title: str, logarithmic: bool = True, now: float | None = None, guide: Point | None = None
) -> str:
    """The curves; `now` marks the setting's place on the x axis, `guide` a point that a line of slope 1 leads to."""
    low, high = bias_range(lines)
    every = np.concatenate([part for line in lines for part in (line.x, line.measured_at)])
    x = Axis(title, float(every.min()), max(float(every.max()), float(every.min()) * 1.01 + 1e-9), logarithmic)
    y = Axis("distance from the goal", low if logarithmic else 0.0, high, logarithmic)
    chart = Chart(x, y)
    parts = [] if guide is None else [slope_one(chart, guide)]
    for line in lines:
        parts += drawn(chart, line)
    if now is not None and x.low <= now <= x.high:
        parts.append(chart.triangle(now))
    return chart.picture(parts)


def slope_one(chart: Chart, through: Point) -> str:
    """The line on which the bias is proportional to the step, from the point on downwards."""
    x, y = through
    down = max(chart.x.low / x, chart.y.low / y)
    return rule(chart.at(x, y), chart.at(x * down, y * down), FAINT, 0.9, "7 5")


def drawn(chart: Chart, line: Line) -> list[str]:
    """One method's lines and rings; a cross where it stops to converge."""
    style = style_of(line.kind)
    parts = [trail(piece, style.colour, THIN, 1.2, 0.9) for piece in pieces(chart, line.x, line.small, zero=False)]
    parts += [trail(piece, style.colour, style.dash, 2.2) for piece in pieces(chart, line.x, line.exact, zero=True)]
    last = np.flatnonzero(np.isfinite(line.exact[:-1]) & np.isinf(line.exact[1:]))
    parts += [cross(point, style.colour) for point in chart.points(line.x[last], line.exact[last])]
    known = np.isfinite(line.measured)
    return parts + [ring(point, style.colour) for point in chart.points(line.measured_at[known], line.measured[known])]


def pieces(chart: Chart, x: Floats, values: Floats, zero: bool) -> list[list[Point]]:
    """The parts of a curve between values that are not finite; with `zero` nothing is drawn on the lower edge."""
    seen = np.isfinite(values) & (zero or not chart.y.logarithmic or values > chart.y.low)
    return strokes(point if drawn else None for point, drawn in zip(chart.points(x, values), seen, strict=True))
