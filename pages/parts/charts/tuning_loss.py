"""The validation loss of four ways to tune, over the simulated seconds."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from engine.results.curves import Curve
from engine.zeroth_order.races import CONTESTANTS, Race
from pages.parts.charts.figure import axis, chart, line, spread, thinned
from pages.parts.style import BLUE, DASH_DOT, DASHES, DOTS, FAINT, GREEN, ORANGE, SOLID, VIOLET, MethodStyle, style
from pages.parts.words.numbers import seeds_words

STYLES = {
    "asynchronous": style(ORANGE, SOLID),
    "synchronous": style(VIOLET, DASHES),
    "random search": style(BLUE, DOTS),
    "one worker": style(GREEN, DASH_DOT),
}
GOAL = MethodStyle(FAINT, (3, 4), "")
MARGIN = 0.05


def tuning_loss_chart(race: Race) -> go.Figure:
    """Medians with quartile bands on a logarithmic clock, and the loss where one worker ends as a line across."""
    curves, of = {name: race.curve(name) for name in CONTESTANTS}, seeds_words(len(race.runs["asynchronous"]))
    # The clock has no place for the start.
    shown = 1 + thinned(race.time[1:])
    time = race.time[shown]
    traces = [line("where one worker ends", GOAL, time, np.full(time.size, race.goal), width=1.4)]
    for name, (_, middle, low, high) in reversed(curves.items()):
        traces += spread(name, STYLES[name], time, low[shown], middle[shown], high[shown], of)
    x = axis("simulated seconds", (time[0], time[-1]), True)
    x["unifiedhovertitle"] = {"text": "%{x:.4~g} simulated seconds"}
    y = axis("validation loss, target variances", loss_range(curves))
    return chart(traces, x, y, hovermode="x unified")


def loss_range(curves: Mapping[str, Curve]) -> tuple[float, float]:
    """From the lowest to the highest median, with a margin."""
    drawn = np.concatenate([curve.median[1:] for curve in curves.values()])
    low, high = float(drawn.min()), float(drawn.max())
    away = MARGIN * max(high - low, 1e-6)
    return low - away, high + away
