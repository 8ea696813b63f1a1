"""Result against step, a curve a method."""

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from engine.kernel.state import Floats
from engine.search.best_steps import Search
from engine.search.tuning import Tuning
from pages.parts.charts.chart import Axis, Chart, Frame, disc, positive, rule, strokes, trail
from pages.parts.style import MethodStyle

FRAME = Frame(64, 12, 446, 268, 520, 330, 13)
DECADES = 8
"""At most so many decades of results are shown, from the best on."""


def scored_by(search: Search) -> str:
    """What the picture shows: "time" where a method reaches the target, else "gap"."""
    timed = search.goal.kind == "time" and any(found.reached for found in search.values())
    return "time" if timed else "gap"


def results(found: Tuning, by: str) -> Floats:
    """Seconds to the target or the end gap at each step (K,); inf where there is none, or the step does not hold."""
    return np.where(found.holds & found.moves, found.seconds if by == "time" else found.gap, np.inf)


def sensitivity_picture(search: Search, now: Mapping[str, float], styles: Mapping[str, MethodStyle], title: str) -> str:
    """The curves with their usable ranges, the best steps, and the steps of the race `now`, by label.

    `title` says what is drawn upwards: what `scored_by` means on this problem.
    """
    by = scored_by(search)
    curves = {label: results(found, by) for label, found in search.items()}
    shown = positive(*curves.values())
    low, high = (float(shown.min()), float(shown.max())) if shown.size else (0.1, 1.0)
    high = min(high, low * 10**DECADES)
    steps = np.concatenate([found.steps[np.isfinite(curves[label])] for label, found in search.items()])
    steps = np.append(steps, list(now.values()))
    x = Axis("step", float(steps.min()) / 1.3, float(steps.max()) * 1.3)
    chart = Chart(x, Axis(title, low / 1.3, high * 1.3), FRAME)
    parts = []
    for label, found in search.items():
        parts += curve(found, curves[label], chart, styles[label])
    return chart.picture([*parts, *marks_now(now, chart, styles)])


def curve(found: Tuning, values: Floats, chart: Chart, style: MethodStyle) -> list[str]:
    """A method's curve between the steps that have a result; thick where it is usable, a disc at its best."""
    low, high = found.usable or (math.inf, -math.inf)
    points = chart.points(found.steps, values)
    places = [point if math.isfinite(value) else None for point, value in zip(points, values, strict=True)]
    parts = []
    for (step, place), (after, next_place) in pairwise(zip(found.steps, places, strict=True)):
        if place and next_place and low <= step and after <= high:
            parts.append(rule(place, next_place, style.colour, 0.25, width=9))
    parts += [trail(stroke, style.colour, style.dash) for stroke in strokes(places)]
    best = None if found.best_index is None else places[found.best_index]
    return [*parts, disc(best, 4.5, style.colour)] if best else parts


def marks_now(now: Mapping[str, float], chart: Chart, styles: Mapping[str, MethodStyle]) -> list[str]:
    """A triangle on the step axis for each method's step, one for all where they are equal."""
    if len(set(now.values())) == 1:
        return [chart.triangle(next(iter(now.values())))]
    return [chart.triangle(step, styles[label].colour) for label, step in now.items()]
