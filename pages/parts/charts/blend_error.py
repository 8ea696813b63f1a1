"""The error of a blend while its weights are found: on the rows that the values see, and on those held out."""

from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from engine.results.curves import Curve
from engine.zeroth_order.blend_runs import Axis, BlendRuns
from pages.parts.charts.figure import axis, chart, line, spread, thinned
from pages.parts.style import BLUE, DASH_DOT, DASHES, DOTS, FAINT, ORANGE, SOLID, MethodStyle, style
from pages.parts.words.numbers import seeds_words

VALIDATION, HELD_OUT = style(ORANGE, SOLID), style(BLUE, DASHES)
LEVEL_DASHES = (DOTS, DASH_DOT, (14, 4))
TITLES: dict[Axis, str] = {"values": "function values", "seconds": "simulated seconds"}
MARGIN = 0.06
HIGHEST = 1.25
"""What lies above so many times the highest level is out of sight at first."""


class Level(NamedTuple):
    """A blend whose error does not change: a line across."""

    name: str
    error: float


def blend_error_chart(runs: BlendRuns, against: Axis = "values") -> go.Figure:
    """Medians with quartile bands, from the first record after the start on, and what other blends have.

    The lines across are errors on the validation rows.
    """
    validation, test = runs.curve("validation", against), runs.curve("test", against)
    others = {"average": runs.average, "best model": runs.best_model, "optimum": runs.optimum}
    levels = [Level(name, blend.validation) for name, blend in others.items()]
    title, of = TITLES[against], seeds_words(len(runs.validation))
    shown = 1 + thinned(validation.x[1:])
    at = validation.x[shown]
    traces = []
    for level, dash in zip(levels, LEVEL_DASHES, strict=False):
        traces.append(line(level.name, MethodStyle(FAINT, dash, ""), at, np.full(at.size, level.error), width=1.6))
    for name, curve, look in (("held out", test, HELD_OUT), ("validation", validation, VALIDATION)):
        traces += spread(name, look, at, curve.low[shown], curve.median[shown], curve.high[shown], of)
    x = axis(title, (at[0], at[-1]), True) | {"unifiedhovertitle": {"text": f"%{{x:,.4~r}} {title}"}}
    y = axis("RMS error, standard deviations", error_range(validation, test, levels))
    return chart(traces, x, y, hovermode="x unified")


def error_range(validation: Curve, test: Curve, levels: list[Level]) -> tuple[float, float]:
    """From the lowest error to the highest, levels among them, with a margin."""
    known = [level.error for level in levels]
    drawn = np.concatenate([curve.median[1:] for curve in (validation, test)] + [known])
    low, high = float(np.min(drawn)), float(min(np.max(drawn), HIGHEST * max(known)))
    away = MARGIN * (high - low)
    return low - away, high + away
