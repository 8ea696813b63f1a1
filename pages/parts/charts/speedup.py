"""Speedup over the number of workers on two logarithmic axes: measured with bands, the bound, the ideal, the knees."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from pages.parts.charts.changing_speeds import labels
from pages.parts.charts.chart import FRAME, Axis, Chart, band, disc, positive, ring, rule, trail, words
from pages.parts.style import BLUE, DASHES, DOTS, FAINT, GREEN, ORANGE, PINK, SOLID, VIOLET, MethodStyle, style

NAMED = FRAME.beside(96)
"""The names of the lines stand on the right."""
LONGEST_DOWN = 64.0
"""The lowest speedup that is drawn is at most so many times below 1."""
RAISED = 1.25
LARGE, SMALL = 4.5, 2.2
"""Discs on solid and on broken lines: both are seen where two lines are one."""
MOST_POWERS = 10
ROOM = 48
"""Pixels that a knee's name takes."""


ARRIVALS, SECONDS, BOUND = style(ORANGE, SOLID), style(BLUE, DOTS), style(VIOLET, DASHES)
REAL_UPDATES, REAL_SECONDS = style(PINK, SOLID), style(GREEN, DASHES)
BLOCKS = (style(ORANGE, SOLID), style(BLUE, DASHES), style(GREEN, SOLID), style(PINK, DASHES), style(VIOLET, SOLID))
"""In the order of the blocks."""


class Line(NamedTuple):
    """A speedup over the numbers of workers (W,). What is 0 or not finite was not reached."""

    name: str
    style: MethodStyle
    middle: Floats  # (W,)
    low: Floats | None = None  # (W,) quartiles
    high: Floats | None = None
    knee: float = np.nan  # where a ring stands on the line
    predicted: float = np.nan  # where a triangle stands below


class Knee(NamedTuple):
    """A predicted knee: an upright line with its name."""

    at: float
    name: str


def speedup_range(lines: Sequence[Line], most: int) -> tuple[float, float]:
    """From the lowest speedup, or 1, to the highest or the largest number of workers."""
    values = positive(*(part for one in lines for part in (one.middle, one.low, one.high) if part is not None))
    low = max(float(values.min(initial=1.0)), 1 / LONGEST_DOWN)
    return low / RAISED, max(float(values.max(initial=1.0)), float(most)) * RAISED


def powers(low: float, high: float) -> tuple[float, ...]:
    """Powers of two between, or of four where those are many."""
    first, last = int(np.ceil(np.log2(low))), int(np.floor(np.log2(high)))
    return tuple(2.0**k for k in range(first, last + 1, 2 if last - first > MOST_POWERS else 1))


def speedup_picture(
    workers: Sequence[int], lines: Sequence[Line], knees: Sequence[Knee] = (), title: str = "workers n"
) -> str:
    """The lines over the numbers of workers (W,), the first of which is 1."""
    most = workers[-1]
    low, high = speedup_range(lines, most)
    x = Axis(title, 1.0, float(most), True, tuple(map(float, workers)))
    chart = Chart(x, Axis("speedup", low, high, True, powers(low, high)), NAMED)
    ideal = chart.at(1.0, 1.0), chart.at(most, most)
    parts = [rule(*ideal, FAINT, 0.9, width=1.5), *upright(chart, knees)]
    names = [(ideal[1], "ideal, n", FAINT)]
    for one in lines:
        parts += drawn(chart, workers, one)
        at, speedups, *_ = reached(workers, one)
        if at.size:
            names.append((chart.at(float(at[-1]), float(speedups[-1])), one.name, one.style.colour))
    return chart.picture([*parts, *labels([((chart.frame.right + 3, end[1]), *rest) for end, *rest in names])])


def reached(workers: Sequence[int], one: Line) -> tuple[Floats, ...]:
    """Where a line has values (P,): the numbers of workers, the speedups, and their quartiles where there are some."""
    values = [np.asarray(workers, np.float64), *(part for part in one[2:5] if part is not None)]
    return tuple(part[np.isfinite(one.middle) & (one.middle > 0)] for part in values)


def drawn(chart: Chart, workers: Sequence[int], one: Line) -> list[str]:
    """A line with its band, discs at the numbers that were measured, a ring at its knee."""
    colour, parts = one.style.colour, []
    at, speedups, *quartiles = reached(workers, one)
    points = chart.points(at, speedups)
    if quartiles:
        edges = (chart.points(at, edge) for edge in reversed(quartiles))
        parts += [band(*edges, colour), *(disc(point, SMALL if one.style.dash else LARGE, colour) for point in points)]
    parts.append(trail(points, colour, one.style.dash, 2.2))
    if np.isfinite(one.knee):
        # A knee where the target is not reached any more stands at the end of the line.
        knee = min(float(np.log(one.knee)), float(np.log(at[-1])))
        speedup = float(np.exp(np.interp(knee, np.log(at), np.log(speedups))))
        parts.append(ring(chart.at(float(np.exp(knee)), speedup), colour, 7.0))
    if np.isfinite(one.predicted) and 1 <= one.predicted <= chart.x.high:
        parts.append(chart.triangle(one.predicted, colour))
    return parts


def upright(chart: Chart, knees: Sequence[Knee]) -> list[str]:
    """The predicted knees that are inside the picture; the first one's name left of its line, others' right of it."""
    parts = []
    for row, (at, name) in enumerate(knee for knee in knees if 1 <= knee.at <= chart.x.high):
        x, foot = chart.across(at), chart.frame.base - 8 - 17 * row
        parts.append(rule(*chart.upright(at), FAINT, 1.0, "3 4", 1.5))
        left = x > chart.frame.right - ROOM or (row == 0 and x > chart.frame.left + ROOM)
        parts.append(words(x - 5 if left else x + 5, foot, name, "end" if left else "start"))
    return parts
