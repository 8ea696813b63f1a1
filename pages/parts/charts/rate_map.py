"""The map of rates over step and momentum.

Bright is quick. What does not converge has no colour; the line around it is the stability edge.
"""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.theory.best_map import BestMap
from engine.theory.rate_map import costs_of, speeds_of
from pages.parts.charts.figure import axis, chart, faded
from pages.parts.charts.rate_map_parts import Shown, cells, edges, lines, points, step_edges
from pages.parts.style import FAINT

SPAN, WIDER_SPAN = 30.0, 100.0
"""The darkest colour stands for so many times the best; where several maps share the colours, for more."""
LEAST_COST = 1e-6
"""The brightest colour's cost is not below this."""
LARGE: dict[str, Any] = {"height": 560, "margin": {"t": 66}, "legend": {"y": -0.15}}
SMALL: dict[str, Any] = {"height": 320, "margin": {"t": 66}, "showlegend": False}


def rate_map_chart(
    mapped: BestMap,
    per_second: bool = False,
    point: tuple[float, float] | None = None,
    lowest: float | None = None,
    small: bool = False,
) -> go.Figure:
    """What shrinking the distance by 10 costs over step and momentum: arrivals, or simulated seconds.

    `point` is a step and a momentum to mark; `lowest` the cost of the brightest colour, by which several maps share
    their colours: the map's own best unless given.
    """
    unit = "simulated seconds" if per_second else "arrivals"
    return shown_map(shown_of(mapped, per_second, lowest, point), unit, SMALL if small else LARGE)


def shown_of(mapped: BestMap, per_second: bool, lowest: float | None, point: tuple[float, float] | None) -> Shown:
    """What is drawn of a map."""
    seen, best = mapped.map, mapped.best
    costs = costs_of(seen.rates, seen.arrivals_per_second if per_second else None)
    own = mapped.best_cost(per_second) if mapped.converges else 1.0
    # A method that ends at once would have a cost of 0.
    lowest, span = (max(own, LEAST_COST), SPAN) if lowest is None else (lowest, WIDER_SPAN)
    star = (best.step, best.momentum) if mapped.converges else None
    return Shown(seen.steps, seen.momenta, costs, speeds_of(seen.rates), lowest, span, star, point)


def shown_map(shown: Shown, unit: str, layout: dict[str, Any]) -> go.Figure:
    """The map; `unit` says what the colours count."""
    x, y = axis("step", step_edges(shown.steps), logarithmic=True), axis("momentum", edges(shown.momenta))
    x |= {"dtick": 1, "exponentformat": "none"}
    traces = [cells(shown, unit), *lines(shown), *points(shown)]
    # A mark is under the pointer only where it is drawn: elsewhere a click means the cell.
    figure = chart(traces, x, y, plot_bgcolor=faded(FAINT, 0.12), hoverdistance=1, **layout)
    title = f"{unit} to shrink the distance by 10" if layout is LARGE else unit
    above = {"x": 0.5, "xref": "paper", "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 36}
    figure.add_annotation(text=title, showarrow=False, **above)
    rows, columns = np.nonzero(~np.isfinite(shown.costs))
    if rows.size >= shown.costs.size * 0.06:
        right = columns >= shown.costs.shape[1] * 0.7
        row = int(np.median(rows[right] if right.any() else rows))
        place = {"x": 1, "xref": "paper", "xanchor": "right", "y": float(shown.momenta[row])}
        figure.add_annotation(text="diverges", showarrow=False, **place)
    return figure
