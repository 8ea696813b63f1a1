"""The gap of each run, or its ratio to the best one, against seconds, arrivals or updates, for the live figure."""

from typing import Any, NamedTuple

import numpy as np

from engine.kernel.state import Floats
from engine.results.curves import Axis, Best, Curve, best_of, gap_curve, relative_to, relative_to_best, seed_curves
from engine.simulation import Simulation
from pages.parts.live.payload.binary import Blob, Reference
from pages.parts.live.payload.gap_range import TALLEST, relative_range, snapped, usual_gap, vertical_range
from pages.parts.live.payload.theory import Predictions, theory_part
from pages.parts.words.numbers import measure

TITLES = {"seconds": "simulated seconds", "arrivals": "arrivals", "updates": "server updates"}
LABELS = {True: "gap f(x) − f*", False: "training loss f(x)"}
"""What the figure shows, at its axis: without a known minimum the loss."""
BEYOND = 1e3
"""Single runs are drawn up to so many times beyond the picture's ends, which is out of sight."""
MOST_RUNS = 16
"""Of more seeds than this the first ones are drawn as single runs."""


class View(NamedTuple):
    """What a visitor wants to see of the gap."""

    axis: Axis = "seconds"
    logarithmic: bool = True
    relative: bool = False  # to the best method at the same place of the axis
    runs: bool = False  # single ones, too
    theory: bool = False  # what can be known without simulating, too


class Line(NamedTuple):
    """The part of a curve that is inside the picture; `leaves` when it goes out at the top."""

    x: Floats
    median: Floats
    low: Floats
    high: Floats
    leaves: bool


def inside_picture(curve: Curve, low: float, high: float) -> Line:
    """Cut a curve where its median first passes `high`, and lift what lies below `low` to the edge."""
    outside = ~(curve.median <= high)
    leaves = bool(outside.any())
    # The first point outside is drawn on the edge: the line is seen to leave.
    end = int(outside.argmax()) + 1 if leaves else len(outside)
    parts = [np.clip(np.nan_to_num(part[:end], nan=high, posinf=high), low, high) for part in curve[1:]]
    x, median, lower, upper = (part.astype(np.float32) for part in (curve.x[:end], *parts))
    return Line(x, median, lower, upper, leaves)


def curve_part(line: Line, band: bool, blob: Blob) -> dict[str, Any]:
    """One method's median, and the interquartile band where there is one."""
    return {
        "x": blob.numbers(line.x),
        "median": blob.numbers(line.median),
        "low": blob.numbers(line.low) if band else None,
        "high": blob.numbers(line.high) if band else None,
        "leaves": line.leaves,
    }


def runs_part(
    simulation: Simulation, axis: Axis, curves: list[Curve], best: Best | None, ends: tuple[float, float], blob: Blob
) -> list[dict[str, Reference | list[Reference]]]:
    """Each method's single runs of the first seeds, whole, at the x of its curve; relative to the best if one is given.

    What is far beyond the picture's `ends` is out of sight, so it is drawn a little nearer.
    """
    low, high = ends
    parts = []
    for run, curve in zip(simulation.values(), curves, strict=True):
        gaps = seed_curves(run, axis, curve.x).gap[:MOST_RUNS]
        near = np.clip(gaps if best is None else relative_to(best, gaps), low / BEYOND, high * BEYOND)
        parts.append({"x": blob.numbers(curve.x), "gaps": [blob.numbers(one) for one in near]})
    return parts


def gap_part(simulation: Simulation, view: View, blob: Blob, theory: Predictions | None = None) -> dict[str, Any]:
    """Median over seeds with the interquartile band, cut where it leaves the picture; single runs and theory on demand.

    There is neither band nor single run of one seed alone.
    """
    axis, logarithmic = view.axis, view.logarithmic
    methods = list(simulation.values())
    curves = [gap_curve(run, axis) for run in methods]
    biased_gap = simulation.biased_gap
    best = None
    if view.relative:
        # Nothing is compared with a run that would have left the picture of the gaps.
        best = best_of(methods, axis, TALLEST[True] * usual_gap(curves, biased_gap))
        curves = [relative_to_best(run, axis, best) for run in methods]
        low, high = snapped(*relative_range(curves, logarithmic), logarithmic)
    else:
        low, high = snapped(*vertical_range(curves, logarithmic, biased_gap), logarithmic)
    lines = [inside_picture(curve, low if logarithmic else 0.0, high) for curve in curves]
    several = simulation.scenario.seeds > 1
    runs = runs_part(simulation, axis, curves, best, (low, high), blob) if view.runs and several else None
    what = measure(simulation.problem)
    return {
        "axis": axis,
        "title": TITLES[axis],
        "measure": what.capitalize(),
        "label": f"{what} relative to the best" if view.relative else LABELS[simulation.problem.minimum_known],
        "logarithmic": logarithmic,
        "relative": view.relative,
        # Without an arrival within the budget there is nothing but 0.
        "x": [0.0, max(float(curve.x[-1]) for curve in curves) or 1.0],
        "y": [low, high],
        "biased": biased_gap if low < biased_gap < high and not view.relative else None,
        "curves": [curve_part(line, several, blob) for line in lines],
        "runs": runs,
        # Of ratios to the best method theory says nothing.
        "theory": theory_part(simulation, theory, axis, high * BEYOND, blob) if theory and not view.relative else None,
    }
