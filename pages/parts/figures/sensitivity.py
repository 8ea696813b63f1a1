"""Result against step, a curve a method. An SVG: nothing to load, and it follows both themes."""

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple
from xml.sax.saxutils import escape

import numpy as np

from engine.search import Search
from engine.state import Floats
from engine.tuning import Tuning
from pages.parts.figures.style import FAINT, MethodStyle

WIDTH, HEIGHT = 520, 330
LEFT, RIGHT, TOP, BOTTOM = 64, 10, 12, 50
DECADES = 8
"""At most so many decades of results are shown, from the best on."""


class Scale(NamedTuple):
    """A logarithmic axis: `low` lies at pixel `start`, `high` at pixel `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + (self.end - self.start) * min(1.0, max(0.0, share))

    def decades(self) -> list[int]:
        """Exponents of the powers of ten on the axis, at most some six."""
        first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        return list(range(first, last + 1, max(1, math.ceil((last - first) / 6))))


def scored_by(search: Search) -> str:
    """What the picture shows: "time" where a method reaches the target, else "gap"."""
    timed = search.goal.kind == "time" and any(found.reached for found in search.values())
    return "time" if timed else "gap"


def results(found: Tuning, by: str) -> Floats:
    """Seconds to the target or the last gap at each step (K,); inf where there is none, or the runs diverged."""
    return np.where(found.diverged, np.inf, found.seconds if by == "time" else found.gap)


def sensitivity_picture(search: Search, now: Mapping[str, float], styles: Mapping[str, MethodStyle], title: str) -> str:
    """The curves with their usable ranges, the best steps, and the steps of the race `now`, by label.

    `title` says what is drawn upwards: what `scored_by` means on this problem.
    """
    by = scored_by(search)
    curves = {label: results(found, by) for label, found in search.items()}
    shown = np.concatenate([values[np.isfinite(values) & (values > 0)] for values in curves.values()])
    low, high = (float(shown.min()), float(shown.max())) if shown.size else (0.1, 1.0)
    high = min(high, low * 10**DECADES)
    steps = np.concatenate([found.steps[np.isfinite(curves[label])] for label, found in search.items()])
    steps = np.append(steps, list(now.values()))
    x = Scale(float(steps.min()) / 1.3, float(steps.max()) * 1.3, LEFT, WIDTH - RIGHT)
    y = Scale(low / 1.3, high * 1.3, HEIGHT - BOTTOM, TOP)
    parts = [*axes(x, y, title)]
    for label, found in search.items():
        parts += curve(found, curves[label], x, y, styles[label])
    parts += marks_now(now, x, styles)
    inside = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {FONT}>{inside}</svg>'


FONT = f'font-family="sans-serif" font-size="13" fill="{FAINT}"'


def axes(x: Scale, y: Scale, title: str) -> list[str]:
    """Lines at powers of ten, their numbers, and what the axes are."""
    parts = []
    for power in x.decades():
        place = x(10.0**power)
        parts.append(line(place, TOP, place, HEIGHT - BOTTOM, FAINT, opacity=0.25))
        parts.append(
            f'<text x="{place:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{power_of_ten(power)}</text>'
        )
    for power in y.decades():
        place = y(10.0**power)
        parts.append(line(LEFT, place, WIDTH - RIGHT, place, FAINT, opacity=0.25))
        parts.append(f'<text x="{LEFT - 6}" y="{place + 4:.1f}" text-anchor="end">{power_of_ten(power)}</text>')
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">step</text>')
    parts.append(
        f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">{escape(title)}</text>'
    )
    return parts


def power_of_ten(power: int) -> str:
    return f"{10.0**power:g}" if -3 <= power <= 4 else f"1e{power}"


def line(x1: float, y1: float, x2: float, y2: float, colour: str, opacity: float = 1.0, dash: str = "") -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-opacity="{opacity}" stroke-dasharray="{dash}"/>'
    )


def curve(found: Tuning, values: Floats, x: Scale, y: Scale, style: MethodStyle) -> list[str]:
    """A method's curve between the steps that have a result; thick where it is usable, a disc at its best."""
    parts = []
    dash = " ".join(map(str, style.dash))
    low, high = found.usable or (math.inf, -math.inf)
    points = list(zip(found.steps, np.maximum(values, y.low), strict=True))
    for (step, value), (after, next_value) in pairwise(points):
        if math.isfinite(value) and math.isfinite(next_value):
            ends = f'x1="{x(step):.1f}" y1="{y(value):.1f}" x2="{x(after):.1f}" y2="{y(next_value):.1f}"'
            if low <= step and after <= high:
                parts.append(f'<line {ends} stroke="{style.colour}" stroke-width="9" stroke-opacity="0.25"/>')
    strokes = [[]]
    for step, value in points:
        if math.isfinite(value):
            strokes[-1].append(f"{x(step):.1f},{y(value):.1f}")
        elif strokes[-1]:
            strokes.append([])
    parts += [
        f'<polyline points="{" ".join(stroke)}" fill="none" stroke="{style.colour}" stroke-width="2" '
        f'stroke-dasharray="{dash}"/>'
        for stroke in strokes
        if stroke
    ]
    if found.best_index is not None and math.isfinite(values[found.best_index]):
        step, value = points[found.best_index]
        parts.append(f'<circle cx="{x(step):.1f}" cy="{y(value):.1f}" r="4.5" fill="{style.colour}"/>')
    return parts


def marks_now(now: Mapping[str, float], x: Scale, styles: Mapping[str, MethodStyle]) -> list[str]:
    """A triangle on the step axis for each method's step, one for all where they are equal."""
    if len(set(now.values())) == 1:
        now = dict(list(now.items())[:1])
        colours = dict.fromkeys(now, FAINT)
    else:
        colours = {label: styles[label].colour for label in now}
    base = HEIGHT - BOTTOM
    return [f'<path d="M{x(step):.1f} {base - 9} l-5 9 h10 z" fill="{colours[label]}"/>' for label, step in now.items()]
