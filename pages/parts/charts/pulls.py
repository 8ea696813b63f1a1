"""Which worker pulls where: weights as bars, and the points that they lead to in the plane."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from engine.results.worker_pulls import Pulls
from pages.parts.charts.figure import axis, chart, faded, level, marks
from pages.parts.style import FAINT, POINT, style_of

LARGEST_DISC, SMALLEST_DISC = 24.0, 4.0
"""Across, in pixels."""
MOST_NAMES = 20
MARGIN = 1.25
POSITION = "at %{x:.3~g}, %{y:.3~g}"


def pull_weights_chart(pulls: Pulls) -> go.Figure:
    """A bar a worker with its weight, and the fair share 1 / n as a line."""
    weights, colour = pulls.weights, style_of(pulls.kind).colour
    n = weights.size
    told = "worker %{x}: %{y:.4~g}, %{customdata:.3~g} times the fair share<extra></extra>"
    numbers = np.arange(1, n + 1)
    bars = go.Bar(
        name="weight", x=numbers, y=weights, customdata=weights * n, hovertemplate=told, marker={"color": colour}
    )
    y = axis("weight of the worker", (0.0, 1.1 * max(float(weights.max()), 1 / n)))
    figure = chart([bars], worker_axis(n), y)
    fair_share(figure, n)
    return figure


def worker_axis(n: int) -> dict[str, Any]:
    """The axis of n workers, each with its number where they are few."""
    return axis("worker", (0.5, n + 0.5)) | ({"dtick": 1} if n <= 10 else {})


def fair_share(figure: go.Figure, n: int) -> None:
    """The line at what each of n workers would have of 1."""
    level(figure, 1 / n, f"fair share, 1/n = {1 / n:.4g}", "7px,4px")


def pull_plane_chart(pulls: Pulls) -> go.Figure:
    """Workers' minimisers as discs with areas by weight, the goal, and where the method ends."""
    colour = style_of(pulls.kind).colour
    drawn = {
        "goal": (pulls.goal, POINT, "star", 14),
        "biased limit": (pulls.biased, POINT, "diamond-open", 12),
        "exact limit": (pulls.limit, colour, "x-thin", 11),
        "measured": (pulls.measured, colour, "circle-open", 16),
    }
    points = {name: point for name, (point, *_) in drawn.items() if point is not None and np.isfinite(point).all()}
    traces = [discs(pulls.workers, pulls.weights)]
    for name, point in points.items():
        _, tint, symbol, size = drawn[name]
        traces.append(marks(name, tint, point[:1], point[1:], symbol, size, hovertemplate=POSITION))
    known = np.stack([*pulls.workers, *points.values()])
    low, high = known.min(axis=0), known.max(axis=0)
    middle, half = (low + high) / 2, MARGIN * max(1e-3, float((high - low).max()) / 2)
    x, y = (
        axis(f"{which} direction of the plane", (at - half, at + half))
        for which, at in zip(("first", "second"), middle, strict=True)
    )
    # Equal lengths in both directions keep distances true.
    return chart(traces, x, y | {"scaleanchor": "x"}, meta={"columns": ("weight",)})


def discs(workers: Floats, weights: Floats) -> go.Scatter:
    """The workers' own minimisers, with their numbers where there are not too many."""
    sizes = LARGEST_DISC * np.sqrt(weights / max(float(weights.max()), 1e-12))
    return go.Scatter(
        name="workers",
        x=workers[:, 0],
        y=workers[:, 1],
        mode="markers+text" if len(weights) <= MOST_NAMES else "markers",
        text=[str(number) for number in range(1, len(weights) + 1)],
        textposition="top center",
        cliponaxis=False,
        marker={"color": faded(FAINT, 0.5), "size": np.maximum(SMALLEST_DISC, sizes), "line": {"width": 0}},
        customdata=weights,
        hovertemplate=f"worker %{{text}}, weight %{{customdata:.4~g}}<br>{POSITION}<extra></extra>",
    )
