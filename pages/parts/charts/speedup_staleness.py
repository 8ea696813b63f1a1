"""Staleness as shares of the updates: real threads beside the simulation."""

import plotly.graph_objects as go

from engine.kernel.state import Integers
from engine.speedup.threads import ThreadSpeedup, shares
from pages.parts.charts.figure import axis, chart
from pages.parts.charts.speedup_lines import ARRIVALS, REAL_UPDATES

MOST_BARS = 12


def thread_staleness_chart(real: ThreadSpeedup, simulated: Integers, threads: int) -> go.Figure:
    """Shares of staleness 0, 1, ... with so many threads, and of a simulation's arrivals (K,); the last is of more."""
    most = min(2 * threads + 1, MOST_BARS)
    named = [*map(str, range(most + 1)), "more"]
    of_threads = real.staleness[real.threads.index(threads)]
    shown = (("real threads", of_threads, REAL_UPDATES), ("simulated workers", simulated, ARRIVALS))
    bars = [
        go.Bar(name=name, x=named, y=shares(found, most), marker_color=look.colour, hovertemplate="%{y:.1%}")
        for name, found, look in shown
    ]
    x = axis("staleness, updates by others") | {"type": "category", "unifiedhovertitle": {"text": "staleness %{x}"}}
    y = axis("share of the updates") | {"tickformat": ".0%", "rangemode": "tozero"}
    return chart(bars, x, y, hovermode="x unified", bargap=0.24)
