"""Bias against slowdown, heterogeneity or step: exact lines, thin small-step lines, rings where it was measured."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from pages.parts.charts.chart import Axis, Chart, Point, cross, ring, rule, trail
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
    parts = [np.concatenate([line.exact, line.small, line.measured]) for line in lines]
    values = np.concatenate([*parts, np.empty(0)])
    values = values[np.isfinite(values) & (values > 0)]
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
    every = np.concatenate([*(line.x for line in lines), *(line.measured_at for line in lines), np.empty(0)])
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
    for index in range(1, len(line.x)):
        if math.isinf(line.exact[index]) and math.isfinite(line.exact[index - 1]):
            parts.append(cross(chart.at(float(line.x[index - 1]), float(line.exact[index - 1])), style.colour))
    return parts + [
        ring(chart.at(float(x), float(value)), style.colour)
        for x, value in zip(line.measured_at, line.measured, strict=True)
        if math.isfinite(value)
    ]


def pieces(chart: Chart, x: Floats, values: Floats, zero: bool) -> list[list[Point]]:
    """The parts of a curve between values that are not finite; with `zero` nothing is drawn on the lower edge."""
    found: list[list[Point]] = [[]]
    for place, value in zip(x, values, strict=True):
        if math.isfinite(value) and (zero or value > chart.y.low or not chart.y.logarithmic):
            found[-1].append(chart.at(float(place), float(value)))
        elif found[-1]:
            found.append([])
    return [piece for piece in found if piece]
