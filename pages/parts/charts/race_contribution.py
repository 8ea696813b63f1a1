"""What each worker has contributed to the race's steps, a method each, against the fair share."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from engine.results.report import step_shares
from engine.simulation import Simulation
from pages.parts.charts.figure import axis, chart, faded, line, tall
from pages.parts.charts.pulls import fair_share, worker_axis
from pages.parts.charts.race_lines import told_apart
from pages.parts.style import (
    DASH_DOT,
    DASHES,
    DOTS,
    LONG,
    PAIRS,
    SOLID,
    SPARE_DASH,
    SPARSE,
    TRIPLES,
    TWO_AND_TWO,
    MethodStyle,
    looks,
)

MOST_BARS = 100
"""More bars are lines."""
NARROW, WIDE = 6, 12
PATTERNS = {
    SOLID: ("", NARROW), DASHES: ("/", NARROW), DOTS: (".", NARROW), DASH_DOT: ("\\", NARROW), PAIRS: ("x", NARROW),
    SPARE_DASH: ("+", NARROW),
    LONG: ("-", NARROW), SPARSE: ("|", NARROW), TRIPLES: ("-", WIDE), TWO_AND_TWO: ("|", WIDE),
}  # fmt: skip
"""What tells bars of one colour apart, by the method's dash: a shape, and how far its parts lie from each other."""
VALUES = "%{y:.3~%}"


def contribution_chart(simulation: Simulation) -> go.Figure:
    """Each worker's share of all steps of the first seed, as far as the film goes; beside it the fair share 1/n.

    A step counts with the total weight that its gradient ends with. Raises ValueError where a run holds no film.
    """
    workers = simulation.scenario.cluster.workers
    shares = {label: step_shares(simulation.scenario, run) for label, run in simulation.items()}
    few = workers * len(shares) <= MOST_BARS
    styles = looks(simulation.scenario.methods)
    traces = [(bars if few else curve)(label, styles[label], own) for label, own in shares.items()]
    if not few:
        traces = told_apart(traces, simulation)
    x = worker_axis(workers) | {"unifiedhovertitle": {"text": "worker %{x}"}}
    highest = max(1 / workers, *(float(own.max()) for own in shares.values()))
    # A film ends before a very long run does.
    seen = min(len(run.filmed.moved) for run in simulation.values())
    whole = all(len(run.filmed.moved) == len(run.arrivals) for run in simulation.values())
    title = "share of all steps" if whole else f"share of the steps of {seen:,} arrivals"
    y = axis(title, (0.0, 1.1 * highest)) | {"tickformat": ".3~%"}
    figure = chart(traces, x, y, hovermode="x unified", barmode="group", bargap=0.16, **tall(len(traces) + 1))
    fair_share(figure, workers)
    return figure


def numbers(shares: Floats) -> Any:
    return np.arange(1, len(shares) + 1, dtype=np.int16)


def bars(label: str, look: MethodStyle, shares: Floats) -> go.Bar:
    """A bar a worker."""
    shape, size = PATTERNS[look.dash]
    marker = {
        "color": faded(look.colour, 0.85) if look.dash == SOLID else look.colour,
        "line": {"color": look.colour, "width": 1.4},
        "pattern": {"shape": shape, "size": size, "solidity": 0.4, "fillmode": "replace"},
    }
    return go.Bar(name=label, x=numbers(shares), y=shares, marker=marker, hovertemplate=VALUES)


def curve(label: str, look: MethodStyle, shares: Floats) -> go.Scatter:
    """A line over the workers."""
    drawn = line(label, look, numbers(shares), shares, values=VALUES, width=1.8)
    return drawn.update(y=shares.astype(np.float32))
