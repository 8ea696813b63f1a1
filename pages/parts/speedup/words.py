"""Words that the tabs of the Speedup page share."""

import math

from pages.parts.figures.style import MethodStyle
from pages.parts.sentences import number


def glyph(style: MethodStyle) -> str:
    """A line as it is drawn, for a text."""
    return f':color[{style.glyph}]{{foreground="{style.colour}"}}'


def or_not(value: float, instead: str = "not reached") -> str:
    """A number, or what stands instead of none."""
    return number(float(value)) if math.isfinite(value) and value > 0 else instead


def share_of(share: float) -> str:
    return f"{share:.0%}"
