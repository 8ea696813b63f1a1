"""The race's gaps, or their ratios to the best one: medians, bands, single runs, theory."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.results.curves import Axis, Curve
from engine.results.gap_picture import BEYOND, Line, Picture, gap_picture, single_runs
from engine.results.outline import extremes
from engine.simulation import Run, Simulation
from engine.theory.predicted_curves import Places, Predictions, predicted_curves
from pages.parts.charts.figure import LOWEST, MOST_POINTS, chart, faded, level, line, marks, spread, tall
from pages.parts.charts.figure import axis as scale
from pages.parts.charts.race_lines import in_single_precision, told_apart
from pages.parts.style import INK, MethodStyle, looks, looks_beside
from pages.parts.words.gap_axes import TITLES, gap_label
from pages.parts.words.numbers import number

ALL_POINTS, FEWEST_POINTS = 6_000, 60
"""Points of all medians together, about, and of one of them at least; extremes are never left out."""
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
    smooth: float = 0.0,
    pinned: Simulation | None = None,
) -> go.Figure:
    """The median gap of each method over its seeds with the interquartile band; the loss where no minimum is known.

    `axis` is in simulated seconds, arrivals or server updates; `relative` divides by the smallest median at the same
    place; `runs` adds the first seeds' own runs. `theory` is what `predictions_of(simulation)` gives; of ratios it says
    nothing. `smooth` draws running means over that share of the axis, with the medians thin behind them. A method whose
    median leaves the picture ends there, with a cross. `pinned` is another race with gaps of the same kind, whose
    medians are drawn thin. Raises ArithmeticError where the minimiser is not found.
    """
    picture = gap_picture(simulation, axis, logarithmic, relative, smooth, pinned)
    seeds, unit = simulation.scenario.seeds, TIMES if relative else ""
    each = list(zip(looks(simulation.scenario.methods).items(), picture.lines, strict=True))
    traces = run_traces(simulation, picture) if runs and seeds > 1 else []
    traces += [raw_trace(label, look, own, len(each)) for (label, look), own in each if own.raw is not None]
    of = f"{seeds} seeds" if picture.window is None else f"{seeds} seeds, running mean over {number(picture.window)}"
    both = zip(simulation.values(), each, picture.curves, strict=True)
    drawn = [curve_traces(run, look, own, curve, picture, of, unit) for run, ((_, look), own), curve in both]
    # No band hides another method's line.
    traces += [band for *bands, _ in drawn for band in bands]
    traces += pinned_traces(simulation, pinned, picture, unit) if pinned else []
    traces += told_apart([own[-1] for own in drawn], simulation)
    traces += [cross(label, look.colour, own) for (label, look), own in each if own.leaves]
    if theory and not relative:
        traces += theory_traces(simulation, theory, picture)
    x = scale(TITLES[axis] + mean_words(picture), picture.x)
    y = scale(gap_label(simulation.problem, relative), picture.y, logarithmic)
    x["unifiedhovertitle"] = {"text": f"%{{x:,.6~g}} {TITLES[axis]}"}
    room: dict[str, Any] = {"legend": LOWEST} if picture.window else {}
    figure = chart(
        traces, x, y, hovermode="x unified", **room, **tall(sum(trace.showlegend is not False for trace in traces))
    )
    if picture.biased is not None:
        level(figure, picture.biased, "gap of the biased limit", "1px,4px")
    return in_single_precision(figure)


def mean_words(picture: Picture) -> str:
    """What the lines are the running mean of, for a line below the axis; nothing where they are none."""
    if picture.window is None:
        return ""
    what = "running mean of the logarithm" if picture.logarithmic else "running mean"
    return f"<br>lines: {what} over {number(picture.window)}"


def columns(points: int, lines: int) -> int:
    """In how many columns the extremes of so many lines stay, so that there are about so many points."""
    return max(1, points // (2 + 2 * lines))


def curve_traces(
    run: Run, look: MethodStyle, own: Line, curve: Curve, picture: Picture, of: str, unit: str
) -> list[Any]:
    """A method's band and its line, which is the last."""
    seen = own if own.raw is not None else uncut(curve, own, picture)
    most = max(FEWEST_POINTS, ALL_POINTS // len(picture.curves))
    some = extremes(own.x, [own.median, own.low, own.high], columns(most, 3))
    x, median, low, high = (part[some] for part in seen[:4])
    label, (bottom, top) = run.label, picture.y
    if run.gap.shape[0] == 1:
        return [line(label, look, x, median, values=f"%{{y:.4g}}{unit}", legendgroup=label)]
    floor = bottom / BEYOND if picture.logarithmic else -np.inf
    return spread(label, look, x, low, median, high, of, unit, floor, top * BEYOND)


def uncut(curve: Curve, own: Line, picture: Picture) -> Line:
    """The line with the numbers themselves, where the picture has its edge: the chart's axes can be moved."""
    end = len(own.x)
    median = curve.median[:end].astype(np.float64)
    if own.leaves:
        # It is seen to go, whatever comes: the cross stands there.
        median[-1] = own.median[-1]
    if picture.logarithmic:
        # 0 has no place on such an axis; at its edge the line is seen to be there.
        median = np.where(median > 0, median, own.median)
    return own._replace(median=median, low=curve.low[:end], high=curve.high[:end])


def raw_trace(label: str, look: MethodStyle, own: Line, methods: int) -> go.Scatter:
    """The median itself, thin behind its running mean."""
    assert own.raw is not None
    some = extremes(own.x, [own.raw], columns(max(FEWEST_POINTS, ALL_POINTS // methods), 1))
    pale = MethodStyle(faded(look.colour, 0.45), (), "")
    name = f"{label}, not smoothed"
    return line(name, pale, own.x[some], own.raw[some], width=0.9, legendgroup=label, showlegend=False)


def pinned_traces(simulation: Simulation, pinned: Simulation, picture: Picture, unit: str) -> list[go.Scatter]:
    """The medians of the pinned race, thin, each with its own place in the legend."""
    most = columns(max(FEWEST_POINTS, ALL_POINTS // len(pinned)), 1)
    traces = []
    known = looks_beside(pinned.scenario.methods, simulation.scenario.methods)
    for (label, look), own in zip(known.items(), picture.lines_beside, strict=True):
        some = extremes(own.x, [own.median], most)
        more: dict[str, Any] = {"width": 1.1, "opacity": 0.8, "values": f"%{{y:.4g}}{unit}"}
        traces.append(line(f"A: {label}", look, own.x[some], own.median[some], **more))
    return traces


def cross(label: str, colour: str, own: Line) -> go.Scatter:
    """Where a method's median leaves the picture."""
    more = {"legendgroup": label, "showlegend": False, "cliponaxis": False, "hovertemplate": "above %{y:.3g}"}
    return marks(f"{label}, leaves the picture", colour, own.x[-1:], own.median[-1:], "x-thin", 9, **more)


def run_traces(simulation: Simulation, picture: Picture) -> list[Any]:
    """The first seeds' own runs, thin and pale, so that the median and the band stay the first thing seen."""
    found = single_runs(simulation, picture)
    most = max(FEWEST_POINTS, RUN_POINTS // sum(map(len, found)))
    traces = []
    for (label, look), own in zip(looks(simulation.scenario.methods).items(), found, strict=True):
        pale = MethodStyle(faded(look.colour, 0.35), (), "")
        more: dict[str, Any] = {"legendgroup": label, "showlegend": False, "hoverinfo": "none", "width": 0.8}
        for seed, (x, gap) in enumerate(own, 1):
            some = extremes(x, [gap], columns(most, 1))
            traces.append(line(f"{label}, seed {seed}", pale, x[some], gap[some], **more))
    return traces


def theory_traces(simulation: Simulation, theory: Predictions, picture: Picture) -> list[Any]:
    """Each method's expected gap, in the text's colour as it lies on its own curve, and its rate line in its own."""
    low, high = picture.y
    # Beyond the edge is out of sight; 0 has no place on a logarithmic axis.
    floor = low / BEYOND if picture.logarithmic else 0.0
    traces, keys, styles = [], {}, looks(simulation.scenario.methods)
    for label, run in simulation.items():
        known = predicted_curves(run, theory[label], picture.axis, high * BEYOND)
        own = {EXPECTED: MethodStyle(INK, EXPECTED_DASH, ""), RATE: MethodStyle(styles[label].colour, RATE_DASH, "")}
        for name, places in zip(own, known, strict=True):
            if places is not None:
                traces.append(theory_trace(label, name, own[name], places, floor))
                keys[name] = legend_key(name, own[name]._replace(colour=INK))
    return [*traces, *keys.values()]


def theory_trace(label: str, name: str, look: MethodStyle, places: Places, floor: float) -> go.Scatter:
    x, y = places
    some = extremes(x, [y], columns(MOST_POINTS, 1))
    own: dict[str, Any] = {"legendgroup": label, "showlegend": False, "width": 1.4}
    return line(f"{label}, {name}", look, x[some], np.maximum(y[some], floor), **own)


def legend_key(name: str, look: MethodStyle) -> go.Scatter:
    """One entry for all methods."""
    return line(name, look, [np.nan], [np.nan], width=1.4, hoverinfo="skip")
