"""What a map of rates is made of: coloured cells, contours near the best, the stability edge, marks."""

from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from pages.parts.charts.figure import faded, finite, key_above, marks
from pages.parts.style import FAINT, INK, ORANGE

LEVELS = {1.1: 1.8, 1.5: 1.4, 3.0: 1.0}
"""Contours at so many times the best, and how thick they are."""


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


def step_edges(steps: Floats) -> tuple[float, float]:
    """The steps at which a map of these steps (P,) ends."""
    low, high = np.exp(edges(np.log(steps)))
    return float(low), float(high)


def cells(shown: Shown, unit: str) -> go.Heatmap:
    """The colours, even in the logarithm, their key above, and what each cell tells."""
    marked = shown.lowest * np.array([1.0, 3.0, 10.0, shown.span])
    told = [[f"{short(cost)} {unit}" if np.isfinite(cost) else "diverges" for cost in row] for row in shown.costs]
    return go.Heatmap(
        name=unit,
        x=shown.steps,
        y=shown.momenta,
        z=finite(np.log10(np.maximum(shown.costs, shown.lowest))),
        zmin=np.log10(marked[0]),
        zmax=np.log10(marked[-1]),
        colorscale="Viridis",
        reversescale=True,
        colorbar=key_above(np.log10(marked), [*map(short, marked[:-1]), f"{short(marked[-1])}+"]),
        text=told,
        customdata=finite(shown.costs),
        hovertemplate="step %{x:.3g}<br>momentum %{y:.2f}<br>%{text}<extra></extra>",
    )


def lines(shown: Shown) -> list[go.Contour]:
    """Contours near the best, and the stability edge; mid-tone on white, so that they are seen on every colour."""
    if not np.isfinite(shown.costs).any():
        return []
    traces, top = [], float(shown.speeds.max())
    name = f"{', '.join(f'{factor:g}' for factor in LEVELS)} times the best"
    for factor, width in LEVELS.items():
        traces.append(contour(shown, top / factor, name, faded("#ffffff", 0.75), width + 2, showlegend=False))
        traces.append(contour(shown, top / factor, name, INK, width, showlegend=factor == min(LEVELS)))
    return [*traces, contour(shown, 0.0, "stability edge", FAINT, 3.5)]


def contour(shown: Shown, level: float, name: str, colour: str, width: float, showlegend: bool = True) -> go.Contour:
    """Where the speeds cross a level."""
    return go.Contour(
        name=name,
        legendgroup=name,
        showlegend=showlegend,
        x=shown.steps,
        y=shown.momenta,
        z=shown.speeds.astype(np.float32),
        contours={"type": "constraint", "operation": "=", "value": level},
        line={"color": colour, "width": width, "smoothing": 0},
        hoverinfo="skip",
    )


def points(shown: Shown) -> list[go.Scatter]:
    """A star at the best, a ring at the visitor's point; below the ring the cell tells its cost."""
    made = []
    if shown.best:
        told = "best: step %{x:.3g}, momentum %{y:.3f}<extra></extra>"
        star = marks("best", "#ffffff", *zip(shown.best), "star", 14, hovertemplate=told)
        made.append(star.update(marker_line={"color": "#111111", "width": 1.5}))
    if shown.point:
        for colour, width in (("#ffffff", 6), (ORANGE, 3)):
            more = {"legendgroup": "point", "showlegend": colour == ORANGE, "hovertemplate": None, "hoverinfo": "skip"}
            ring = marks("your point", colour, *zip(shown.point), "circle-open", 16, **more)
            made.append(ring.update(marker_line_width=width))
    return made


def short(value: float) -> str:
    """Two or three digits."""
    return f"{value:,.0f}" if value >= 99.5 else f"{value:.2g}"
