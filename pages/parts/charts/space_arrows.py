"""The arrows of a design space graph drawn as an outline: along its indentations, and down the lanes beside it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go

from pages.parts.charts.space_outline import Link, Outline
from pages.parts.style import FAINT, ORANGE, PINK, VIOLET

LINES = {
    "has": ("value of", FAINT, "solid"),
    "governs": ("governs", ORANGE, "solid"),
    "limits": ("limits", VIOLET, "7px,4px"),
    "excludes": ("excludes", PINK, "2px,3px"),
}
"""The name, the colour and the dash of an arrow."""
DIMMED = 0.35
"""How opaque is what is inactive at the point."""
LANE = 0.6
"""Distance between lanes, in indentations."""
HEAD = {"symbol": "triangle-up", "angle": 90, "size": 8, "standoff": 9}
CROSS = {"symbol": "x-thin", "angle": 90, "size": 7, "standoff": 11}
"""What stands before a node at the end of an arrow, and of a line between what excludes each other; pixels."""
SHIFT = {"governs": 0.12, "limits": 0.24, "excludes": -0.22}
"""Arrows of several kinds at one row do not lie on each other."""


def arrows(drawn: Outline, places: list[float]) -> Iterator[go.Scatter]:
    """The arrows, those of one kind in one trace, dimmed ones in another; then their heads."""
    paths: dict[tuple[str, bool], list[list[tuple[float, float]]]] = defaultdict(list)
    heads: dict[tuple[str, bool], list[tuple[float, float]]] = defaultdict(list)
    for number, row in enumerate(drawn.rows):
        if row.parent is not None:
            kind = "has" if row.values else "governs"
            corner = (float(row.depth - 1), places[number])
            key = kind, row.active is False or drawn.rows[row.parent].active is False
            paths[key].append([(corner[0], places[row.parent]), corner, (float(row.depth), places[number])])
            if kind == "governs":
                heads[key].append((float(row.depth), places[number]))
    for link in drawn.links:
        for key, path, ends in legs(link, drawn, places):
            paths[key].append(path)
            heads[key] += ends
    for kind, (name, colour, dash) in LINES.items():
        for dimmed in (True, False):
            if paths[kind, dimmed]:
                x, y = broken(paths[kind, dimmed])
                stroke = {"color": colour, "width": 1.6, "dash": dash}
                shown = {"legendgroup": kind, "opacity": DIMMED if dimmed else 1.0}
                shown["showlegend"] = not dimmed or not paths[kind, False]
                yield go.Scatter(x=x, y=y, name=name, mode="lines", line=stroke, hoverinfo="skip", **shown)
            if heads[kind, dimmed]:
                x, y = zip(*heads[kind, dimmed], strict=True)
                shape = CROSS if kind == "excludes" else HEAD
                mark = {**shape, "color": colour, "line": {"color": colour, "width": 1.6 if shape is CROSS else 0}}
                shown["showlegend"] = False
                yield go.Scatter(x=x, y=y, name=f"{name}, ends", mode="markers", marker=mark, hoverinfo="skip", **shown)


def legs(link: Link, drawn: Outline, places: list[float]) -> Iterator[tuple[Any, Any, Any]]:
    """A link's ways from each source to each target, by kind and whether dimmed, with where their heads stand."""
    across = -1 - LANE * link.lane
    shift = SHIFT[link.kind]
    for source in link.sources:
        for target in link.targets:
            first, second = drawn.rows[source], drawn.rows[target]
            sleeping = [row.active is False for row in (first, second)]
            # Of two that exclude each other one at most is there.
            dimmed = all(sleeping) if link.kind == "excludes" else any(sleeping)
            begin, end = (
                (float(row.depth), places[number] + shift) for row, number in ((first, source), (second, target))
            )
            path = [begin, (across, begin[1]), (across, end[1]), end]
            yield (link.kind, dimmed), path, [begin, end] if link.kind == "excludes" else [end]


def broken(paths: list[list[tuple[float, float]]]) -> tuple[list[float | None], list[float | None]]:
    """Several paths as one line with gaps."""
    x: list[float | None] = []
    y: list[float | None] = []
    for path in paths:
        x += [*(place[0] for place in path), None]
        y += [*(place[1] for place in path), None]
    return x, y
