"""The weights of a blend: a bar a model, family by family, with the optimum's weight as a tick."""

from collections.abc import Sequence

import numpy as np

from engine.kernel.state import Floats
from pages.parts.charts.chart import Axis, Chart, Frame, rect, rule, words
from pages.parts.style import FAINT, ORANGE, VIOLET

WIDE, ROW, HEADING, TOP, FOOT, NAMES = 430, 17, 20, 8, 44, 196
BAR = 10.0
FONT = 13


def by_family(families: Sequence[str]) -> list[tuple[str, list[int]]]:
    """The families in the order in which they first come, with the places of their models."""
    return [(family, [i for i, one in enumerate(families) if one == family]) for family in dict.fromkeys(families)]


def weights_picture(names: Sequence[str], families: Sequence[str], weights: Floats, optimum: Floats) -> str:
    """Quartiles (3, M) of the found weights as bars with whiskers, the optimum's (M,) as ticks."""
    groups = by_family(families)
    height = TOP + len(groups) * HEADING + len(names) * ROW + FOOT
    frame = Frame(NAMES, TOP, WIDE - NAMES - 12, height - TOP - FOOT, WIDE, height, FONT)
    shown = np.concatenate([weights.ravel(), optimum, [0.0]])
    away = 0.04 * max(float(np.ptp(shown)), 1e-9)
    axis = Axis("weight", float(shown.min()) - away, float(shown.max()) + away, False)
    chart = Chart(axis, Axis("", 0.0, 1.0, False), frame)
    parts = chart.scale(37)
    y = TOP
    for family, places in groups:
        parts.append(words(4, y + 14, family, more='font-weight="bold"'))
        y += HEADING
        for place in places:
            parts += row(names[place], [*weights[:, place], optimum[place]], y + ROW / 2, chart)
            y += ROW
    return chart.svg(parts)


def row(name: str, values: Sequence[float], y: float, chart: Chart) -> list[str]:
    """A model's name, its bar from 0 to the median, the whisker of the quartiles, and the optimum's tick."""
    zero, low, middle, high, best = (chart.across(float(value)) for value in (0.0, *values))
    return [
        words(NAMES - 8, y + 4.5, name, "end"),
        rect((min(zero, middle), y - BAR / 2), (max(zero, middle), y + BAR / 2), ORANGE),
        rule((low, y), (high, y), FAINT, 1.0, width=2),
        rule((best, y - 7.5), (best, y + 7.5), VIOLET, 1.0, width=3),
    ]
