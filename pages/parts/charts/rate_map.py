"""The map of rates over step and momentum. An SVG; the page makes it answer to clicks.

Bright is quick. What does not converge has no colour; the line around it is the stability edge.
"""

import math
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from pages.parts.charts.chart import Axis, Chart, Frame, ring, star, words
from pages.parts.charts.contour import colours, contour, png
from pages.parts.style import FAINT, ORANGE

SPAN, WIDER_SPAN = 30.0, 100.0
"""The darkest colour stands for so many times the best; where several maps share the colours, for more."""
LEVELS = ((1.1, 2.4), (1.5, 1.7), (3.0, 1.1))
"""Contours at so many times the best, and how thick they are."""
MOMENTA = (0.0, 0.2, 0.4, 0.6, 0.8, 0.99)
"""The numbers at the left."""
LARGE = Frame(58, 12, 486, 326, 560, 454, 15)
SMALL = Frame(52, 12, 262, 172, 326, 232, 14)


class Shown(NamedTuple):
    """What is drawn: costs to shrink the distance by 10, in arrivals or seconds; inf where that never happens."""

    steps: Floats  # (P,) evenly in the logarithm
    momenta: Floats  # (M,) evenly
    costs: Floats  # (M, P)
    speeds: Floats  # (M, P) -ln rate: above 0 where the method converges
    lowest: float  # the cost of the brightest colour
    span: float  # the darkest colour's cost over that of the brightest
    best: tuple[float, float] | None  # step and momentum
    point: tuple[float, float] | None = None  # the visitor's


def edges(values: Floats) -> tuple[float, float]:
    """Half a cell beyond the first and the last of evenly spaced values."""
    half = (values[-1] - values[0]) / (values.size - 1) / 2
    return float(values[0] - half), float(values[-1] + half)


class Axes:
    """Steps and momenta as pixels."""

    def __init__(self, shown: Shown, frame: Frame) -> None:
        low, high = np.exp(edges(np.log(shown.steps)))
        momenta = Axis("momentum", *edges(shown.momenta), False, MOMENTA)
        self.chart = Chart(Axis("step", float(low), float(high)), momenta, frame)
        self.x, self.y = self.chart.across, self.chart.down
        self.frame, self.shape = frame, shown.costs.shape

    def cell(self, column: float, row: float) -> str:
        """The middle of a cell, or a place between cells, as a path writes it."""
        rows, columns = self.shape
        frame = self.frame
        x = frame.left + frame.width * (column + 0.5) / columns
        return f"{x:.1f} {frame.top + frame.height * (1 - (row + 0.5) / rows):.1f}"


def rate_map_picture(shown: Shown, unit: str, frame: Frame = LARGE) -> str:
    """The map with contours, edge and marks; `unit` says what the colours count."""
    axes = Axes(shown, frame)
    shares = np.log(np.maximum(shown.costs / shown.lowest, 1.0)) / math.log(shown.span)
    shares = np.where(np.isfinite(shown.costs), 1 - np.minimum(shares, 1.0), np.nan)
    area = f'x="{frame.left}" y="{frame.top}" width="{frame.width}" height="{frame.height}"'
    parts = [
        f'<rect {area} fill="{FAINT}" fill-opacity="0.12"/>',
        f'<image {area} preserveAspectRatio="none" style="image-rendering:pixelated" '
        f'href="{png(colours(shares)[::-1])}"/>',
        *lines(shown, axes),
        *ticks(axes),
        *axes.chart.numbers(),
        *marks(shown, axes),
        *diverging(shown, axes),
    ]
    if frame is LARGE:
        parts += key(shown, unit, frame)
    return axes.chart.svg(parts)


def lines(shown: Shown, axes: Axes) -> list[str]:
    """Contours near the best, and the stability edge; dark below bright, so that they are seen on every colour."""
    if not np.isfinite(shown.costs).any():
        return []
    field, parts = shown.speeds, []
    top = float(field.max())
    for factor, width in LEVELS:
        path = path_of(field, top / factor, axes)
        parts.append(f'<path d="{path}" fill="none" stroke="#fff" stroke-width="{width + 1.4}" stroke-opacity="0.75"/>')
        parts.append(f'<path d="{path}" fill="none" stroke="#111" stroke-width="{width * 0.8}"/>')
    edge = path_of(field, 0.0, axes)
    return [*parts, f'<path class="edge" d="{edge}" fill="none" stroke="{FAINT}" stroke-width="2.5"/>']


def path_of(field: Floats, level: float, axes: Axes) -> str:
    return "".join(f"M{axes.cell(x1, y1)}L{axes.cell(x2, y2)}" for x1, y1, x2, y2 in contour(field, level))


def ticks(axes: Axes) -> list[str]:
    """Short lines from the map to the axes' numbers."""
    frame, chart = axes.frame, axes.chart
    below = "".join(f"M{axes.x(step):.1f} {frame.base}v4" for step in chart.x.ticks())
    left = "".join(f"M{frame.left - 4} {axes.y(momentum):.1f}h4" for momentum in chart.y.ticks())
    return [f'<path d="{below}{left}" stroke="{FAINT}"/>']


def marks(shown: Shown, axes: Axes) -> list[str]:
    """A star at the best, a ring at the visitor's point."""
    parts = []
    if shown.best:
        parts.append(star(axes.chart.at(*shown.best), "#fff", 'stroke="#111" stroke-width="1.5" class="best"'))
    if shown.point:
        place = axes.chart.at(*shown.point)
        parts += [ring(place, "#fff", 8, 6), ring(place, ORANGE, 8, 3, 'class="point"')]
    return parts


def diverging(shown: Shown, axes: Axes) -> list[str]:
    """The word for what has no colour, where there is room for it."""
    rows, columns = np.nonzero(~np.isfinite(shown.costs))
    if rows.size < shown.costs.size * 0.06:
        return []
    frame = axes.frame
    right = columns >= shown.costs.shape[1] * 0.7
    row = float(np.median(rows[right])) if right.any() else float(np.median(rows))
    _, y = axes.cell(0, row).split()
    return [words(frame.right - 8, float(y), "diverges", "end")]


def key(shown: Shown, unit: str, frame: Frame) -> list[str]:
    """What the colours mean."""
    y = frame.whole_height - 52
    left, width = frame.left, frame.width
    parts = [
        f'<image x="{left}" y="{y}" width="{width}" height="10" preserveAspectRatio="none" '
        f'href="{png(colours(np.linspace(1, 0, 64)[None]))}"/>'
    ]
    for factor in (1.0, 3.0, 10.0, shown.span):
        x = left + width * math.log(factor) / math.log(shown.span)
        anchor = {1.0: "start", shown.span: "end"}.get(factor, "middle")
        more = " or more" if factor == shown.span else ""
        parts.append(words(x, y + 25, f"{short(shown.lowest * factor)}{more}", anchor))
    return [*parts, words(left + width / 2, y + 42, f"{unit} to shrink the distance by 10", "middle")]


def short(value: float) -> str:
    """Two or three digits."""
    return f"{value:,.0f}" if value >= 99.5 else f"{value:.2g}"
