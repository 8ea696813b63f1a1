"""The validation loss of four ways to tune, over the simulated seconds."""

from collections.abc import Mapping

import numpy as np

from engine.results.curves import Curve
from pages.parts.charts.chart import FRAME, Axis, Chart, rule, words
from pages.parts.charts.line_names import line_names
from pages.parts.style import BLUE, DASH_DOT, DASHES, DOTS, FAINT, GREEN, ORANGE, SOLID, VIOLET, style

NAMED = FRAME.beside(112)
"""The names of the lines stand on the right."""
STYLES = {
    "asynchronous": style(ORANGE, SOLID),
    "synchronous": style(VIOLET, DASHES),
    "random search": style(BLUE, DOTS),
    "one worker": style(GREEN, DASH_DOT),
}
MARGIN = 0.05


def loss_picture(curves: Mapping[str, Curve], goal: float) -> str:
    """Medians with quartile bands on a logarithmic clock, and the loss where one worker ends as a line across."""
    low, high = loss_range(curves)
    time = next(iter(curves.values())).x
    x = Axis("simulated seconds", float(time[1]), float(time[-1]))
    chart = Chart(x, Axis("validation loss", low, high, False), NAMED)
    parts, names = [rule(*chart.level(goal), FAINT, 1.0, "3 4", 1.4)], []
    parts.append(words(chart.frame.left + 6, chart.down(goal) + 15, "where one worker ends"))
    for name, curve in reversed(curves.items()):
        look = STYLES[name]
        # The clock has no place for the start.
        parts += chart.spread(curve.x[1:], curve.low[1:], curve.median[1:], curve.high[1:], look)
        names.append((chart.at(float(curve.x[-1]), float(curve.median[-1])), name, look.colour))
    return chart.picture([*parts, *line_names(chart.frame, names)])


def loss_range(curves: Mapping[str, Curve]) -> tuple[float, float]:
    """From the lowest to the highest median, with a margin."""
    drawn = np.concatenate([curve.median[1:] for curve in curves.values()])
    low, high = float(drawn.min()), float(drawn.max())
    away = MARGIN * max(high - low, 1e-6)
    return low - away, high + away
