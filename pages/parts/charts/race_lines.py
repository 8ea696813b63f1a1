"""What the charts of a race share: its methods' lines are told apart, and take few bytes."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from engine.simulation import Simulation
from pages.parts.style import MARKS, MethodStyle, style_of

MOST_UNMARKED = 5
"""Of so many methods colour and dash tell the lines apart;"""
FEW_MARKS = 8
"""those of more have about so many marks each."""


def looks_of(simulation: Simulation) -> list[MethodStyle]:
    """Each method's look."""
    return [style_of(run.settings.kind) for run in simulation.values()]


def told_apart(lines: Sequence[go.Scatter], looks: Sequence[MethodStyle]) -> list[go.Scatter]:
    """A line a method, with its marks where many race."""
    if len(lines) > MOST_UNMARKED:
        for line, look in zip(lines, looks, strict=True):
            mark = {"symbol": MARKS[look.dash], "size": 8, "color": look.colour, "maxdisplayed": FEW_MARKS}
            line.update(mode="lines+markers", marker=mark)
    return list(lines)


def in_single_precision(figure: go.Figure) -> go.Figure:
    """The figure in half the bytes; no screen can tell."""
    for trace in figure.data:
        for name in ("x", "y", "customdata"):
            values = trace[name]
            if isinstance(values, np.ndarray) and values.dtype == np.float64:
                with np.errstate(over="ignore", under="ignore"):
                    trace[name] = values.astype(np.float32)
    return figure
