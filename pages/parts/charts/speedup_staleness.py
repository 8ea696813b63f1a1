"""Staleness as shares of the updates: real threads beside the simulation."""

import plotly.graph_objects as go

from engine.kernel.state import Floats
from pages.parts.charts.figure import axis, chart
from pages.parts.charts.speedup import ARRIVALS, REAL_UPDATES


def staleness_chart(real: Floats, simulated: Floats) -> go.Figure:
    """Shares (B,) of staleness 0, 1, ...; the last is of all that is above the one before it."""
    named = [*map(str, range(real.size - 1)), "more"]
    shown = (("real threads", real, REAL_UPDATES), ("simulated workers", simulated, ARRIVALS))
    bars = [
        go.Bar(name=name, x=named, y=shares, marker_color=look.colour, hovertemplate="%{y:.1%}")
        for name, shares, look in shown
    ]
    x = axis("staleness, updates by others") | {"type": "category", "unifiedhovertitle": {"text": "staleness %{x}"}}
    y = axis("share of the updates") | {"tickformat": ".0%", "rangemode": "tozero"}
    return chart(bars, x, y, hovermode="x unified", bargap=0.24)
