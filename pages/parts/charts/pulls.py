"""Which worker pulls where: weights as bars, and the points that they lead to in the plane."""

import math
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from pages.parts.charts.chart import Axis, Chart, cross, diamond, disc, rect, ring, rule, star, words
from pages.parts.style import FAINT, POINT

LARGEST_DISC = 12.0
MOST_NAMES = 20
MARGIN = 1.15


class Spots(NamedTuple):
    """What stands in the plane, in its coordinates (2,) each."""

    workers: Floats  # (n, 2) the workers' own minimisers
    goal: Floats
    biased: Floats | None  # the minimiser of the weighted objective
    limit: Floats | None  # the exact limit
    measured: Floats | None


def weights_picture(weights: Floats, colour: str) -> str:
    """A bar a worker with its weight (n,), and the fair share 1 / n as a line."""
    n = weights.size
    high = max(float(weights.max()), 1 / n) * 1.1
    chart = Chart(Axis("worker", 0.5, n + 0.5, False), Axis("weight of the worker", 0.0, high, False))
    parts = [
        rect(chart.at(number - 0.4, float(weight)), chart.at(number + 0.4, 0.0), colour)
        for number, weight in enumerate(weights, 1)
    ]
    begin, end = chart.level(1 / n)
    parts += [rule(begin, end, FAINT, 1.0, "7 4"), words(end[0] - 4, end[1] - 6, f"1/n = {1 / n:.4g}", "end")]
    return chart.picture(parts)


def plane_picture(spots: Spots, weights: Floats, colour: str) -> str:
    """Workers' minimisers as discs with areas by weight (n,), the goal, and where the method ends."""
    marks = [mark if mark is not None and np.isfinite(mark).all() else None for mark in spots[1:]]
    known = np.stack([*spots.workers, *(mark for mark in marks if mark is not None)])
    low, high = known.min(axis=0), known.max(axis=0)
    middle, half = (low + high) / 2, MARGIN * max(1e-3, float((high - low).max()) / 2)
    # The picture is wider than high; equal lengths in both directions keep distances true.
    wide = half * 1.58
    x = Axis("plane through start, goal and ASGD's limit", middle[0] - wide, middle[0] + wide, False)
    chart = Chart(x, Axis("", middle[1] - half, middle[1] + half, False))
    parts = []
    scale = LARGEST_DISC / math.sqrt(max(float(weights.max()), 1e-12))
    for number, (at, weight) in enumerate(zip(chart.points(*spots.workers.T), weights, strict=True), 1):
        parts.append(disc(at, max(2.0, scale * math.sqrt(float(weight))), FAINT, 0.5))
        if len(weights) <= MOST_NAMES:
            parts.append(words(at[0], at[1] - 14, str(number), "middle"))
    parts.append(star(chart.at(*map(float, spots.goal)), POINT))
    if spots.biased is not None:
        parts.append(diamond(chart.at(*map(float, spots.biased)), POINT))
    *_, limit, measured = marks
    if limit is not None:
        parts.append(cross(chart.at(*map(float, limit)), colour))
    if measured is not None:
        parts.append(ring(chart.at(*map(float, measured)), colour, 8.0))
    return chart.picture(parts)
