"""The gap of each run against seconds, arrivals or updates."""

import math

import numpy as np
import plotly.graph_objects as go

from engine.curves import Axis, Curve, gap_curve
from engine.simulation import Simulation
from engine.state import Floats
from pages.parts.figures.style import POINT, canvas, faded, style_of

HEIGHT = 440
TITLES = {"seconds": "simulated seconds", "arrivals": "arrivals", "updates": "server updates"}
SMALLEST = 1e-18
"""Gaps below this are rounding; a logarithmic axis shows them here."""
TALLEST = 1e3
"""A curve leaves the picture when it is so many times above the highest first gap."""


def vertical_range(curves: list[Curve], logarithmic: bool) -> tuple[float, float]:
    """Lowest and highest gap to show: positive, finite and apart, whatever the runs did."""
    first = max((float(c.median[0]) for c in curves if math.isfinite(c.median[0])), default=1.0)
    top_allowed = TALLEST * max(first, SMALLEST)
    seen = np.concatenate([np.concatenate([c.low, c.median, c.high]) for c in curves])
    seen = seen[np.isfinite(seen) & (seen <= top_allowed)]
    top = max(float(seen.max(initial=first)), SMALLEST * 10)
    if not logarithmic:
        return 0.0, top * 1.04
    positive = seen[seen > SMALLEST]
    low = float(positive.min(initial=top / 10))
    return low / 1.6, top * 1.6


def clipped(values: Floats, low: float, high: float) -> Floats:
    """Values inside the picture; what lies above it is cut away, what lies below stands on its edge."""
    return np.where(values <= high, np.maximum(values, low), np.nan)


def gap_figure(simulation: Simulation, axis: Axis, logarithmic: bool, titles: dict[str, str]) -> go.Figure:
    """Median gap over seeds with the interquartile band; an x where a run leaves the picture upwards."""
    figure = canvas(HEIGHT)
    curves = {label: gap_curve(run, axis) for label, run in simulation.items()}
    low, high = vertical_range(list(curves.values()), logarithmic)
    for label, curve in curves.items():
        style = style_of(simulation[label].settings.kind)
        colour = style.colour
        floor = low if logarithmic else 0.0
        median = clipped(curve.median, floor, high)
        inside = np.isfinite(median)
        shown = len(inside) if inside.all() else int(np.argmin(inside))
        x = curve.x[:shown].astype(np.float32)
        if len(simulation[label].gap) > 1:
            band = [np.clip(edge[:shown], floor, high).astype(np.float32) for edge in (curve.high, curve.low)]
            figure.add_scatter(
                x=np.concatenate([x, x[::-1]]), y=np.concatenate([band[0], band[1][::-1]]), fill="toself",
                fillcolor=faded(colour, 0.16), line={"width": 0}, hoverinfo="skip", showlegend=False,
                legendgroup=label,
            )  # fmt: skip
        figure.add_scatter(
            x=x, y=median[:shown].astype(np.float32), mode="lines", name=titles[label], legendgroup=label,
            line={"color": colour, "dash": style.dash, "width": 2.2},
            hovertemplate="gap %{y:.3g} at %{x:.4g}<extra>" + titles[label] + "</extra>",
        )  # fmt: skip
        if shown < len(inside):
            figure.add_scatter(
                x=x[-1:], y=[high], mode="markers", marker={"symbol": "x", "size": 11, "color": colour},
                showlegend=False, legendgroup=label,
                hovertemplate=f"leaves the picture after %{{x:.4g}}<extra>{titles[label]}</extra>",
            )  # fmt: skip
    biased_gap = float(simulation.problem.gaps(simulation.biased_optimum))
    if low < biased_gap < high:
        end = max(float(curve.x[-1]) for curve in curves.values())
        figure.add_scatter(
            x=[0, end], y=[biased_gap, biased_gap], mode="lines", name="gap of the biased limit",
            line={"color": POINT, "width": 1}, hoverinfo="name",
        )  # fmt: skip
    figure.update_xaxes(title=TITLES[axis], rangemode="tozero")
    edges = [math.log10(low), math.log10(high)] if logarithmic else [low, high]
    figure.update_yaxes(
        title="gap f(x) - f*", type="log" if logarithmic else "linear", range=edges, exponentformat="power"
    )
    return figure
