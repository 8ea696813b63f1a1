"""A small bar a worker: its mean seconds a job."""

import numpy as np
import plotly.graph_objects as go

from engine.state import Floats
from pages.parts.figures.style import FAINT, canvas

MOST_BARS = 200


def speeds_figure(means: Floats, frequencies: Floats) -> go.Figure:
    """Bars of the mean job times (n,) in seconds; the hover tells each worker's share of the arrivals."""
    figure = canvas(110)
    # With many workers every k-th one stands for its neighbours.
    chosen = np.unique(np.linspace(0, len(means) - 1, min(len(means), MOST_BARS)).round().astype(int))
    figure.add_bar(
        x=chosen + 1, y=means[chosen], marker={"color": FAINT},
        customdata=100 * frequencies[chosen],
        hovertemplate="worker %{x}: %{y:.3g} s a job, %{customdata:.3g}% of the arrivals<extra></extra>",
    )  # fmt: skip
    figure.update_layout(margin={"l": 30, "r": 4, "t": 4, "b": 30}, bargap=0.15, font={"size": 11})
    figure.update_xaxes(title={"text": "worker", "standoff": 2}, showgrid=False, nticks=6)
    figure.update_yaxes(title={"text": "s", "standoff": 2}, rangemode="tozero", nticks=3)
    return figure
