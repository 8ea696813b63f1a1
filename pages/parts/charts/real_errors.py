"""Errors of estimators on a real table: a row each, on the target and, fainter, on the source."""

from collections.abc import Sequence
from typing import NamedTuple

from engine.kernel.state import Floats
from pages.parts.charts.chart import Axis, Chart, Frame, diamond, disc, rule, words
from pages.parts.style import FAINT

WIDE, ROW, TOP, FOOT, NAMES = 470, 38.0, 10.0, 46.0, 142.0
APART = 7.0
"""Pixels from the middle of a row to the target's bar above and the source's below."""
ROOM = 1.12
MOST_TIMES = 60.0
"""An error of more than so many times the smallest one lies at the right end."""


class ErrorRow(NamedTuple):
    """One estimator; an error is a mean squared one."""

    name: str
    colour: str
    target: Floats  # (3,) lower quartile, median, upper quartile
    source: Floats  # (3,)
    promised: float | None = None  # None where nothing is, or inf


def errors_picture(rows: Sequence[ErrorRow], title: str) -> str:
    """Discs at the medians on bars from quartile to quartile; a diamond where an error was promised at most."""
    height = TOP + ROW * len(rows) + FOOT
    frame = Frame(NAMES, TOP, WIDE - NAMES - 14, height - TOP - FOOT, WIDE, height, 13)
    chart = Chart(error_axis(rows, title), Axis("", 0.0, float(len(rows)), False), frame)
    parts = chart.scale(38)
    for place, row in enumerate(rows):
        middle = TOP + ROW * (place + 0.5)
        parts.append(words(NAMES - 10, middle + 4.5, row.name, "end"))
        parts += spread(chart, row.source, middle + APART, row.colour, 0.45, 3.4)
        parts += spread(chart, row.target, middle - APART, row.colour, 1.0, 5.0)
        if row.promised is not None:
            parts.append(diamond((chart.across(row.promised), middle - APART), FAINT))
    return chart.svg(parts)


def error_axis(rows: Sequence[ErrorRow], title: str) -> Axis:
    """From the smallest quartile to the largest, or to MOST_TIMES the smallest."""
    shown = [float(value) for row in rows for value in (*row.target, *row.source)]
    shown += [row.promised for row in rows if row.promised is not None]
    low = min(shown) / ROOM
    return Axis(title, low, min(max(shown), low * MOST_TIMES) * ROOM)


def spread(chart: Chart, quartiles: Floats, y: float, colour: str, opacity: float, radius: float) -> list[str]:
    """A bar from quartile to quartile with a disc at the median."""
    low, middle, high = (chart.across(float(value)) for value in quartiles)
    return [rule((low, y), (high, y), colour, opacity, width=2.6), disc((middle, y), radius, colour, opacity)]
