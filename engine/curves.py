"""Curves over seeds: median and quartiles of the gap against seconds, arrivals or updates."""

import math
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.simulation import Run
from engine.state import Floats

Axis = Literal["seconds", "arrivals", "updates"]
QUARTILES = (0.25, 0.5, 0.75)


class Curve(NamedTuple):
    """Over all seeds at each x: the median, and the interquartile band (25% to 75%)."""

    x: Floats  # (R,)
    median: Floats  # (R,)
    low: Floats  # (R,)
    high: Floats  # (R,)


def quartiles(values: Floats) -> Floats:
    """Lower quartile, median and upper quartile over the first axis: (S, ...) to (3, ...).

    Order statistics, and the mean of two neighbours where a quartile lies between them (type 2 of Hyndman
    and Fan 1996); interpolating further would turn infinite values into nan. Missing values count as infinite.
    """
    ordered = np.sort(np.where(np.isnan(values), math.inf, values), axis=0)
    places = [share * len(ordered) for share in QUARTILES]
    return np.stack([(ordered[math.ceil(p) - 1] + ordered[math.floor(p)]) / 2 for p in places])


def gap_curve(run: Run, axis: Axis) -> Curve:
    """The gap of `run` against `axis`.

    Where the seeds' records stand at different x (seconds under jitter), each seed holds its latest
    record, on a common grid that ends where the earliest seed ends.
    """
    every = {"seconds": run.times, "arrivals": run.all_gradients, "updates": run.all_updates}[axis]
    x, gaps = np.asarray(every[0], dtype=np.float64), run.gap
    if not np.array_equal(every, np.broadcast_to(every[0], every.shape)):
        x = np.linspace(0.0, float(every[:, -1].min()), every.shape[1])
        gaps = held(every, gaps, x)
    low, median, high = quartiles(gaps)
    return Curve(x, median, low, high)


def held(places: NDArray[Any], values: Floats, x: Floats) -> Floats:
    """The value (S, X) that each seed holds at each x (X,): that of its latest record.

    Its records stand at `places` (S, R), which do not fall and begin at or before the first x, with
    `values` (S, R).
    """
    latest = [np.searchsorted(seed, x, side="right") - 1 for seed in places]
    return np.stack([row[places] for row, places in zip(values, latest, strict=True)])
