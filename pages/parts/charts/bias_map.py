"""One method's bias over slowdown and heterogeneity: stronger is further, hatched where it does not converge."""

import math

import numpy as np

from engine.kernel.state import Floats
from pages.parts.charts.chart import FRAME, Axis, Chart, Point, hatch, ring, words
from pages.parts.style import FAINT

MAP = FRAME.beside(78)
"""The key stands on the right."""
STEPS = 6


def opacity(value: float, low: float, high: float) -> float:
    """How dark a bias is: even in the logarithm between `low` and `high`."""
    if not value > low:
        return 0.04
    share = math.log(value / low) / math.log(high / low) if high > low else 1.0
    return 0.04 + 0.96 * min(1.0, share)


def shown_range(bias: Floats) -> tuple[float, float]:
    """Three decades from the largest bias down."""
    values = bias[np.isfinite(bias)]
    high = float(values.max(initial=0.0))
    return (high / 1e3, high) if high > 1e-12 else (1e-3, 1.0)


def map_picture(slowdowns: Floats, heterogeneities: Floats, bias: Floats, colour: str, now: Point) -> str:
    """`bias` (H, S) over slowdowns (S,) and heterogeneities (H,), one cell around each; `now` is the setting."""
    x = Axis("slowdown of the slow group", float(slowdowns[0]), float(slowdowns[-1]))
    chart = Chart(x, Axis("heterogeneity", 0.0, float(heterogeneities[-1]), logarithmic=False), MAP)
    low, high = shown_range(bias)
    across, up = np.exp(edges(np.log(slowdowns))), edges(heterogeneities)
    parts = [hatch(7, FAINT)]
    for (row, column), value in np.ndenumerate(bias):
        begin, end = chart.points(across[column : column + 2], up[[row + 1, row]])
        parts.append(cell(begin, end, float(value), colour, low, high))
    return chart.picture([*parts, *key(colour, low, high), ring(chart.at(*now), FAINT, 8.0)])


def edges(centres: Floats) -> Floats:
    """Borders of cells (P + 1,) around centres (P,), the outer ones at the outer centres."""
    return np.concatenate([centres[:1], (centres[1:] + centres[:-1]) / 2, centres[-1:]])


def cell(begin: Point, end: Point, value: float, colour: str, low: float, high: float) -> str:
    if math.isnan(value):
        return ""
    fill = f'fill="{colour}" fill-opacity="{opacity(value, low, high):.3f}"'
    if math.isinf(value):
        fill = 'fill="url(#hatch)"'
    # Neighbours name the same corner, so that no line shows between them.
    corners = f"M{begin[0]:.1f} {begin[1]:.1f}H{end[0]:.1f}V{end[1]:.1f}H{begin[0]:.1f}Z"
    return f'<path d="{corners}" {fill} shape-rendering="crispEdges"/>'


def key(colour: str, low: float, high: float) -> list[str]:
    """Which shade is which distance."""
    x, tall = MAP.right + 12, 22
    parts = []
    for index in range(STEPS + 1):
        value = high * (low / high) ** (index / STEPS)
        y = MAP.top + 14 + index * (tall + 4)
        parts.append(
            f'<rect x="{x}" y="{y}" width="16" height="{tall}" fill="{colour}" '
            f'fill-opacity="{opacity(value, low, high):.3f}" stroke="{FAINT}" stroke-width="0.5"/>'
        )
        parts.append(words(x + 21, y + 15, f"{value:.1g}" if value < 0.1 else f"{value:.2f}"))
    y = MAP.top + 14 + (STEPS + 1) * (tall + 4)
    parts.append(f'<rect x="{x}" y="{y}" width="16" height="{tall}" fill="url(#hatch)" stroke="{FAINT}"/>')
    return [*parts, words(x + 21, y + 15, "none")]
