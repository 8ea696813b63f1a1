"""The ways of the hyper-parameters: a small chart each, upwards in the logarithm."""

from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from engine.kernel.state import Floats
from engine.zeroth_order.races import Contestant, Race
from pages.parts.charts.figure import TEMPLATE, axis, line, marks, named
from pages.parts.style import FAINT, ORANGE, MethodStyle

COLUMNS = 3
HIGH, FOOT = 150, 90
MOST_POINTS = 150
"""Of a line: a chart is hardly wider, and there are dozens of lines."""
SEED, START = MethodStyle(ORANGE, (), ""), MethodStyle(FAINT, (5, 4), "")


class Way(NamedTuple):
    """A hyper-parameter's name, its bounds, and its values (S, R) as numbers."""

    name: str
    low: float
    high: float
    values: Floats


def tuning_paths_chart(race: Race, contestant: Contestant = "asynchronous") -> go.Figure:
    """Thin lines: the seeds. Discs: where they end. The dashed line: the start; the edges: the bounds."""
    time, ways = race.time, ways_of(race, contestant)
    shown = np.unique(np.linspace(0, time.size - 1, MOST_POINTS).astype(int))
    rows = -(-len(ways) // COLUMNS)
    names = [way.name.replace(", ", ",<br>") for way in ways]
    figure = make_subplots(
        rows, COLUMNS, subplot_titles=names, x_title="simulated seconds", horizontal_spacing=0.13, vertical_spacing=0.16
    )
    figure.update_layout(template=TEMPLATE, height=rows * HIGH + FOOT, hovermode="x unified", margin_t=44)
    figure.update_annotations(font_size=12)
    figure.update_layout(font_size=12)
    end = float(time[-1])
    x = axis("", (0.0, end)) | {
        "tickvals": [0.0, end / 2, end],
        "unifiedhovertitle": {"text": "%{x:.4~g} s"},
        "ticklabelstandoff": 5,
    }
    for index, way in enumerate(ways):
        place = {"row": 1 + index // COLUMNS, "col": 1 + index % COLUMNS}
        figure.add_traces(
            panel(time[shown], way._replace(values=way.values[:, shown]), index == 0),
            rows=place["row"],
            cols=place["col"],
        )
        figure.update_xaxes(x, **place)
        figure.update_yaxes(upwards(way), **place)
    return named(figure)


def ways_of(race: Race, contestant: Contestant) -> list[Way]:
    """The ways of all hyper-parameters."""
    paths, known = race.paths(contestant), race.tuned.hyperparameters
    return [Way(one.name, 10.0**one.low, 10.0**one.high, paths[:, :, i]) for i, one in enumerate(known)]


def upwards(way: Way) -> dict[str, Any]:
    """From bound to bound, with a number at every second power of ten."""
    numbers = 10.0 ** np.arange(np.ceil(np.log10(way.low)), np.log10(way.high) + 0.01, 2)
    ticks = {"tickvals": numbers, "ticktext": [f"{number:g}" for number in numbers], "minor": {}}
    return axis("", (way.low, way.high), True) | ticks | {"automargin": False}


def panel(time: Floats, way: Way, first: bool) -> list[Any]:
    """One hyper-parameter; the first one names all in the legend."""
    start = np.full(time.size, way.values[0, 0])
    seeds = {"legendgroup": "seeds", "width": 1.4, "opacity": 0.8}
    return [
        line("start", START, time, start, width=1.2, legendgroup="start", showlegend=first),
        *(
            line(f"seed {number}", SEED, time, seed, showlegend=False, **seeds)
            for number, seed in enumerate(way.values, 1)
        ),
        marks(
            "seeds, and where they end", ORANGE, np.full(len(way.values), time[-1]), way.values[:, -1], "circle", 3,
            hoverinfo="skip", hovertemplate=None, legendgroup="seeds", showlegend=first, cliponaxis=False,
        ),
    ]  # fmt: skip
