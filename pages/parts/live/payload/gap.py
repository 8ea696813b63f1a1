"""The gap of each run, or its ratio to the best one, against seconds, arrivals or updates, for the live figure."""

from typing import Any, NamedTuple

import numpy as np

from engine.kernel.state import Floats
from engine.results.curves import Axis, Curve, best_of, gap_curve, places_of, relative_to_best
from engine.results.outline import every_place, outlined
from engine.results.smoothing import smoothed
from engine.simulation import Simulation
from pages.parts.live.payload.binary import Blob
from pages.parts.live.payload.gap_range import TALLEST, relative_range, snapped, usual_gap, vertical_range
from pages.parts.live.payload.single_runs import runs_part
from pages.parts.live.payload.theory import Predictions, theory_part
from pages.parts.words.numbers import measure

TITLES = {"seconds": "simulated seconds", "arrivals": "arrivals", "updates": "server updates"}
LABELS = {True: "gap f(x) − f*", False: "training loss f(x)"}
"""What the figure shows, at its axis: without a known minimum the loss."""
BEYOND = 1e3
"""Single runs and theory are drawn up to so many times beyond the picture's ends, which is out of sight."""


class View(NamedTuple):
    """What a visitor wants to see of the gap."""

    axis: Axis = "seconds"
    logarithmic: bool = True
    relative: bool = False  # to the best method at the same place of the axis
    runs: bool = False  # single ones, too
    theory: bool = False  # what can be known without simulating, too
    smooth: float = 0.0  # the running mean's window, as a share of the axis; 0 for none


class Line(NamedTuple):
    """The part of a curve that is inside the picture; `leaves` when it goes out at the top."""

    x: Floats
    median: Floats
    low: Floats
    high: Floats
    leaves: bool
    raw: Floats | None = None  # the median itself, where a running mean stands in its place


def inside_picture(curve: Curve, low: float, high: float) -> Line:
    """Cut a curve where its median first passes `high`, and lift what lies below `low` to the edge."""
    outside = ~(curve.median <= high)
    leaves = bool(outside.any())
    # The first point outside is drawn on the edge: the line is seen to leave.
    end = int(outside.argmax()) + 1 if leaves else len(outside)
    parts = [np.clip(np.nan_to_num(part[:end], nan=high, posinf=high), low, high) for part in curve[1:]]
    x, median, lower, upper = (part.astype(np.float32) for part in (curve.x[:end], *parts))
    return Line(x, median, lower, upper, leaves)


def running_mean(line: Line, width: float, logarithmic: bool) -> Line:
    """The running means of a line's median and quartiles, as they are drawn, over a window of `width`."""
    seen = Curve(*(part.astype(np.float64) for part in line[:4]))
    return Line(*smoothed(seen, width, logarithmic), line.leaves, line.median)


def curve_part(line: Line, band: bool, blob: Blob) -> dict[str, Any]:
    """One method's median, and the interquartile band where there is one."""
    return {
        "x": blob.numbers(line.x),
        "median": blob.numbers(line.median),
        "low": blob.numbers(line.low) if band else None,
        "high": blob.numbers(line.high) if band else None,
        "raw": None if line.raw is None else blob.numbers(line.raw),
        "leaves": line.leaves,
    }


def end_of_axis(simulation: Simulation, view: View) -> float:
    """Where the gap's axis ends: with the longest run, or with the shortest where all are compared with the best."""
    ends = [min(row[-1] for row in places_of(run, view.axis)) for run in simulation.values()]
    # Without an arrival within the budget there is nothing but 0.
    return float(min(ends) if view.relative else max(ends)) or 1.0


def window_of(simulation: Simulation, view: View) -> float | None:
    """The width of the running mean's window in units of the axis, where there is one."""
    return view.smooth * end_of_axis(simulation, view) if view.smooth else None


def gap_part(simulation: Simulation, view: View, blob: Blob, theory: Predictions | None = None) -> dict[str, Any]:
    """Median over seeds with the interquartile band, cut where it leaves the picture; single runs and theory on demand.

    There is neither band nor single run of one seed alone.
    """
    axis, logarithmic = view.axis, view.logarithmic
    methods = list(simulation.values())
    most = max(run.gap.shape[1] for run in methods)
    curves = [outlined(gap_curve(run, axis, every_place([run], axis)), most) for run in methods]
    biased_gap = simulation.biased_gap
    best = None
    if view.relative:
        # Nothing is compared with a run that would have left the picture of the gaps.
        bound = TALLEST[True] * usual_gap(curves, biased_gap)
        best = best_of(methods, axis, bound, every_place(methods, axis))
        curves = [outlined(relative_to_best(run, axis, best), most) for run in methods]
        low, high = snapped(*relative_range(curves, logarithmic), logarithmic)
    else:
        low, high = snapped(*vertical_range(curves, logarithmic, biased_gap), logarithmic)
    lines = [inside_picture(curve, low if logarithmic else 0.0, high) for curve in curves]
    window = window_of(simulation, view)
    if window is not None:
        lines = [running_mean(line, window, logarithmic) for line in lines]
    several = simulation.scenario.seeds > 1
    far = (low / BEYOND, high * BEYOND)
    what = measure(simulation.problem)
    return {
        "axis": axis,
        "title": TITLES[axis],
        "measure": what.capitalize(),
        "label": f"{what} relative to the best" if view.relative else LABELS[simulation.problem.minimum_known],
        "logarithmic": logarithmic,
        "relative": view.relative,
        "window": window,
        "x": [0.0, end_of_axis(simulation, view)],
        "y": [low, high],
        "biased": biased_gap if low < biased_gap < high and not view.relative else None,
        "curves": [curve_part(line, several, blob) for line in lines],
        "runs": runs_part(methods, axis, best, far, most, blob) if view.runs and several else None,
        # Of ratios to the best method theory says nothing.
        "theory": theory_part(simulation, theory, axis, high * BEYOND, blob) if theory and not view.relative else None,
    }
