"""The gap of each run against seconds, arrivals or updates, for the live figure."""

import math
from typing import Any, NamedTuple

import numpy as np

from engine.curves import Axis, Curve, gap_curve
from engine.simulation import Simulation
from engine.state import Floats
from pages.parts.figures.blob import Blob

TITLES = {"seconds": "simulated seconds", "arrivals": "arrivals", "updates": "server updates"}
GAP, LOSS = ({"measure": "Gap", "label": "gap f(x) − f*"}, {"measure": "Training loss", "label": "training loss f(x)"})
"""What the figure shows, in words and at its axis: without a known minimum a gap is the loss itself."""
TINY = 1e-12
"""A first gap below this is rounding: the run starts at the goal."""
SMALLEST = 1e-18
"""Gaps below this are rounding; a logarithmic axis shows them here."""
TALLEST = {True: 1e3, False: 3.0}
"""A curve leaves the picture when it is so many times above where the runs start: on a log axis, on a linear one."""
SNAP = 2
"""A logarithmic axis ends at every so manieth part of a decade: small changes of the data do not move it."""


def usual_gap(curves: list[Curve], biased_gap: float) -> float:
    """The gap that the picture is made for: the first one, or the biased limit's, or else what the runs show most."""
    first = max((float(c.median[0]) for c in curves if math.isfinite(c.median[0])), default=0.0)
    if max(first, biased_gap) > TINY:
        return max(first, biased_gap)
    seen = np.concatenate([c.median for c in curves])
    seen = seen[np.isfinite(seen) & (seen > SMALLEST)]
    return float(np.median(seen)) if seen.size else 1.0


def vertical_range(curves: list[Curve], logarithmic: bool, biased_gap: float) -> tuple[float, float]:
    """Lowest and highest gap to show: positive, finite and apart, whatever the runs did."""
    usual = usual_gap(curves, biased_gap)
    top_allowed = TALLEST[logarithmic] * usual
    seen = np.concatenate([np.concatenate([c.low, c.median, c.high]) for c in curves])
    inside = seen[seen <= top_allowed]
    leaves = any((~(c.median <= top_allowed)).any() for c in curves)
    top = max(top_allowed if leaves else float(inside.max(initial=min(usual, top_allowed))), SMALLEST * 10)
    if not logarithmic:
        return 0.0, top * 1.04
    low = float(inside[inside > SMALLEST].min(initial=top / 10))
    return low / 1.6, top * 1.6


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


def snapped(low: float, high: float, logarithmic: bool) -> tuple[float, float]:
    """The range moved outwards to round ends, so that it stays while the data change a little."""
    if logarithmic:
        return tuple(10 ** (turn(math.log10(v) * SNAP) / SNAP) for turn, v in ((math.floor, low), (math.ceil, high)))
    digit = 10 ** math.floor(math.log10(high))
    return low, math.ceil(high / digit * SNAP) / SNAP * digit


def gap_part(simulation: Simulation, axis: Axis, logarithmic: bool, blob: Blob) -> dict[str, Any]:
    """Median gap over seeds with the interquartile band (None for one seed), cut where it leaves the picture."""
    curves = {label: gap_curve(run, axis) for label, run in simulation.items()}
    biased_gap = simulation.biased_gap
    low, high = snapped(*vertical_range(list(curves.values()), logarithmic, biased_gap), logarithmic)
    lines = {label: inside_picture(curve, low if logarithmic else 0.0, high) for label, curve in curves.items()}
    band = simulation.scenario.seeds > 1
    return {
        "axis": axis,
        "title": TITLES[axis],
        **(GAP if simulation.problem.minimum_known else LOSS),
        "logarithmic": logarithmic,
        # Without an arrival within the budget there is nothing but 0.
        "x": [0.0, max(float(curve.x[-1]) for curve in curves.values()) or 1.0],
        "y": [low, high],
        "biased": biased_gap if low < biased_gap < high else None,
        "curves": [
            {
                "x": blob.numbers(line.x),
                "median": blob.numbers(line.median),
                "low": blob.numbers(line.low) if band else None,
                "high": blob.numbers(line.high) if band else None,
                "leaves": line.leaves,
            }
            for line in lines.values()
        ],
    }
