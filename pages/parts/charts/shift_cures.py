"""Target risk against arrivals on two logarithmic axes: four ways to estimate, and the bias that one cure leaves."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine.covariate_shift.asynchrony.causes import HIGHEST
from engine.covariate_shift.asynchrony.cures import RESCALED_CORRECTED, VANILLA_CORRECTED
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA
from engine.results.curves import Curve
from pages.parts.charts.chart import FRAME, Axis, Chart, disc, positive, rule
from pages.parts.charts.line_names import line_names
from pages.parts.style import DASH_DOT, DOTS, FAINT, GREEN, VIOLET, style, style_of

NAMED = FRAME.beside(112)
"""The names of the lines stand on the right."""
STYLES = {
    VANILLA: style_of("asgd"),
    RESCALED: style_of("rescaled_asgd"),
    VANILLA_CORRECTED: style(VIOLET, DOTS),
    RESCALED_CORRECTED: style(GREEN, DASH_DOT),
}
NAMES = {VANILLA: "ASGD", RESCALED: "Rescaled ASGD", VANILLA_CORRECTED: "ASGD, A*", RESCALED_CORRECTED: "Rescaled, A*"}
LEVEL = "ASGD's bias"
DECADES, RAISED = 6, 1.3
NOTHING = 1e-12


class Range(NamedTuple):
    """The axes that pictures beside each other share."""

    arrivals: tuple[float, float]
    risk: tuple[float, float]


def shown(curve: Curve) -> np.ndarray:
    """Where a curve has values to draw (P,)."""
    return np.isfinite(curve.median) & (curve.median > 0)


def common_range(pictures: list[Mapping[str, Curve]], levels: list[float]) -> Range:
    """From the lowest to the highest risk of all curves and levels, within a few decades."""
    curves = [curve for picture in pictures for curve in picture.values()]
    values = positive(levels, *(part for curve in curves for part in curve[1:]))
    values = values[values > NOTHING]
    high = float(min(values.max(initial=NOTHING), HIGHEST)) * RAISED
    low = max(float(values.min(initial=high)), high * 10.0**-DECADES) / RAISED
    first, last = map(float, curves[0].x[[0, -1]])
    return Range((first if first < last else first / 2, last), (low, high))


def cures_picture(curves: Mapping[str, Curve], level: float, axes: Range) -> str:
    """Medians with quartile bands over the arrivals, by line; a level across at ASGD's bias, if it has one."""
    chart = Chart(Axis("arrivals", *axes.arrivals), Axis("target risk", *axes.risk), NAMED)
    parts, names = [], []
    if level > NOTHING:
        ends = chart.level(level)
        parts.append(rule(*ends, FAINT, 1.0, "2 4", 1.8))
        names.append((ends[1], LEVEL, FAINT))
    for name, curve in curves.items():
        look, seen = STYLES[name], shown(curve)
        if seen.any():
            points = chart.points(curve.x[seen], curve.median[seen])
            parts += chart.spread(curve.x[seen], curve.low[seen], curve.median[seen], curve.high[seen], look)
            parts += [disc(point, 2.0, look.colour) for point in points]
            names.append((points[-1], NAMES[name], look.colour))
    return chart.picture([*parts, *line_names(chart.frame, names)])
