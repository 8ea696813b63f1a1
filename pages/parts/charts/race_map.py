"""The race's map: the ground, the paths of the first seed, and the points that matter."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from engine.results.plane import LEVELS, MOST_MARKS, Map, draw_map
from engine.simulation import Run, Simulation
from engine.theory.predicted_curves import Predictions, exact_limits
from pages.parts.charts.figure import axis, chart, faded, line, marks, tall
from pages.parts.charts.race_lines import farthest, in_single_precision, told_apart
from pages.parts.style import FAINT, POINT, MethodStyle, looks
from pages.parts.words.numbers import measure, share_words

GROUND = "#707e98"
PALEST, DARKEST = 0.0, 0.45
"""How opaque the ground is at the bottom and at the top."""
MOST_PATH = 1_500
FAR = 20.0
"""Half sides of the map from its middle: what is farther is drawn there, in the same direction, out of sight."""
ENDLESS = 1e30
"""A path ends where it leaves all numbers behind."""
AT = "at %{x:.4~g}, %{y:.4~g}<extra></extra>"
OWN = "at %{x:.4~g}, %{y:.4~g}<extra>%{fullData.name}</extra>"
HIGH = 220
"""More than other charts: the map is a square."""


def map_chart(simulation: Simulation, plane_map: Map | None = None, theory: Predictions | None = None) -> go.Figure:
    """The map with the gap on it and the first seed's paths, of equal lengths in both directions.

    `plane_map` is `draw_map(simulation)` unless given; with `theory` (by label) the exact limits are marked. Raises
    ValueError where a run holds no film, and ArithmeticError where a minimiser is not found.
    """
    drawn = draw_map(simulation) if plane_map is None else plane_map
    traces = [ground(drawn, measure(simulation.problem))]
    if drawn.workers is not None:
        traces.append(discs(drawn.workers[:MOST_MARKS], simulation.frequencies[:MOST_MARKS]))
    runs = zip(simulation.values(), looks(simulation.scenario.methods).values(), strict=True)
    traces += told_apart([path(run, look, drawn) for run, look in runs], simulation)
    if theory:
        traces += limit_marks(simulation, theory, drawn)
    traces += points(drawn)
    which = "coordinate" if simulation.problem.dimension <= 2 else "direction of the plane"
    x, y = (
        # Only a domain that shrinks keeps both the square and what is seen of it.
        axis(f"{order} {which}", (float(lines[0]), float(lines[-1])))
        | {"constrain": "domain", "showgrid": False, "zeroline": False}
        for order, lines in (("first", drawn.x), ("second", drawn.y))
    )
    size = tall(sum(trace.showlegend is not False for trace in traces))
    figure = chart(traces, x, y | {"scaleanchor": "x"}, height=size["height"] + HIGH, legend={"y": -0.12})
    return in_single_precision(figure)


def ground(drawn: Map, what: str) -> go.Contour:
    """The square root of the height, evenly spaced rings on a bowl; the pointer tells the height itself."""
    roots = drawn.roots
    top = float(np.nanmax(roots, initial=0.0)) or 1.0
    step = top / LEVELS
    return go.Contour(
        name=what,
        x=drawn.x,
        y=drawn.y,
        z=roots,
        zmin=0.0,
        zmax=top,
        customdata=drawn.heights,
        colorscale=[[0, faded(GROUND, PALEST)], [1, faded(GROUND, DARKEST)]],
        contours={"coloring": "heatmap", "start": step / 2, "end": top - step / 2, "size": step},
        line={"color": faded(GROUND, 0.6), "width": 0.7, "smoothing": 0},
        showscale=False,
        hovertemplate=f"{what} %{{customdata:.4~g}}<br>{AT}",
    )


def discs(workers: Floats, shares: Floats) -> go.Scatter:
    """Workers' own minimisers (n, 2), larger the more often they are heard: `shares` (n,) of the arrivals."""
    told = [f"worker {number}: {share_words(float(share))} of the arrivals" for number, share in enumerate(shares, 1)]
    return go.Scatter(
        name="workers' own minimisers",
        x=workers[:, 0],
        y=workers[:, 1],
        mode="markers",
        text=told,
        marker={
            "color": faded(FAINT, 0.35),
            "size": (2 * np.clip(30 * np.sqrt(shares), 2, 22)).round(1),
            "line": {"color": FAINT, "width": 1},
        },
        hovertemplate=f"own minimiser of %{{text}}<br>{AT}",
    )


def path(run: Run, look: MethodStyle, drawn: Map) -> go.Scatter:
    """The models of the first seed after each arrival that is on the film, as far as they are numbers."""
    place = run.filmed.place
    lost = ~(np.abs(place) <= ENDLESS).all(axis=1)
    place = place[: int(lost.argmax()) if lost.any() else len(place)]
    middle = np.array([drawn.x[0] + drawn.x[-1], drawn.y[0] + drawn.y[-1]]) / 2
    away = np.linalg.norm(place - middle, axis=1, keepdims=True)
    reach = FAR * float(drawn.x[-1] - drawn.x[0]) / 2
    place = middle + (place - middle) * np.minimum(1.0, reach / np.maximum(away, reach / FAR))
    some = farthest(place, MOST_PATH)
    told = f"after arrival %{{customdata:,}}<br>{OWN}"
    own: dict[str, Any] = {"customdata": some.astype(np.int32), "width": 1.7, "legendgroup": run.label}
    return line(run.label, look, place[some, 0], place[some, 1], values=told, **own)


def limit_marks(simulation: Simulation, theory: Predictions, drawn: Map) -> list[Any]:
    """Where each method ends, exactly, where that is known."""
    traces = []
    limits = exact_limits({label: theory[label] for label in simulation}, drawn.plane)
    for (label, look), point in zip(looks(simulation.scenario.methods).items(), limits, strict=True):
        if point is not None:
            own: dict[str, Any] = {"legendgroup": label, "showlegend": False}
            mark = marks(
                f"{label}, exact limit", look.colour, point[:1], point[1:], "diamond", 12, hovertemplate=OWN, **own
            )
            traces.append(mark.update(marker_line={"color": "white", "width": 1.5}))
    return traces


def points(drawn: Map) -> list[Any]:
    """The start, the biased limit and the goal, above all paths."""
    known = {
        "start": (drawn.start, "circle-open", 11),
        "biased limit": (drawn.biased, "diamond-open", 13),
        "goal": (drawn.goal, "star", 15),
    }
    return [
        marks(name, POINT, point[:1], point[1:], symbol, size, hovertemplate=f"{name}<br>{AT}")
        for name, (point, symbol, size) in known.items()
        if point is not None
    ]
