"""Target risk against arrivals on two logarithmic axes: four ways to estimate, and the bias that one cure leaves."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from engine.covariate_shift.asynchrony.causes import HIGHEST
from engine.covariate_shift.asynchrony.cures import RESCALED_CORRECTED, VANILLA_CORRECTED
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA
from engine.results.curves import Curve
from pages.parts.charts.figure import LOWEST, axis, chart, dotted, line, spread
from pages.parts.style import DASH_DOT, DOTS, FAINT, GREEN, VIOLET, MethodStyle, style, style_of

STYLES = {
    VANILLA: style_of("asgd"),
    RESCALED: style_of("rescaled_asgd"),
    VANILLA_CORRECTED: style(VIOLET, DOTS),
    RESCALED_CORRECTED: style(GREEN, DASH_DOT),
}
NAMES = {VANILLA: "ASGD", RESCALED: "Rescaled ASGD", VANILLA_CORRECTED: "ASGD, A*", RESCALED_CORRECTED: "Rescaled, A*"}
LEVEL = "ASGD's bias"
DECADES, RAISED = 6, 1.3
ROOM = 1.08
"""Beside the first and the last arrival."""
NOTHING = 1e-12


class Range(NamedTuple):
    """What charts beside each other show first."""

    arrivals: tuple[float, float]
    risk: tuple[float, float]


def common_range(charts: list[Mapping[str, Curve]], levels: list[float]) -> Range:
    """From the lowest to the highest risk of all curves and levels, within a few decades."""
    curves = [curve for chart in charts for curve in chart.values()]
    values = np.concatenate([levels, *(part for curve in curves for part in curve[1:])])
    values = values[np.isfinite(values) & (values > NOTHING)]
    high = float(min(values.max(initial=NOTHING), HIGHEST)) * RAISED
    low = max(float(values.min(initial=high)), high * 10.0**-DECADES) / RAISED
    first, last = map(float, curves[0].x[[0, -1]])
    return Range((first if first < last else first / 2, last), (low, high))


def cures_chart(curves: Mapping[str, Curve], level: float, axes: Range, seeds: int) -> go.Figure:
    """Medians with quartile bands over the arrivals, by line; a level across at ASGD's bias, if it has one."""
    traces: list[Any] = []
    for name, (x, median, low, high) in curves.items():
        if (np.isfinite(median) & (median > 0)).any():
            band, middle = spread(NAMES[name], STYLES[name], x, low, median, high, f"{seeds} seeds")
            traces += [band, dotted(middle, 4.0)]
    if level > NOTHING:
        x = next(iter(curves.values())).x
        traces.append(line(LEVEL, MethodStyle(FAINT, (2, 4), ""), x, np.full(x.size, level), width=1.8))
    first, last = axes.arrivals
    across = axis("arrivals", (first / ROOM, last * ROOM), True) | {"hoverformat": ","}
    return chart(traces, across, axis("target risk", axes.risk, True), hovermode="x unified", legend=LOWEST)
