"""The gap of each run against seconds, arrivals or updates."""

import math
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from engine.curves import Axis, Curve, gap_curve
from engine.simulation import Simulation
from engine.state import Floats
from pages.parts.figures.style import POINT, canvas, faded, style_of

HEIGHT = 440
TITLES = {"seconds": "simulated seconds", "arrivals": "arrivals", "updates": "server updates"}
TINY = 1e-12
"""A first gap below this is rounding: the run starts at the goal."""
SMALLEST = 1e-18
"""Gaps below this are rounding; a logarithmic axis shows them here."""
TALLEST = {True: 1e3, False: 3.0}
"""A curve leaves the picture when it is so many times above where the runs start: on a log axis, on a linear one."""
BIASED_LINE = "gap of the biased limit"


def usual_gap(curves: list[Curve], biased_gap: float) -> float:
    """The gap that the picture is made for: the first one, or the biased limit's, or else what the runs show most."""
    first = max((float(c.median[0]) for c in curves if math.isfinite(c.median[0])), default=0.0)
    if max(first, biased_gap) > TINY:
        return max(first, biased_gap)
    seen = np.concatenate([c.median for c in curves])
    seen = seen[np.isfinite(seen) & (seen > SMALLEST)]
    return float(np.median(seen)) if seen.size else 1.0


def vertical_range(curves: list[Curve], logarithmic: bool, biased_gap: float) -> tuple[float, float]:
    """Lowest and highest gap to show: positive, finite and apart, whatever the runs did."""
    usual = usual_gap(curves, biased_gap)
    top_allowed = TALLEST[logarithmic] * usual
    seen = np.concatenate([np.concatenate([c.low, c.median, c.high]) for c in curves])
    inside = seen[seen <= top_allowed]
    leaves = any((~(c.median <= top_allowed)).any() for c in curves)
    top = max(top_allowed if leaves else float(inside.max(initial=min(usual, top_allowed))), SMALLEST * 10)
    if not logarithmic:
        return 0.0, top * 1.04
    low = float(inside[inside > SMALLEST].min(initial=top / 10))
    return low / 1.6, top * 1.6


class Line(NamedTuple):
    """The part of a curve that is inside the picture; `leaves` when it goes out at the top."""

    x: Floats
    median: Floats
    low: Floats
    high: Floats
    leaves: bool


def inside_picture(curve: Curve, low: float, high: float) -> Line:
    """Cut a curve where its median first passes `high`, and lift what lies below `low` to the edge."""
    outside = ~(curve.median <= high)
    leaves = bool(outside.any())
    # The first point outside is drawn on the edge: the line is seen to leave.
    end = int(outside.argmax()) + 1 if leaves else len(outside)
    parts = [np.clip(np.nan_to_num(part[:end], nan=high, posinf=high), low, high) for part in curve[1:]]
    x, median, lower, upper = (part.astype(np.float32) for part in (curve.x[:end], *parts))
    return Line(x, median, lower, upper, leaves)


def gap_figure(simulation: Simulation, axis: Axis, logarithmic: bool, titles: dict[str, str]) -> go.Figure:
    """Median gap over seeds with the interquartile band; an x where a run leaves the picture upwards."""
    figure = canvas(HEIGHT)
    curves = {label: gap_curve(run, axis) for label, run in simulation.items()}
    biased_gap = float(simulation.problem.gaps(simulation.biased_optimum))
    low, high = vertical_range(list(curves.values()), logarithmic, biased_gap)
    for label, curve in curves.items():
        style, title = style_of(simulation[label].settings.kind), titles[label]
        line = inside_picture(curve, low if logarithmic else 0.0, high)
        if len(simulation[label].gap) > 1:
            figure.add_scatter(
                x=np.concatenate([line.x, line.x[::-1]]), y=np.concatenate([line.high, line.low[::-1]]),
                fill="toself", fillcolor=faded(style.colour, 0.16), line={"width": 0}, hoverinfo="skip",
                showlegend=False, legendgroup=label,
            )  # fmt: skip
        figure.add_scatter(
            x=line.x, y=line.median, mode="lines", name=title, legendgroup=label,
            line={"color": style.colour, "dash": style.dash, "width": 2.2},
            hovertemplate="gap %{y:.3g} at %{x:.4g}<extra>" + title + "</extra>",
        )  # fmt: skip
        if line.leaves:
            figure.add_scatter(
                x=line.x[-1:], y=line.median[-1:], mode="markers", showlegend=False, legendgroup=label,
                marker={"symbol": "x", "size": 11, "color": style.colour},
                hovertemplate=f"leaves the picture at %{{x:.4g}}<extra>{title}</extra>",
            )  # fmt: skip
    # Without an arrival within the budget there is nothing but 0.
    end = max(float(curve.x[-1]) for curve in curves.values()) or 1.0
    if low < biased_gap < high:
        figure.add_scatter(
            x=[0, end], y=[biased_gap, biased_gap], mode="lines", name=BIASED_LINE,
            line={"color": POINT, "width": 1}, hoverinfo="name", showlegend=False,
        )  # fmt: skip
    figure.update_xaxes(title=TITLES[axis], range=[0, end])
    edges = [math.log10(low), math.log10(high)] if logarithmic else [low, high]
    figure.update_yaxes(
        title="gap f(x) - f*", type="log" if logarithmic else "linear", range=edges, exponentformat="power"
    )
    return figure
