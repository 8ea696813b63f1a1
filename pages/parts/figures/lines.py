"""Curves over an axis from 0, upwards in the logarithm or evenly. An SVG: it follows both themes."""

import math
from typing import NamedTuple
from xml.sax.saxutils import escape

import numpy as np

from engine.state import Floats
from pages.parts.figures.sensitivity import Scale, line, power_of_ten
from pages.parts.figures.style import FAINT

WIDTH, HEIGHT = 560, 350
LEFT, RIGHT, TOP, BOTTOM = 72, 14, 12, 54
FONT = f'font-family="sans-serif" font-size="15" fill="{FAINT}"'
STEPS = (1.0, 2.0, 5.0, 10.0)


class Curve(NamedTuple):
    """One line, or marks alone where there is no width."""

    x: Floats  # (K,)
    y: Floats  # (K,); what is not finite is left out
    colour: str
    dash: tuple[int, ...] = ()
    width: float = 2.0
    opacity: float = 1.0
    marks: Floats | None = None  # (K,) half lengths of the marks' error bars


class Level(NamedTuple):
    """A linear axis: `low` lies at pixel `start`, `high` at pixel `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * share

    def ticks(self) -> list[float]:
        """Some five round numbers."""
        rough = (self.high - self.low) / 5
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * factor for factor in STEPS if power * factor >= rough * 0.999)
        first = math.ceil(self.low / step - 1e-9)
        return [step * i for i in range(first, math.floor(self.high / step + 1e-9) + 1)]


def lines_picture(
    curves: list[Curve], x_title: str, y_title: str, x_end: float, y_ends: tuple[float, float], logarithmic: bool
) -> str:
    """The curves, cut where they leave the picture."""
    x = Level(0.0, x_end, LEFT, WIDTH - RIGHT)
    y = (Scale if logarithmic else Level)(*y_ends, HEIGHT - BOTTOM, TOP)
    area = f'x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" height="{HEIGHT - TOP - BOTTOM}"'
    parts = [f'<defs><clipPath id="inside"><rect {area}/></clipPath></defs>', *axes(x, y, x_title, y_title)]
    for one in curves:
        parts += drawn(one, x, y, y_ends, logarithmic)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {FONT}>{"".join(parts)}</svg>'


def axes(x: Level, y: Scale | Level, x_title: str, y_title: str) -> list[str]:
    """Lines at round numbers, and what the axes are."""
    parts = []
    for value in x.ticks():
        place = x(value)
        parts.append(line(place, TOP, place, HEIGHT - BOTTOM, FAINT, opacity=0.2))
        parts.append(f'<text x="{place:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{value:,g}</text>')
    if isinstance(y, Scale):
        marks = [(10.0**power, power_of_ten(power)) for power in y.decades()]
    else:
        marks = [(value, f"{value:.3g}") for value in y.ticks()]
    for value, text in marks:
        parts.append(line(LEFT, y(value), WIDTH - RIGHT, y(value), FAINT, opacity=0.2))
        parts.append(f'<text x="{LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{text}</text>')
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{escape(x_title)}</text>'
    )
    parts.append(
        f'<text x="13" y="{middle}" text-anchor="middle" transform="rotate(-90 13 {middle})">{escape(y_title)}</text>'
    )
    return parts


def drawn(one: Curve, x: Level, y: Scale | Level, ends: tuple[float, float], logarithmic: bool) -> list[str]:
    """A curve as one path, or its marks."""
    # A logarithmic axis ends at its ends: what lies beyond is left out.
    good = np.isfinite(one.y) & ((not logarithmic) | ((one.y >= ends[0]) & (one.y <= ends[1])))
    points = [(x(float(a)), y(float(b))) for a, b, fine in zip(one.x, one.y, good, strict=True) if fine]
    if one.marks is not None:
        return marks(one, points, y)
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    dash = " ".join(map(str, one.dash))
    return [
        f'<polyline points="{path}" fill="none" stroke="{one.colour}" stroke-width="{one.width}" '
        f'stroke-opacity="{one.opacity}" stroke-dasharray="{dash}" clip-path="url(#inside)"/>'
    ]


def marks(one: Curve, points: list[tuple[float, float]], y: Scale | Level) -> list[str]:
    """Discs with their error bars."""
    parts = []
    assert one.marks is not None
    for (a, b), value, half in zip(points, one.y, one.marks, strict=True):
        parts.append(line(a, y(float(value - half)), a, y(float(value + half)), one.colour))
        parts.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4.5" fill="{one.colour}"/>')
    return parts
