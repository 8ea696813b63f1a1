"""Target risk against arrivals on two logarithmic axes: four ways to estimate, and the bias that one cure leaves."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from engine.covariate_shift.asynchrony.causes import HIGHEST
from engine.covariate_shift.asynchrony.cures import LINES, RESCALED_CORRECTED, VANILLA_CORRECTED, Cures
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA
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


def common_range(cases: Sequence[Cures]) -> Range:
    """From the lowest to the highest risk of all curves and levels, within a few decades."""
    curves = [case.curve(name) for case in cases for name in case.lines]
    values = np.concatenate([list(map(level_of, cases)), *(part for curve in curves for part in curve[1:])])
    values = values[np.isfinite(values) & (values > NOTHING)]
    high = float(min(values.max(initial=NOTHING), HIGHEST)) * RAISED
    low = max(float(values.min(initial=high)), high * 10.0**-DECADES) / RAISED
    first, last = map(float, curves[0].x[[0, -1]])
    return Range((first if first < last else first / 2, last), (low, high))


def level_of(case: Cures) -> float:
    """The target risk that ASGD's bias alone has."""
    return case.lines[VANILLA].limit


def shift_cures_chart(case: Cures, beside: Sequence[Cures] = ()) -> go.Figure:
    """Medians with quartile bands over the arrivals, by line; a level across at ASGD's bias, if it has one.

    The axes have room for the cases `beside` this one, too. One seed has no bands.
    """
    axes, level, seeds = common_range([case, *beside]), level_of(case), len(case.lines[VANILLA].risk)
    traces: list[Any] = []
    for name in LINES:
        x, median, low, high = case.curve(name)
        if not (np.isfinite(median) & (median > 0)).any():
            continue
        if seeds > 1:
            band, middle = spread(NAMES[name], STYLES[name], x, low, median, high, f"{seeds} seeds")
            traces += [band, dotted(middle, 4.0)]
        else:
            traces.append(dotted(line(NAMES[name], STYLES[name], x, median), 4.0))
    if level > NOTHING:
        x = case.arrivals.astype(np.float64)
        traces.append(line(LEVEL, MethodStyle(FAINT, (2, 4), ""), x, np.full(x.size, level), width=1.8))
    first, last = axes.arrivals
    across = axis("arrivals", (first / ROOM, last * ROOM), True) | {"hoverformat": ","}
    return chart(traces, across, axis("target risk", axes.risk, True), hovermode="x unified", legend=LOWEST)
