"""The design space graph (arXiv 2506.22621): which variables there are, and which govern, limit and exclude which."""

import textwrap
from collections.abc import Iterator, Mapping

import plotly.graph_objects as go

from engine.design_space import Space
from engine.design_space.graph import Role
from engine.design_space.variables import Value
from pages.parts.charts.figure import LOWEST, chart, faded
from pages.parts.charts.space_arrows import DIMMED, LANE, arrows
from pages.parts.charts.space_outline import Outline, Row, outline
from pages.parts.charts.space_words import Called, hover_words, without_underscores
from pages.parts.style import BLUE, FAINT, GREEN, INK, ORANGE

MARKS: dict[Role | str, tuple[str, str, str]] = {
    "meta": ("meta variable", ORANGE, "circle"),
    "partially decreed": ("partially decreed", GREEN, "triangle-up"),
    "decreed": ("decreed", BLUE, "diamond"),
    "neutral": ("neutral", FAINT, "circle-open"),
    "value": ("value that governs or excludes", INK, "square"),
}
"""The name, the colour and the shape of a node; of several roles the first of these is drawn, and all are told."""
LETTERS = 28
"""A longer text goes on in the next line."""
LETTER, LINE = 6.9, 17
"""Pixels of a letter and of a line."""
NARROW = 350
"""Pixels of a chart on a phone: the texts have room there."""


def space_graph_chart(
    space: Space, point: Mapping[str, object] | None = None, names: Mapping[str, str] | None = None
) -> go.Figure:
    """The graph as an outline; at a point its values are told, and what is inactive there is dimmed.

    `names` holds what variables and values are called where that is not their own text.
    """
    corrected = None if point is None else space.correct(point)
    drawn = outline(space, space.graph(corrected))
    called = without_underscores(names or {})
    texts = [row_words(row, called, corrected) for row in drawn.rows]
    places, height = heights(texts)
    traces = [*arrows(drawn, places), *nodes(space, drawn, places, texts, called)]
    left = -1 - LANE * drawn.lanes
    hidden = {"visible": False, "fixedrange": False}
    x = hidden | {"range": [left, right_end(drawn, texts, left)]}
    y = hidden | {"range": [height, -0.8]}
    margin = {"l": 4, "r": 4, "t": 34, "b": 8}
    size = round(LINE * 1.25 * (height + 0.8)) + 34 + 110
    return chart(traces, x, y, height=size, margin=margin, legend=LOWEST)


def row_words(row: Row, called: Called, point: Mapping[str, Value] | None) -> list[str]:
    """The lines of a row's text."""
    if row.values:
        return textwrap.wrap(", ".join(called(value) for value in row.values), LETTERS)
    if point is None or row.name not in point:
        return [called(row.name)]
    return textwrap.wrap(f"{called(row.name)} = {called(point[row.name])}", LETTERS)


def heights(texts: list[list[str]]) -> tuple[list[float], float]:
    """Where each row stands, downwards, in lines, and where they end."""
    places, down = [], 0.0
    for text in texts:
        extra = 0.8 * (len(text) - 1)
        places.append(down + extra / 2)
        down += 1 + extra
    return places, down


def right_end(drawn: Outline, texts: list[list[str]], left: float) -> float:
    """Where the x axis ends, so that every text has room on a narrow chart."""
    rows = zip(drawn.rows, texts, strict=True)
    scale = min((NARROW - 14 - LETTER * max(map(len, text))) / (row.depth - left) for row, text in rows)
    return left + NARROW / scale


def nodes(
    space: Space, drawn: Outline, places: list[float], texts: list[list[str]], called: Called
) -> Iterator[go.Scatter]:
    """The nodes of each kind with their texts, dimmed ones in another trace."""
    kinds = [mark_of(space, row) for row in drawn.rows]
    for kind, (name, colour, symbol) in MARKS.items():
        for dimmed in (False, True):
            rows = [n for n, row in enumerate(drawn.rows) if kinds[n] == kind and (row.active is False) == dimmed]
            if not rows:
                continue
            mark = {"color": colour, "size": 9 if kind == "value" else 11, "symbol": symbol}
            mark["line"] = {"width": 2, "color": colour}
            yield go.Scatter(
                x=[float(drawn.rows[n].depth) for n in rows],
                y=[places[n] for n in rows],
                text=["  " + "<br>  ".join(texts[n]) for n in rows],
                customdata=[hover_words(space, drawn.rows[n], called) for n in rows],
                name=name,
                mode="markers+text",
                textposition="middle right",
                textfont={"size": 12, "color": faded(INK, 2 * DIMMED) if dimmed else INK},
                marker=mark | {"opacity": DIMMED if dimmed else 1.0},
                cliponaxis=False,
                legendgroup=kind,
                showlegend=not dimmed or not any(kinds[n] == kind and row.active for n, row in enumerate(drawn.rows)),
                hovertemplate="%{customdata}<extra></extra>",
            )


def mark_of(space: Space, row: Row) -> str:
    """How a row's node is drawn."""
    roles = space.roles(row.name)
    return "value" if row.values else next(kind for kind in MARKS if kind in roles)
