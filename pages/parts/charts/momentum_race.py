"""The race at a point of the map, without noise, beside what theory predicts."""

import numpy as np
import plotly.graph_objects as go

from engine.simulation import Simulation
from engine.theory.rate_races import away_from_goal
from pages.parts.charts.figure import axis, chart, line
from pages.parts.style import FAINT, MethodStyle, looks

LOWEST, HIGHEST = 1e-8, 1e2
"""Distances that are drawn, as shares of the first."""


def momentum_race_chart(simulation: Simulation, label: str, predicted: float | None = None) -> go.Figure:
    """Distance to the goal against arrivals of all runs, and the line of the method `label` at its predicted rate."""
    traces = []
    at = simulation[label].gradients
    away = {name: away_from_goal(simulation, run) for name, run in simulation.items()}
    if predicted is not None:
        with np.errstate(over="ignore", under="ignore"):
            rate = np.float64(predicted) ** at
        traces.append(line("predicted rate", MethodStyle(FAINT, (), ""), at, rate, width=9, opacity=0.35))
    for (name, run), look in zip(simulation.items(), looks(simulation.scenario.methods).values(), strict=True):
        traces.append(line(name, look, run.gradients, away[name], width=2.5))
    reached = np.concatenate(list(away.values()))
    good = reached[np.isfinite(reached) & (reached > LOWEST)]
    low = float(np.clip(good.min() / 1.5, LOWEST, 0.5)) if good.size else LOWEST
    high = float(np.clip(good.max() * 1.5, 1.5, HIGHEST)) if good.size else HIGHEST
    y = axis("distance to the limit / first", (low, high), logarithmic=True)
    x = axis("arrivals", (0.0, float(at[-1]))) | {"unifiedhovertitle": {"text": "%{x:,} arrivals"}}
    return chart(traces, x, y, hovermode="x unified")
