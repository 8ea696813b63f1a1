"""Numbers as people write them, and what they are called."""

import math

from engine.problems import Problem

ROUNDED_AWAY, MOST_DIGITS = 5e-4, 6
"""Below this, a share has more decimal digits than one, and so many at most."""
ROUNDING = 1e-6
"""A distance below this is none, to rounding."""


def number(value: float) -> str:
    """Three digits, as people write them."""
    if not math.isfinite(value):
        return "beyond all bounds"
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:,.3g}" if abs(value) < 999.5 else f"{value:,.0f}"
    return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def range_text(low: float, high: float) -> str:
    """From the one number to the other; once where both are the same, or beyond all bounds."""
    return from_to(number(low), number(high))


def from_to(low: str, high: str) -> str:
    """From the one text to the other; once where both are the same."""
    return low if low == high else f"{low} to {high}"


def number_or(value: float, otherwise: str) -> str:
    """The number, or what stands in its place where it is not finite."""
    return number(float(value)) if math.isfinite(value) else otherwise


def distance_text(distance: float) -> str:
    """A distance from a point that a method may not tend to, as inf says, or whose distance is not known, as nan."""
    if math.isnan(distance):
        return "not known"
    return "0" if distance < ROUNDING else number_or(distance, "diverges")


def measure(problem: Problem) -> str:
    """What a gap is called: without a known minimum it is the loss itself."""
    return "gap" if problem.minimum_known else "training loss"


def seeds_words(seeds: int) -> str:
    """What a line or a band is of."""
    return f"{seeds} seeds" if seeds > 1 else "one seed"


def percent(share: float) -> str:
    """A share as people write it."""
    return f"{share:.1%}"


def share_words(share: float) -> str:
    """A worker's share of all, as `percent`; but who has a share is not said to have 0.0%, nor to have all of it."""
    if 0 < share < ROUNDED_AWAY:
        digits = -math.floor(math.log10(100 * share))
        return f"{100 * share:.{digits}f}%" if digits <= MOST_DIGITS else f"{number(100 * share)}%"
    return "more than 99.9%" if 1 - ROUNDED_AWAY <= share < 1 else percent(share)
