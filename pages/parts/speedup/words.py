"""Words that the tabs of the Speedup page share."""

import math

from pages.parts.words.numbers import number

PAPER = "https://arxiv.org/abs/1606.00498"


def or_not(value: float, instead: str = "not reached") -> str:
    """A number, or what stands instead of none."""
    return number(float(value)) if math.isfinite(value) and value > 0 else instead


def band_words(seeds: int) -> str:
    """What a line with its band is."""
    return f"median of {seeds} seeds, band: interquartile range" if seeds > 1 else "one seed"
