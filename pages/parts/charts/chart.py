"""What the charts share: axes, lines, marks. An SVG: nothing to load, and it follows both themes."""

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import ArrayLike

from engine.kernel.state import Floats
from pages.parts.style import FAINT, MethodStyle

Point = tuple[float, float]
INK = "#757b86"
"""For letters: as far from white as from the dark background."""


class Frame(NamedTuple):
    """Where the area between the axes lies in its picture, in pixels of the viewBox, and the picture's size."""

    left: float
    top: float
    width: float
    height: float
    whole_width: float
    whole_height: float
    font: int

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def base(self) -> float:
        return self.top + self.height

    def beside(self, room: float) -> "Frame":
        """The same with so many pixels left free on the right."""
        return self._replace(width=self.whole_width - self.left - room)


FRAME = Frame(66, 12, 442, 280, 520, 340, 13)


class Axis(NamedTuple):
    """One axis of a chart: from `low` to `high` in its own unit."""

    title: str
    low: float
    high: float
    logarithmic: bool = True
    marked: tuple[float, ...] = ()  # where the numbers stand; empty for round ones

    def share(self, value: float) -> float:
        """Where a value lies, from 0 to 1; what is outside lies at the nearer end."""
        if self.logarithmic:
            value = max(value, self.low)
            place = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            place = (value - self.low) / (self.high - self.low)
        return min(1.0, max(0.0, place))

    def ticks(self) -> list[float]:
        """Powers of ten, with 2 and 5 times them where there are few; or about five round numbers."""
        if self.marked:
            return list(self.marked)
        if not self.logarithmic:
            raw = (self.high - self.low) / 5
            unit = 10.0 ** math.floor(math.log10(raw))
            step = next(factor for factor in (1, 2, 5, 10) if factor * unit >= raw) * unit
            first = math.ceil(self.low / step - 1e-9)
            return [step * k for k in range(first, math.floor(self.high / step + 1e-9) + 1)]
        first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        if last - first > 1:
            return [10.0**k for k in range(first, last + 1, max(1, math.ceil((last - first) / 6)))]
        inside = (digit * 10.0**k for k in range(first - 1, last + 1) for digit in (1, 2, 5))
        return [value for value in inside if self.low <= value <= self.high]


class Chart(NamedTuple):
    """Two axes, and where a value lies in the picture."""

    x: Axis
    y: Axis
    frame: Frame = FRAME

    def across(self, x: float) -> float:
        """Pixels from the left."""
        return self.frame.left + self.x.share(x) * self.frame.width

    def down(self, y: float) -> float:
        """Pixels from the top."""
        return self.frame.base - self.y.share(y) * self.frame.height

    def at(self, x: float, y: float) -> Point:
        """Pixels of a point."""
        return self.across(x), self.down(y)

    def points(self, x: ArrayLike, y: ArrayLike) -> list[Point]:
        """Pixels of points (K,)."""
        return [self.at(float(a), float(b)) for a, b in zip(np.asarray(x), np.asarray(y), strict=True)]

    def upright(self, x: float) -> tuple[Point, Point]:
        """The ends of a line at x, from the top to the base."""
        return (self.across(x), self.frame.top), (self.across(x), self.frame.base)

    def level(self, y: float) -> tuple[Point, Point]:
        """The ends of a line at y, from the left to the right."""
        return (self.frame.left, self.down(y)), (self.frame.right, self.down(y))

    def spread(
        self, x: Floats, low: Floats, middle: Floats, high: Floats, style: MethodStyle, width: float = 2.4
    ) -> list[str]:
        """A line through the middle values, on the band from the low ones to the high ones (K,)."""
        edges = self.points(x, high), self.points(x, low)
        return [band(*edges, style.colour), trail(self.points(x, middle), style.colour, style.dash, width)]

    def picture(self, inside: Iterable[str]) -> str:
        """The whole picture: what is inside the axes stands on their lines."""
        return self.svg([*self.grid(), *self.numbers(), *inside])

    def svg(self, parts: Iterable[str]) -> str:
        """A picture of these parts alone."""
        return svg(self.frame.whole_width, self.frame.whole_height, self.frame.font, parts)

    def grid(self) -> list[str]:
        """Lines at the axes' numbers."""
        ends = [*map(self.upright, self.x.ticks()), *map(self.level, self.y.ticks())]
        return [rule(begin, end) for begin, end in ends]

    def scale(self, room: float) -> list[str]:
        """The axis below with its lines, that of 0 the strongest; its title stands so many pixels below the base."""
        frame, parts = self.frame, []
        for value in self.x.ticks():
            parts.append(rule(*self.upright(value), FAINT, 0.9 if value == 0 else 0.25))
            parts.append(words(self.across(value), frame.base + 17, tick(value), "middle"))
        return [*parts, words(frame.left + frame.width / 2, frame.base + room, self.x.title, "middle")]

    def numbers(self) -> list[str]:
        """The axes' numbers, and what the axes are."""
        frame = self.frame
        parts = [words(self.across(value), frame.base + 18, tick(value), "middle") for value in self.x.ticks()]
        left, lower = frame.left - 7, frame.font / 3
        parts += [words(left, self.down(value) + lower, tick(value), "end") for value in self.y.ticks()]
        parts.append(words(frame.left + frame.width / 2, frame.base + 40, self.x.title, "middle"))
        middle = frame.top + frame.height / 2
        return [*parts, words(14, middle, self.y.title, "middle", f'transform="rotate(-90 14 {middle})"')]

    def triangle(self, x: float, colour: str = FAINT) -> str:
        """A mark on the axis below."""
        return f'<path d="M{self.across(x):.1f} {self.frame.base - 9} l-5 9 h10 z" fill="{colour}"/>'


