"""What the charts share: axes, lines, marks. An SVG: nothing to load, and it follows both themes."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from pages.parts.figures.style import FAINT

WIDTH, HEIGHT = 520, 340
LEFT, RIGHT, TOP, BOTTOM = 66, 12, 12, 48

Point = tuple[float, float]


class Axis(NamedTuple):
    """One axis of a chart: from `low` to `high` in its own unit."""

    title: str
    low: float
    high: float
    logarithmic: bool = True

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
    right: float = RIGHT  # pixels left free on the right

    def at(self, x: float, y: float) -> Point:
        """Pixels of a point."""
        across, up = self.x.share(x), self.y.share(y)
        return LEFT + across * (WIDTH - self.right - LEFT), HEIGHT - BOTTOM - up * (HEIGHT - BOTTOM - TOP)

    def picture(self, inside: Iterable[str]) -> str:
        """The whole picture."""
        parts = [*self.frame(), *inside]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
            f'font-size="13" fill="{FAINT}">{"".join(parts)}</svg>'
        )

    def frame(self) -> list[str]:
        """Lines at round values, their numbers, and what the axes are."""
        parts, end = [], WIDTH - self.right
        for value in self.x.ticks():
            x, _ = self.at(value, self.y.low)
            parts.append(rule((x, TOP), (x, HEIGHT - BOTTOM)))
            parts.append(words(x, HEIGHT - BOTTOM + 18, tick(value), "middle"))
        for value in self.y.ticks():
            _, y = self.at(self.x.low, value)
            parts.append(rule((LEFT, y), (end, y)))
            parts.append(words(LEFT - 6, y + 4, tick(value), "end"))
        middle = (TOP + HEIGHT - BOTTOM) / 2
        parts.append(words((LEFT + end) / 2, HEIGHT - 8, self.x.title, "middle"))
        turned = f'transform="rotate(-90 14 {middle})"'
        return [*parts, words(14, middle, self.y.title, "middle", turned)]


def tick(value: float) -> str:
    """A number at an axis."""
    power = math.log10(abs(value)) if value else 0.0
    return f"{value:.4g}" if -3 <= power <= 4 else f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e")


def words(x: float, y: float, text: str, anchor: str = "start", more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{escape(text)}</text>'


def rule(begin: Point, end: Point, colour: str = FAINT, opacity: float = 0.25, dash: str = "") -> str:
    """A straight thin line."""
    return (
        f'<line x1="{begin[0]:.1f}" y1="{begin[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" stroke="{colour}" '
        f'stroke-opacity="{opacity}" stroke-dasharray="{dash}"/>'
    )


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


def ring(place: Point, colour: str, radius: float = 5.0) -> str:
    x, y = place
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="none" stroke="{colour}" stroke-width="1.8"/>'


def cross(place: Point, colour: str) -> str:
    x, y = place
    return f'<path d="M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10" stroke="{colour}" stroke-width="2.2"/>'


def diamond(place: Point, colour: str) -> str:
    x, y = place
    return f'<path d="M{x:.1f} {y - 8:.1f}l8 8l-8 8l-8 -8z" fill="none" stroke="{colour}" stroke-width="2.2"/>'


def star(place: Point, colour: str) -> str:
    x, y = place
    tips = [
        (x + r * math.sin(math.pi * k / 5), y - r * math.cos(math.pi * k / 5))
        for k in range(10)
        for r in [9.0 if k % 2 == 0 else 3.8]
    ]
    return f'<polygon points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in tips)}" fill="{colour}"/>'


def triangle(x: float, colour: str = FAINT) -> str:
    """A mark on the axis below."""
    base = HEIGHT - BOTTOM
    return f'<path d="M{x:.1f} {base - 9} l-5 9 h10 z" fill="{colour}"/>'
