"""The error of a blend while its weights are found: on the rows that the values see, and on those held out."""

from typing import NamedTuple

import numpy as np

from engine.results.curves import Curve
from pages.parts.charts.chart import FRAME, Axis, Chart, rule
from pages.parts.charts.line_names import line_names
from pages.parts.style import BLUE, DASH_DOT, DASHES, DOTS, FAINT, ORANGE, SOLID, style

NAMED = FRAME.beside(98)
"""The names of the lines stand on the right."""
VALIDATION, HELD_OUT = style(ORANGE, SOLID), style(BLUE, DASHES)
LEVEL_DASHES = (DOTS, DASH_DOT, (14, 4))
MARGIN = 0.06
HIGHEST = 1.25
"""What lies above so many times the highest level is out of sight."""


class Level(NamedTuple):
    """A blend whose error does not change: a line across."""

    name: str
    error: float


def error_picture(validation: Curve, test: Curve, levels: list[Level], title: str) -> str:
    """Medians with quartile bands, from the first record after the start on, and the levels on the validation rows."""
    low, high = error_range(validation, test, levels)
    x = Axis(title, float(validation.x[1]), float(validation.x[-1]))
    chart = Chart(x, Axis("root mean squared error", low, high, False), NAMED)
    parts, names = [], []
    for level, dash in zip(levels, LEVEL_DASHES, strict=False):
        ends = chart.level(level.error)
        parts.append(rule(*ends, FAINT, 1.0, " ".join(map(str, dash)), 1.6))
        names.append((ends[1], level.name, FAINT))
    for name, curve, look in (("held out", test, HELD_OUT), ("validation", validation, VALIDATION)):
        parts += chart.spread(curve.x[1:], curve.low[1:], curve.median[1:], curve.high[1:], look)
        names.append((chart.at(float(curve.x[-1]), float(curve.median[-1])), name, look.colour))
    return chart.picture([*parts, *line_names(chart.frame, names)])


def error_range(validation: Curve, test: Curve, levels: list[Level]) -> tuple[float, float]:
    """From the lowest error to the highest, levels among them, with a margin."""
    known = [level.error for level in levels]
    drawn = np.concatenate([curve.median[1:] for curve in (validation, test)] + [known])
    low, high = float(np.min(drawn)), float(min(np.max(drawn), HIGHEST * max(known)))
    away = MARGIN * (high - low)
    return low - away, high + away
