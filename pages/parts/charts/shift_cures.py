"""Target risk against arrivals on two logarithmic axes: four ways to estimate, and the bias that one cure leaves."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine.covariate_shift.asynchrony.causes import HIGHEST
from engine.covariate_shift.asynchrony.cures import RESCALED_CORRECTED, VANILLA_CORRECTED
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA
from engine.results.curves import Curve
from pages.parts.charts.chart import FRAME, Axis, Chart, band, disc, rule, trail
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
NAMES = {
    VANILLA: "ASGD",
    RESCALED: "Rescaled ASGD",
    VANILLA_CORRECTED: "ASGD, A*",
    RESCALED_CORRECTED: "Rescaled, A*",
}
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
    parts = [np.concatenate([curve.low, curve.median, curve.high]) for curve in curves]
    values = np.concatenate([*parts, levels])
    values = values[np.isfinite(values) & (values > NOTHING)]
    high = float(min(values.max(initial=NOTHING), HIGHEST)) * RAISED
    low = max(float(values.min(initial=high)), high * 10.0**-DECADES) / RAISED
    arrivals = curves[0].x
    first, last = float(arrivals[0]), float(arrivals[-1])
    return Range((first if first < last else first / 2, last), (low, high))


def cures_picture(curves: Mapping[str, Curve], level: float, axes: Range) -> str:
    """Medians with quartile bands over the arrivals, by line; a level across at ASGD's bias, if it has one."""
    chart = Chart(Axis("arrivals", *axes.arrivals), Axis("target risk", *axes.risk), NAMED)
    parts, names = [], []
    if level > NOTHING:
        ends = chart.at(axes.arrivals[0], level), chart.at(axes.arrivals[1], level)
        parts.append(rule(*ends, FAINT, 1.0, "2 4", 1.8))
        names.append((ends[1], LEVEL, FAINT))
    for name, curve in curves.items():
        look, seen = STYLES[name], shown(curve)
        if not seen.any():
            continue
        upper, middle, lower = (
            [chart.at(float(x), float(y)) for x, y in zip(curve.x[seen], part[seen], strict=True)]
            for part in (curve.high, curve.median, curve.low)
        )
        parts += [band(upper, lower, look.colour), trail(middle, look.colour, look.dash, 2.4)]
        parts += [disc(point, 2.0, look.colour) for point in middle]
        names.append((middle[-1], NAMES[name], look.colour))
    return chart.picture([*parts, *line_names(chart.frame, names)])
