"""The map: contours of f, the workers' minimisers, the goal, the biased limit, one trajectory a method."""

import numpy as np
import plotly.graph_objects as go

from engine.plane import Map
from engine.state import Floats
from pages.parts.figures.style import (
    BIASED,
    FAINT,
    GOAL,
    GRID,
    HIGH_GROUND,
    LOW_GROUND,
    POINT,
    START,
    canvas,
    style_of,
)

HEIGHT = 440
MOST_MARKS = 500
LEVELS = 14
FARTHEST = 1e30
"""A trajectory ends where it leaves this box; single precision could not hold it."""


def hills(drawn: Map) -> go.Contour:
    """Contours of the square root of the gap: evenly spaced rings on a bowl."""
    heights = np.sqrt(np.where(np.isfinite(drawn.heights), drawn.heights, np.nan)).astype(np.float32)
    return go.Contour(
        x=drawn.x, y=drawn.y, z=heights, ncontours=LEVELS, showscale=False, hoverinfo="skip",
        colorscale=[[0, LOW_GROUND], [1, HIGH_GROUND]], line={"width": 0.6, "color": GRID},
    )  # fmt: skip


def mark(figure: go.Figure, place: Floats, symbol: str, size: int, name: str) -> None:
    """One named point."""
    figure.add_scatter(
        x=place[:1], y=place[1:], mode="markers", name=name, hovertemplate=name + "<extra></extra>",
        marker={"symbol": symbol, "size": size, "color": POINT, "line": {"width": 2, "color": POINT}},
    )  # fmt: skip


def map_figure(drawn: Map, kinds: dict[str, str], frequencies: Floats, titles: dict[str, str]) -> go.Figure:
    """The map of one simulation; `kinds` and `titles` by the runs' labels, `frequencies` (n,)."""
    figure = canvas(HEIGHT)
    figure.add_trace(hills(drawn))
    if drawn.workers is not None:
        workers, shares = drawn.workers[:MOST_MARKS], frequencies[:MOST_MARKS]
        figure.add_scatter(
            x=workers[:, 0], y=workers[:, 1], mode="markers", name="workers' own minimisers",
            marker={
                "color": FAINT, "opacity": 0.5, "line": {"width": 1, "color": FAINT},
                "size": np.clip(60 * np.sqrt(shares), 4, 44),
            },
            text=[f"worker {i + 1}: {share:.1%} of the arrivals" for i, share in enumerate(shares)],
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    for label, path in drawn.paths.items():
        style = style_of(kinds[label])
        inside = (np.abs(path) < FARTHEST).all(axis=1)
        shown = path[: len(path) if inside.all() else int(np.argmin(inside))].astype(np.float32)
        figure.add_scatter(
            x=shown[:, 0], y=shown[:, 1], mode="lines", name=titles[label], hoverinfo="name",
            line={"color": style.colour, "dash": style.dash, "width": 2},
        )  # fmt: skip
        figure.add_scatter(
            x=shown[-1:, 0], y=shown[-1:, 1], mode="markers", showlegend=False, hoverinfo="skip",
            marker={"size": 9, "color": style.colour},
        )  # fmt: skip
    mark(figure, drawn.start, START, 9, "start")
    mark(figure, drawn.biased, BIASED, 13, "minimiser of F_p (biased limit)")
    mark(figure, drawn.goal, GOAL, 14, "minimiser of f (goal)")
    for axis, lines in (("xaxis", drawn.x), ("yaxis", drawn.y)):
        figure.update_layout({axis: {"range": [lines[0], lines[-1]], "showgrid": False, "constrain": "domain"}})
    figure.update_yaxes(scaleanchor="x", scaleratio=1)
    figure.update_layout(showlegend=False, margin={"l": 36, "r": 8, "t": 12, "b": 32})
    return figure
