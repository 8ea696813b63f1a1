"""Curves over an axis from 0, upwards in the logarithm or evenly."""

from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from pages.parts.charts.chart import Axis, Chart, Frame, Point, disc, rule, trail

FRAME = Frame(72, 12, 474, 284, 560, 350, 15)


class Curve(NamedTuple):
    """One line, or marks alone where there is no width."""

    x: Floats  # (K,)
    y: Floats  # (K,); what is not finite is left out
    colour: str
    dash: tuple[int, ...] = ()
    width: float = 2.0
    opacity: float = 1.0
    marks: Floats | None = None  # (K,) half lengths of the marks' error bars


def lines_picture(
    curves: list[Curve], x_title: str, y_title: str, x_end: float, y_ends: tuple[float, float], logarithmic: bool
) -> str:
    """The curves, cut where they leave the picture."""
    chart = Chart(Axis(x_title, 0.0, x_end, False), Axis(y_title, *y_ends, logarithmic), FRAME)
    area = f'x="{FRAME.left}" y="{FRAME.top}" width="{FRAME.width}" height="{FRAME.height}"'
    parts = [f'<defs><clipPath id="inside"><rect {area}/></clipPath></defs>']
    for one in curves:
        parts += drawn(one, chart)
    return chart.picture(parts)


def drawn(one: Curve, chart: Chart) -> list[str]:
    """A curve as one path, or its marks."""
    # A logarithmic axis ends at its ends: what lies beyond is left out.
    good = np.isfinite(one.y) & ((not chart.y.logarithmic) | ((one.y >= chart.y.low) & (one.y <= chart.y.high)))
    points = chart.points(one.x[good], one.y[good])
    if one.marks is not None:
        return marks(one, points, chart)
    return [f'<g clip-path="url(#inside)">{trail(points, one.colour, one.dash, one.width, one.opacity)}</g>']


def marks(one: Curve, points: list[Point], chart: Chart) -> list[str]:
    """Discs with their error bars."""
    parts = []
    assert one.marks is not None
    for place, value, half in zip(points, one.y, one.marks, strict=True):
        ends = (chart.down(float(value - half)), chart.down(float(value + half)))
        parts += [rule((place[0], ends[0]), (place[0], ends[1]), one.colour, 1.0), disc(place, 4.5, one.colour)]
    return parts