def svg(width: float, height: float, font: int, parts: Iterable[str], colour: str = FAINT) -> str:
    """A picture of these parts, in pixels of the viewBox; `colour` is that of its letters."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="{font}" fill="{colour}">{"".join(parts)}</svg>'
    )


def hatch(size: int, colour: str) -> str:
    """What `url(#hatch)` fills an area with: lines from the lower left, so many pixels apart."""
    return (
        f'<defs><pattern id="hatch" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V{size}" stroke="{colour}" stroke-width="2"/></pattern></defs>'
    )


def positive(*parts: ArrayLike) -> Floats:
    """The values that a logarithmic axis can show."""
    values = np.concatenate([np.ravel(part) for part in parts])
    return values[np.isfinite(values) & (values > 0)]


def strokes(points: Iterable[Point | None]) -> list[list[Point]]:
    """The parts of a line between places where it has no point."""
    return [list(part) for seen, part in groupby(points, bool) if seen]


def tick(value: float) -> str:
    """A number at an axis."""
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:,g}"
    power = math.floor(math.log10(abs(value)) + 1e-9)
    return f"{value / 10.0**power:.3g}e{power}"


def words(x: float, y: float, text: str, anchor: str = "start", more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{escape(text)}</text>'


def rule(begin: Point, end: Point, colour: str = FAINT, opacity: float = 0.25, dash: str = "", width: float = 1) -> str:
    """A straight line."""
    return (
        f'<line x1="{begin[0]:.1f}" y1="{begin[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" stroke="{colour}" '
        f'stroke-width="{width}" stroke-opacity="{opacity}" stroke-dasharray="{dash}"/>'
    )


def rect(begin: Point, end: Point, colour: str) -> str:
    """A filled area between its upper left and its lower right corner."""
    area = f'x="{begin[0]:.1f}" y="{begin[1]:.1f}" width="{end[0] - begin[0]:.1f}" height="{end[1] - begin[1]:.1f}"'
    return f'<rect {area} fill="{colour}"/>'


def trail(points: Sequence[Point], colour: str, dash: Sequence[int] = (), width: float = 2, opacity: float = 1) -> str:
    """A line through points."""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-opacity="{opacity}" stroke-dasharray="{" ".join(map(str, dash))}"/>'
    )


def band(upper: Sequence[Point], lower: Sequence[Point], colour: str) -> str:
    """The area between two lines."""
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*upper, *reversed(lower)])
    return f'<polygon points="{joined}" fill="{colour}" fill-opacity="0.18"/>'


def disc(place: Point, radius: float, colour: str, opacity: float = 1.0) -> str:
    x, y = place
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}" fill-opacity="{opacity}"/>'


def ring(place: Point, colour: str, radius: float = 5.0, width: float = 1.8, more: str = "") -> str:
    x, y = place
    return (
        f'<circle {more} cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
    )


def cross(place: Point, colour: str) -> str:
    x, y = place
    return f'<path d="M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10" stroke="{colour}" stroke-width="2.2"/>'


def diamond(place: Point, colour: str) -> str:
    x, y = place
    return f'<path d="M{x:.1f} {y - 8:.1f}l8 8l-8 8l-8 -8z" fill="none" stroke="{colour}" stroke-width="2.2"/>'


def star(place: Point, colour: str, more: str = "") -> str:
    x, y = place
    angles = [(math.pi * k / 5, 3.8 if k % 2 else 9.0) for k in range(10)]
    tips = " ".join(f"{x + r * math.sin(angle):.1f},{y - r * math.cos(angle):.1f}" for angle, r in angles)
    return f'<polygon {more} points="{tips}" fill="{colour}"/>'
