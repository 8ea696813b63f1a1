"""Curves of the gap against seconds, arrivals or updates: over seeds, of each seed, and relative to the best run."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from engine.kernel.state import Floats

if TYPE_CHECKING:
    from engine.simulation import Run

Axis = Literal["seconds", "arrivals", "updates"]
QUARTILES = (0.25, 0.5, 0.75)
SMALLEST = 1e-18
"""Gaps below this are rounding."""


class Curve(NamedTuple):
    """The median over all seeds at each x, and the interquartile band (25% to 75%)."""

    x: Floats  # (R,)
    median: Floats  # (R,)
    low: Floats  # (R,)
    high: Floats  # (R,)

    @classmethod
    def of(cls, x: Floats, values: Floats) -> Self:
        """The curve of every seed's values (S, R) at each x (R,)."""
        low, median, high = quartiles(values)
        return cls(x, median, low, high)


def quartiles(values: Floats) -> Floats:
    """Lower quartile, median and upper quartile over the first axis: (S, ...) to (3, ...).

    Order statistics, and the mean of two neighbours where a quartile lies between them (type 2 of Hyndman
    and Fan 1996); interpolating further would turn infinite values into nan. Missing values count as infinite.
    """
    ordered = np.sort(np.where(np.isnan(values), math.inf, values), axis=0)
    places = [share * len(ordered) for share in QUARTILES]
    return np.stack([(ordered[math.ceil(p) - 1] + ordered[math.floor(p)]) / 2 for p in places])


class SeedCurves(NamedTuple):
    """Every seed's gap at each x, for thin lines."""

    x: Floats  # (R,)
    gap: Floats  # (S, R)


class Best(NamedTuple):
    """The smallest median gap of several runs at each x that they share."""

    x: Floats  # (X,)
    gap: Floats  # (X,), inf where every run is gone
    bound: float  # a run whose gap is above this is gone: its gap counts as infinite


def places_of(run: "Run", axis: Axis) -> NDArray[Any]:
    """Where each seed's records stand on `axis` (S, R)."""
    return {"seconds": run.times, "arrivals": run.all_gradients, "updates": run.all_updates}[axis]


def shared_grid(runs: Sequence["Run"], axis: Axis) -> Floats:
    """The x at which all seeds of all runs have their records, where those agree; else equal steps.

    These begin at 0 and end where the earliest seed ends.
    """
    rows = [row for run in runs for row in places_of(run, axis)]
    if all(np.array_equal(row, rows[0]) for row in rows):
        return np.asarray(rows[0], dtype=np.float64)
    return np.linspace(0.0, float(min(row[-1] for row in rows)), max(row.size for row in rows))


def seed_curves(run: "Run", axis: Axis, x: Floats | None = None) -> SeedCurves:
    """The gap of each seed against `axis`, on the grid `x` (X,), or one that all seeds share.

    Where the seeds' records stand at different x (seconds under jitter), each seed holds its latest
    record, on a common grid that ends where the earliest seed ends.
    """
    places = places_of(run, axis)
    grid = shared_grid([run], axis) if x is None else x
    on_grid = all(np.array_equal(row, grid) for row in places)
    return SeedCurves(grid, run.gap if on_grid else held(places, run.gap, grid))


def gap_curve(run: "Run", axis: Axis, x: Floats | None = None) -> Curve:
    """Median and quartiles of the seeds' curves (`seed_curves`)."""
    return Curve.of(*seed_curves(run, axis, x))


def best_of(curves: Sequence[Curve], bound: float = math.inf) -> Best:
    """The smallest median of curves that stand at the same x."""
    smallest = np.min([curve.median for curve in curves], axis=0)
    return Best(curves[0].x, np.where(smallest <= bound, smallest, math.inf), bound)


def relative_to(best: Best, gaps: Floats) -> Floats:
    """Gaps (..., X) at the x of the best one, over it (..., X).

    Gaps that are rounding count as SMALLEST: where both are 0, the ratio is 1. It is infinite where the gap or
    the best one is, so it never is nan.
    """
    compared = (gaps <= best.bound) & np.isfinite(best.gap)
    least = np.maximum(np.where(np.isfinite(best.gap), best.gap, 1.0), SMALLEST)
    with np.errstate(over="ignore"):
        return np.where(compared, np.maximum(gaps, SMALLEST) / least, math.inf)


def relative_to_best(curve: Curve, best: Best) -> Curve:
    """Median and quartiles over the smallest median at the same x (`best_of`)."""
    return Curve(best.x, *relative_to(best, np.stack(curve[1:])))


def held(places: NDArray[Any], values: Floats, x: Floats) -> Floats:
    """The value (S, X) that each seed holds at each x (X,): that of its latest record.

    Its records stand at `places` (S, R), which do not fall and begin at or before the first x, with
    `values` (S, R).
    """
    latest = [np.searchsorted(seed, x, side="right") - 1 for seed in places]
    return np.stack([row[places] for row, places in zip(values, latest, strict=True)])
