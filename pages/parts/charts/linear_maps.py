"""Linear maps (d, d) as heat maps: blue below 0, orange above, nothing at 0; row i is what becomes of direction i."""

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from pages.parts.charts.figure import axis, chart, faded, finite
from pages.parts.style import BLUE, FAINT, ORANGE

FULL = 1.0
"""From this size on an entry has its whole colour."""
SHADES = 16
NUMBERED = 7
"""Up to so many directions each has its number."""
SIDE = 330
"""Pixels from top to bottom."""


def scale() -> list[tuple[float, str]]:
    """Colours from -FULL to FULL, the more opaque the larger; the square root shows small entries, too."""
    opacities = np.arange(SHADES + 1) / SHADES
    below = [(0.5 - opacity**2 / 2, faded(BLUE, opacity)) for opacity in opacities[::-1]]
    return below + [(0.5 + opacity**2 / 2, faded(ORANGE, opacity)) for opacity in opacities]


def linear_map_chart(matrix: Floats, minus: Floats | None = None) -> go.Figure:
    """One map, or its difference to another; the first direction is at the top and at the left.

    What is not finite is grey.
    """
    matrix = matrix if minus is None else matrix - minus
    to, of = (np.arange(1, size + 1) for size in matrix.shape)
    told = "row %{y}, column %{x}: "
    cells = {"x": of, "y": to, "showscale": False, "hoverongaps": False}
    traces = [
        go.Heatmap(
            z=finite(matrix), zmin=-FULL, zmax=FULL, colorscale=scale(), hovertemplate=told + "%{z:.4g}<extra></extra>",
            **cells,
        )
    ]  # fmt: skip
    lost = np.where(np.isfinite(matrix), np.nan, 1.0)
    if np.isfinite(lost).any():
        grey = [(0.0, FAINT), (1.0, FAINT)]
        traces.append(
            go.Heatmap(z=lost, colorscale=grey, hovertemplate=told + "beyond all bounds<extra></extra>", **cells)
        )
    frame = {"showgrid": False, "zeroline": False, "showline": True, "mirror": True, "linecolor": FAINT}
    x, y = (
        axis(f"{title} direction", ends) | frame | ({"dtick": 1} if max(ends) < NUMBERED + 1 else {})
        for title, ends in (("from", (0.5, of.size + 0.5)), ("to", (to.size + 0.5, 0.5)))
    )
    square = {"scaleanchor": "x", "constrain": "domain", "constraintoward": "top"}
    return chart(traces, x | {"constrain": "domain"}, y | square, height=SIDE)
