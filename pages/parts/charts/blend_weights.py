"""The weights of a blend: a bar a model, family by family, with the optimum's weight as a tick."""

from collections.abc import Sequence

import numpy as np

from engine.kernel.state import Floats
from pages.parts.charts.chart import Axis, Frame, rule, tick, words
from pages.parts.style import FAINT, ORANGE, VIOLET

WIDE, ROW, HEADING, TOP, FOOT, NAMES = 430, 17.0, 20.0, 8.0, 44.0, 196.0
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

    def across(weight: float) -> float:
        return frame.left + axis.share(weight) * frame.width

    parts = scale(axis, frame)
    y = TOP
    for family, places in groups:
        parts.append(words(4, y + 14, family, more='font-weight="bold"'))
        y += HEADING
        for place in places:
            parts += row(names[place], weights[:, place], float(optimum[place]), y + ROW / 2, across)
            y += ROW
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {height:g}" font-family="sans-serif" '
        f'font-size="{FONT}" fill="{FAINT}">{body}</svg>'
    )


def scale(axis: Axis, frame: Frame) -> list[str]:
    """The axis below, its lines, and the line of no weight."""
    parts = []
    for value in axis.ticks():
        x = frame.left + axis.share(value) * frame.width
        parts.append(rule((x, frame.top), (x, frame.base), FAINT, 0.9 if value == 0 else 0.25))
        parts.append(words(x, frame.base + 17, tick(round(value, 9)), "middle"))
    parts.append(words(frame.left + frame.width / 2, frame.base + 37, axis.title, "middle"))
    return parts


def row(name: str, weight: Floats, best: float, y: float, across) -> list[str]:  # type: ignore[no-untyped-def]
    """A model's name, its bar from 0 to the median, the whisker of the quartiles, and the optimum's tick."""
    low, middle, high = map(float, weight)
    left, right = sorted((across(0.0), across(middle)))
    return [
        words(NAMES - 8, y + 4.5, name, "end"),
        f'<rect x="{left:.1f}" y="{y - BAR / 2:.1f}" width="{right - left:.1f}" height="{BAR}" fill="{ORANGE}"/>',
        rule((across(low), y), (across(high), y), FAINT, 1.0, width=2),
        rule((across(best), y - 7.5), (across(best), y + 7.5), VIOLET, 1.0, width=3),
    ]
