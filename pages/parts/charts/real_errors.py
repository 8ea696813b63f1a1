"""Errors of estimators on a real table: a row each, on the target and, fainter, on the source."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from engine.covariate_shift.real_data import fits
from engine.covariate_shift.real_data.study import Comparison
from engine.kernel.state import Floats
from pages.parts.charts.estimators import LOOKS
from pages.parts.charts.figure import LOWEST, axis, chart, faded, marks
from pages.parts.style import BLUE, FAINT, ORANGE, PINK, VIOLET

NAMES = {
    fits.MEAN: "mean response",
    fits.LEAST_SQUARES: "least squares",
    fits.WEIGHTED: "importance weights",
    fits.SGD: "SGD, one pass",
    fits.RIDGE: "ridge",
    fits.AWARE: "target-aware ridge",
    fits.MIN_MAX: "min-max",
    fits.KNOWING: "with target labels",
}
COLOURS = {fits.MEAN: FAINT, fits.WEIGHTED: PINK, fits.SGD: LOOKS["sgd"].colour, fits.MIN_MAX: VIOLET}
COLOURS |= {fits.RIDGE: BLUE, fits.AWARE: BLUE, fits.KNOWING: FAINT}
"""Of the estimators that are not orange."""
ROW, FOOT = 38, 140
"""Pixels of a row, and of the axis with the legend below."""
APART = 0.18
"""Rows from the middle of a row to the target's bar above and the source's below."""
ROOM = 1.12
MOST_TIMES = 60.0
"""An error of more than so many times the smallest one is outside of what is seen first."""
TARGET, SOURCE, PROMISED = "on the target", "on the source", "promised at most"
SIDES = ((TARGET, -APART, 1.0, 10.0), (SOURCE, APART, 0.45, 7.0))
"""Name, place in the row, opacity and width of the disc."""


class ErrorRow(NamedTuple):
    """One estimator; an error is a mean squared one."""

    name: str
    colour: str
    target: Floats  # (3,) lower quartile, median, upper quartile
    source: Floats  # (3,)
    promised: float | None = None  # None where nothing is, or inf


def real_errors_chart(comparison: Comparison) -> go.Figure:
    """The errors of all estimators over the splits of a real table."""
    title, splits = "mean squared error<br>(1: the source's variance)", comparison.question.splits
    return errors_chart(rows_of(comparison), title, f"{splits} split{'s' * (splits > 1)}")


def rows_of(comparison: Comparison) -> list[ErrorRow]:
    """A row an estimator."""
    target, source = comparison.quartiles(comparison.target), comparison.quartiles(comparison.source)
    rows = []
    for place, name in enumerate(fits.ESTIMATORS):
        most = comparison.median_promise(name)
        promised = most if np.isfinite(most) else None
        rows.append(ErrorRow(NAMES[name], COLOURS.get(name, ORANGE), target[:, place], source[:, place], promised))
    return rows


def errors_chart(rows: Sequence[ErrorRow], title: str, of: str) -> go.Figure:
    """Discs at the medians on bars from quartile to quartile; a diamond where an error was promised at most.

    `of` says what the quartiles are of, such as "50 splits".
    """
    traces = [legend_entry(name, faded(FAINT, opacity), size) for name, _, opacity, size in SIDES]
    for place, row in enumerate(rows):
        traces += [
            bar(row, place, values, side, of) for values, side in zip((row.target, row.source), SIDES, strict=True)
        ]
    promised = [(place, row) for place, row in enumerate(rows) if row.promised is not None]
    if promised:
        places = [row.promised for _, row in promised], [place - APART for place, _ in promised]
        told = {
            "text": [row.name for _, row in promised],
            "hovertemplate": "%{text}, " + PROMISED + ": %{x:.4g}<extra></extra>",
        }
        traces.append(marks(PROMISED, FAINT, *places, "diamond-open", 14, **told))
    names = {"tickvals": list(range(len(rows))), "ticktext": [row.name for row in rows]}
    upwards = axis("", (len(rows) - 0.5, -0.5)) | names | {"showgrid": False, "zeroline": False}
    height = ROW * len(rows) + FOOT
    return chart(traces, axis(title, seen_first(rows), True), upwards, height=height, legend=LOWEST)


def seen_first(rows: Sequence[ErrorRow]) -> tuple[float, float]:
    """From the smallest quartile to the largest, or to MOST_TIMES the smallest."""
    shown = [float(value) for row in rows for value in (*row.target, *row.source)]
    shown += [row.promised for row in rows if row.promised is not None]
    known = [value for value in shown if np.isfinite(value) and value > 0] or [1.0]
    low = min(known) / ROOM
    return low, min(max(known), low * MOST_TIMES) * ROOM


def beyond(rows: Sequence[ErrorRow]) -> list[str]:
    """Whose median on the target is not seen first."""
    _, most = seen_first(rows)
    return [row.name for row in rows if row.target[1] > most]


def bar(row: ErrorRow, place: int, quartiles: Floats, side: tuple[str, float, float, float], of: str) -> go.Scatter:
    """A bar from quartile to quartile with a disc at the median."""
    name, lower, opacity, size = side
    low, middle, high = map(float, quartiles)
    colour, told = faded(row.colour, opacity), "%{x:.4g}<br>quartiles %{customdata[0]:.4g} to %{customdata[1]:.4g}"
    reach = {"array": [high - middle], "arrayminus": [middle - low], "thickness": 2.6, "width": 0, "color": colour}
    more: dict[str, Any] = {"error_x": reach, "customdata": [[low, high]], "meta": of}
    more |= {"showlegend": False, "legendgroup": name}
    told = f"{row.name}, {name}: {told}, {of}<extra></extra>"
    return marks(f"{row.name}, {name}", colour, [middle], [place + lower], "circle", size, hovertemplate=told, **more)


def legend_entry(name: str, colour: str, size: float) -> go.Scatter:
    """What stands in the legend for all marks of one kind."""
    return marks(name, colour, [np.nan], [np.nan], "circle", size, legendgroup=name, hoverinfo="skip")
