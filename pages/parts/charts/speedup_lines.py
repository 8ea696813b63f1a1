"""Lines of speedup over the number of workers on two logarithmic axes, with bands, the ideal, and the knees."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from pages.parts.charts.figure import axis, chart, finite, line, marks, positive, spread
from pages.parts.style import BLUE, DASHES, DOTS, FAINT, GREEN, ORANGE, PINK, SOLID, VIOLET, MethodStyle, style

LONGEST_DOWN = 64.0
"""The lowest speedup that is seen first is at most so many times below 1."""
RAISED = 1.25
LARGE, SMALL = 9, 4.4
"""Discs on solid and on broken lines: both are seen where two lines are one."""
MOST_POWERS = 10
TIMES = " times"
VALUES = "%{y:.4~g}" + TIMES

IDEAL, UPRIGHT = MethodStyle(FAINT, (), ""), MethodStyle(FAINT, (3, 4), "")
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


def workers_chart(
    workers: Sequence[int], lines: Sequence[Line], of: str, knees: Sequence[Knee] = (), title: str = "workers n"
) -> go.Figure:
    """The lines over the numbers of workers (W,), the first of which is 1; `of` says what the bands are of."""
    at, most = np.asarray(workers, np.float64), float(workers[-1])
    ends = speedup_range(lines, workers[-1])
    traces = [line("ideal, n", IDEAL, at, at, values=VALUES, width=1.5)]
    inside = [knee for knee in knees if 1 <= knee.at <= most]
    traces += [upright(knee, ends, most, row) for row, knee in enumerate(inside)]
    traces += [trace for one in lines for trace in drawn(one, at, ends[0], of)]
    x = numbered(axis(title, (1.0, most), True), workers) | {"unifiedhovertitle": {"text": "n = %{x}"}}
    y = numbered(axis("speedup, times one alone", ends, True), powers(*ends))
    return chart(traces, x, y, hovermode="x unified")


def numbered(made: dict[str, Any], values: Sequence[float]) -> dict[str, Any]:
    """An axis with its numbers at these values alone."""
    return made | {
        "tickvals": list(values),
        "ticktext": [f"{value:g}" for value in values],
        "minor": {},
        "ticklabelstandoff": 6,
    }


def drawn(one: Line, at: Floats, floor: float, of: str) -> list[Any]:
    """A line with its band, discs at the numbers that were measured, a ring at its knee, a triangle at the rule's."""
    middle = np.where(finite(one.middle) > 0, one.middle, np.nan)
    there = np.isfinite(middle)
    if not there.any():
        return []
    colour, group = one.style.colour, {"legendgroup": one.name}
    if one.low is None or one.high is None:
        traces = [line(one.name, one.style, at, middle, values=VALUES, **group)]
    else:
        low, high = (np.where(there, edge, np.nan) for edge in (one.low, one.high))
        traces = spread(one.name, one.style, at, low, middle, high, of, TIMES, floor)
        discs = {"size": SMALL if one.style.dash else LARGE, "color": colour}
        traces[-1].update(mode="lines+markers", marker=discs, cliponaxis=False)
    more = {"showlegend": False, "cliponaxis": False, **group}
    if np.isfinite(one.knee):
        # A knee where the target is not reached any more stands at the end of the line.
        knee = min(one.knee, float(at[there][-1]))
        speedup = np.exp(np.interp(np.log(knee), np.log(at[there]), np.log(middle[there])))
        told = {"hovertemplate": "n = %{x:.3g}, %{y:.3g}" + TIMES}
        traces.append(marks(f"{one.name}, measured knee", colour, [knee], [speedup], "circle-open", 14, **told, **more))
    if 1 <= one.predicted <= at[-1]:
        told = {"hovertemplate": "n = %{x:.3g}"}
        name = f"{one.name}, predicted knee"
        traces.append(marks(name, colour, [one.predicted], [floor * 1.1], "triangle-up", **told, **more))
    return traces


def upright(knee: Knee, ends: tuple[float, float], most: float, row: int) -> go.Scatter:
    """A line at a predicted knee. The first one's name stands at its foot, the next one's at its top: never in one."""
    side = "left" if knee.at**2 > most else "right"
    name = {"mode": "lines+text", "text": ["", knee.name] if row else [knee.name, ""]}
    place = f"{'bottom' if row else 'top'} {side}"
    at = [knee.at, knee.at]
    trace = line(f"predicted knee, {knee.name}", UPRIGHT, at, ends, values="n = %{x:.3g}", width=1.5)
    return trace.update(**name, textposition=place)
