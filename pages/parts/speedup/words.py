"""Words that the tabs of the Speedup page share."""

import math

from pages.parts.words.numbers import number


def or_not(value: float, instead: str = "not reached") -> str:
    """A number, or what stands instead of none."""
    return number(float(value)) if math.isfinite(value) and value > 0 else instead


def share_of(share: float) -> str:
    return f"{share:.0%}"
