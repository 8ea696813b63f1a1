"""The race's gaps, or their ratios to the best one: medians, bands, single runs, theory."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Integers
from engine.results.curves import Axis, Curve
from engine.results.gap_picture import BEYOND, Picture, gap_picture, inside_picture, single_runs
from engine.simulation import Run, Simulation
from engine.theory.predicted_curves import Places, Predictions, predicted_curves
from pages.parts.charts.figure import MOST_POINTS, chart, faded, level, line, marks, spread, tall
from pages.parts.charts.figure import axis as scale
from pages.parts.charts.race_lines import in_single_precision, looks_of, told_apart
from pages.parts.style import INK, MethodStyle, style_of
from pages.parts.words.gap_axes import TITLES, gap_label

ALL_POINTS, FEWEST_POINTS = 6_000, 60
"""Points of all medians together, and of one of them at least."""
RUN_POINTS = 20_000
"""The same of single runs."""
EXPECTED, RATE = "expected gap", "exact rate"
EXPECTED_DASH, RATE_DASH = (3, 3), (9, 5)
TIMES = " times the best"


def gap_chart(
    simulation: Simulation,
    axis: Axis = "seconds",
    logarithmic: bool = True,
    relative: bool = False,
    runs: bool = False,
    theory: Predictions | None = None,
) -> go.Figure:
    """The median gap of each method over its seeds with the interquartile band; the loss where no minimum is known.

    `axis` is in simulated seconds, arrivals or server updates; `relative` divides by the smallest median at the same
    place; `runs` adds the first seeds' own runs. `theory` is what `predictions_of(simulation)` gives; of ratios it says
    nothing. A method whose median leaves the picture ends there, with a cross. Raises ArithmeticError where the
    minimiser is not found.
    """
    picture = gap_picture(simulation, axis, logarithmic, relative)
    seeds, unit = simulation.scenario.seeds, TIMES if relative else ""
    traces = run_traces(simulation, picture) if runs and seeds > 1 else []
    drawn = [
        curve_traces(run, curve, picture, seeds, unit)
        for run, curve in zip(simulation.values(), picture.curves, strict=True)
    ]
    # No band hides another method's line.
    traces += [band for *bands, _ in drawn for band in bands]
    traces += told_apart([own[-1] for own in drawn], looks_of(simulation))
    crosses = [cross(run, curve, picture) for run, curve in zip(simulation.values(), picture.curves, strict=True)]
    traces += [one for one in crosses if one is not None]
    if theory and not relative:
        traces += theory_traces(simulation, theory, picture)
    x, y = scale(TITLES[axis], picture.x), scale(gap_label(simulation.problem, relative), picture.y, logarithmic)
    x["unifiedhovertitle"] = {"text": f"%{{x:,.6~g}} {TITLES[axis]}"}
    figure = chart(traces, x, y, hovermode="x unified", **tall(sum(trace.showlegend is not False for trace in traces)))
    if picture.biased is not None:
        level(figure, picture.biased, "gap of the biased limit", "1px,4px")
    return in_single_precision(figure)


def shown(records: int, most: int) -> Integers:
    """Indices of at most so many of the records, evenly, with both ends."""
    return np.unique(np.linspace(0, records - 1, most).astype(np.int64))


def most_points(methods: int) -> int:
    return max(FEWEST_POINTS, min(MOST_POINTS, ALL_POINTS // methods))


def curve_traces(run: Run, curve: Curve, picture: Picture, seeds: int, unit: str) -> list[Any]:
    """A method's band and its line, which is the last."""
    low, high = picture.edges
    inside = inside_picture(curve, low, high)
    some = shown(len(curve.x), most_points(len(picture.curves)))
    some = np.union1d(some[some < len(inside.x)], len(inside.x) - 1)
    x, median = inside.x[some], inside.median[some]
    label, look = run.label, style_of(run.settings.kind)
    if seeds == 1:
        return [line(label, look, x, median, values=f"%{{y:.4g}}{unit}", legendgroup=label)]
    return spread(label, look, x, curve.low[some], median, curve.high[some], f"{seeds} seeds", unit, low, high)


def cross(run: Run, curve: Curve, picture: Picture) -> go.Scatter | None:
    """Where a method's median leaves the picture, if it does."""
    inside = inside_picture(curve, *picture.edges)
    if not inside.leaves:
        return None
    own = {"legendgroup": run.label, "showlegend": False, "cliponaxis": False, "hovertemplate": "above %{y:.3g}"}
    colour = style_of(run.settings.kind).colour
    return marks(f"{run.label}, leaves the picture", colour, inside.x[-1:], inside.median[-1:], "x-thin", 9, **own)


def run_traces(simulation: Simulation, picture: Picture) -> list[Any]:
    """The first seeds' own runs, thin and pale, so that the median and the band stay the first thing seen."""
    found = single_runs(simulation, picture)
    most = max(FEWEST_POINTS, min(MOST_POINTS, RUN_POINTS // sum(map(len, found))))
    traces = []
    for run, curve, gaps in zip(simulation.values(), picture.curves, found, strict=True):
        some = shown(len(curve.x), most)
        look = MethodStyle(faded(style_of(run.settings.kind).colour, 0.35), (), "")
        own: dict[str, Any] = {"legendgroup": run.label, "showlegend": False, "hoverinfo": "none", "width": 0.8}
        traces += [
            line(f"{run.label}, seed {number}", look, curve.x[some], one[some], **own)
            for number, one in enumerate(gaps, 1)
        ]
    return traces


def theory_traces(simulation: Simulation, theory: Predictions, picture: Picture) -> list[Any]:
    """Each method's expected gap, in the text's colour as it lies on its own curve, and its rate line in its own."""
    low, high = picture.y
    # Beyond the edge is out of sight; 0 has no place on a logarithmic axis.
    floor = low / BEYOND if picture.logarithmic else 0.0
    traces, keys = [], {}
    for label, run in simulation.items():
        known = predicted_curves(run, theory[label], picture.axis, high * BEYOND)
        colour = style_of(run.settings.kind).colour
        looks = {EXPECTED: MethodStyle(INK, EXPECTED_DASH, ""), RATE: MethodStyle(colour, RATE_DASH, "")}
        for name, places in zip(looks, known, strict=True):
            if places is not None:
                traces.append(theory_trace(label, name, looks[name], places, floor))
                keys[name] = legend_key(name, looks[name]._replace(colour=INK))
    return [*traces, *keys.values()]


def theory_trace(label: str, name: str, look: MethodStyle, places: Places, floor: float) -> go.Scatter:
    x, y = places
    some = shown(len(x), MOST_POINTS // 2)
    own: dict[str, Any] = {"legendgroup": label, "showlegend": False, "width": 1.4}
    return line(f"{label}, {name}", look, x[some], np.maximum(y[some], floor), **own)


def legend_key(name: str, look: MethodStyle) -> go.Scatter:
    """One entry for all methods."""
    return line(name, look, [np.nan], [np.nan], width=1.4, hoverinfo="skip")
