"""The ways of the hyper-parameters: a small picture each, upwards in the logarithm."""

from collections.abc import Sequence
from typing import NamedTuple

from engine.kernel.state import Floats
from pages.parts.charts.chart import Axis, Chart, Frame, disc, rule, svg, tick, trail, words
from pages.parts.style import FAINT, ORANGE

COLUMNS = 3
WIDE, HIGH, FONT = 152.0, 130.0, 12
LEFT, TOP, RIGHT, FOOT = 40.0, 24.0, 10.0, 24.0


class Way(NamedTuple):
    """A hyper-parameter's name, its bounds, and its values (S, R) as numbers."""

    name: str
    low: float
    high: float
    values: Floats


def paths_picture(time: Floats, ways: Sequence[Way]) -> str:
    """Thin lines: the seeds. Discs: where they end. The dashed line: the start; the edges: the bounds."""
    rows = -(-len(ways) // COLUMNS)
    whole = Frame(0, 0, 0, 0, COLUMNS * WIDE, rows * HIGH + 20, FONT)
    parts = []
    for index, way in enumerate(ways):
        row, column = divmod(index, COLUMNS)
        parts += panel(time, way, column * WIDE, row * HIGH, whole)
    parts.append(words(whole.whole_width / 2, whole.whole_height - 4, "simulated seconds", "middle"))
    return svg(whole.whole_width, whole.whole_height, FONT, parts)


def panel(time: Floats, way: Way, left: float, top: float, whole: Frame) -> list[str]:
    """One hyper-parameter."""
    frame = whole._replace(left=left + LEFT, top=top + TOP, width=WIDE - LEFT - RIGHT, height=HIGH - TOP - FOOT)
    end = float(time[-1])
    chart = Chart(Axis("", 0.0, end, False, (0.0, end / 2, end)), Axis("", way.low, way.high), frame)
    parts = [words(left + 4, top + 16, way.name), *chart.grid()]
    for value in chart.x.ticks():
        anchor = {0.0: "start", end: "end"}.get(value, "middle")
        parts.append(words(chart.across(value), frame.base + 16, tick(value), anchor))
    parts += [words(frame.left - 5, chart.down(value) + 5, tick(value), "end") for value in chart.y.ticks()]
    parts.append(rule(*chart.level(float(way.values[0, 0])), FAINT, 0.9, "5 4"))
    for seed in way.values:
        points = chart.points(time, seed)
        parts += [trail(points, ORANGE, (), 1.4, 0.8), disc(points[-1], 2.5, ORANGE)]
    return parts
