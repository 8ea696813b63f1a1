"""How stale the arrivals of the race were, a line a method."""

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats, Integers
from engine.simulation import Run, Simulation
from pages.parts.charts.figure import axis, chart, line, tall
from pages.parts.charts.race_lines import told_apart
from pages.parts.style import MethodStyle, looks

MOST_BINS = 40
FEW = 12
"""Up to this staleness every number stands at the axis."""
TITLE = "staleness (updates)"


def staleness_chart(simulation: Simulation) -> go.Figure:
    """The share of the first seed's arrivals, used or not, against their staleness in updates.

    In bins of several updates where staleness reaches far: a point stands in the middle of its bin.
    """
    most = max(1, *(int(run.arrivals["staleness"].max(initial=0)) for run in simulation.values()))
    wide = -(-(most + 1) // MOST_BINS)
    first = np.arange(-(-(most + 1) // wide)) * wide
    drawn = [
        outline(run, look, staleness_shares(run, wide, len(first)), np.stack([first, first + wide - 1], axis=-1))
        for run, look in zip(simulation.values(), looks(simulation.scenario.methods).values(), strict=True)
    ]
    traces = told_apart(drawn, simulation)
    highest = max(float(np.max(trace.y)) for trace in traces) or 1.0
    x = axis(TITLE if wide == 1 else f"{TITLE}, in bins of {wide}", (-0.5, float(first[-1] + wide) - 0.5))
    if most <= FEW:
        x["dtick"] = 1
    x["unifiedhovertitle"] = {"text": "staleness %{x}" if wide == 1 else "staleness about %{x:.0f}"}
    y = axis("share of arrivals", (0.0, 1.1 * highest)) | {"tickformat": ".3~%"}
    columns = {} if wide == 1 else {"meta": {"columns": ("from", "to")}}
    return chart(traces, x, y, hovermode="x unified", **columns, **tall(len(traces)))


def outline(run: Run, look: MethodStyle, shares: Floats, bins: Integers) -> go.Scatter:
    """Shares (B,) over bins (B, 2) from one staleness to another, as steps."""
    of = f"%{{y:.3~%}} of {len(run.arrivals):,} arrivals"
    if (bins[:, 0] == bins[:, 1]).all():
        return line(run.label, look, bins[:, 0], shares, values=of, line_shape="hvh")
    ends = " (%{customdata[0]} to %{customdata[1]})"
    return line(run.label, look, bins.mean(axis=1), shares, values=of + ends, customdata=bins, line_shape="hvh")


def staleness_shares(run: Run, wide: int, bins: int) -> Floats:
    """The share (bins,) of the first seed's arrivals in each bin of so many updates; 0 without an arrival."""
    times = np.bincount(run.arrivals["staleness"] // wide, minlength=bins)
    return np.asarray(times / max(1, len(run.arrivals)))
