"""Which part of the vertical axis the gap view shows: as much as can be read, whatever the runs did."""

import math

import numpy as np

from engine.results.curves import SMALLEST, Curve

TINY = 1e-12
"""A first gap below this is rounding: the run starts at the goal."""
TALLEST = {True: 1e3, False: 3.0}
"""A curve leaves the picture when it is so many times above where the runs start: on a log axis, on a linear one."""
LARGEST_RATIO = 1e30
"""A curve relative to the best leaves the picture above this: single precision ends soon after."""
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
    return with_margins(float(inside[inside > SMALLEST].min(initial=top / 10)), top, logarithmic)


def relative_range(curves: list[Curve], logarithmic: bool) -> tuple[float, float]:
    """Lowest and highest ratio to show, with 1 among them."""
    seen = np.concatenate([np.concatenate(curve[1:]) for curve in curves])
    inside = seen[(seen > 0) & (seen <= LARGEST_RATIO)]
    return with_margins(float(inside.min(initial=1.0)), float(inside.max(initial=1.0)), logarithmic)


def with_margins(low: float, high: float, logarithmic: bool) -> tuple[float, float]:
    return (low / 1.6, high * 1.6) if logarithmic else (0.0, high * 1.04)


def snapped(low: float, high: float, logarithmic: bool) -> tuple[float, float]:
    """The range moved outwards to round ends, so that it stays while the data change a little."""
    if logarithmic:
        return 10 ** (math.floor(math.log10(low) * SNAP) / SNAP), 10 ** (math.ceil(math.log10(high) * SNAP) / SNAP)
    digit = 10 ** math.floor(math.log10(high))
    return low, math.ceil(high / digit * SNAP) / SNAP * digit
