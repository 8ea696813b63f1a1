"""The mean of a tail over its records and seeds: how it scatters, how well it is known, whether it still moves."""

import math
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from engine.kernel.state import Floats

APPROACH = 0.01
"""A run still moves when its distance to a point changes by more than this share within its tail,"""
CHANCE = 0.01
"""and by more than noise alone would change it with this probability."""
REST, PACE = 0.05, 0.25
"""It rests when its distance changes by at most this share within half a tail, chance included, and by at most this
share of what it changed by in as long on the whole way."""
BATCHES = 4
"""Parts of half a tail, whose means scatter little with each other: they tell how large the noise is."""


def scatter(tail: Floats) -> float:
    """Root mean square distance of the models of a tail (S, T, d) from their mean."""
    with np.errstate(all="ignore"):
        away = tail - tail.mean(axis=(0, 1))
        return float(np.sqrt((away**2).sum(axis=-1).mean()))


def batch_means(tail: Floats) -> Floats:
    """Means (S, 2, B, ...) of the parts of both halves of a tail (S, T, ...); a record in the middle is left out."""
    half = tail.shape[1] // 2
    parts = min(BATCHES, half)
    size = half // parts
    halves = [tail[:, : parts * size], tail[:, -parts * size :]]
    shape = (len(tail), parts, size, *tail.shape[2:])
    return np.stack([part.reshape(shape).mean(axis=2) for part in halves], axis=1)


def standard_error(tail: Floats) -> float:
    """Standard error of the tail's mean (S, T, d), as a length."""
    means = tail.mean(axis=1) if tail.shape[1] < 2 else batch_means(tail).reshape(-1, tail.shape[2])
    return float(np.linalg.norm(means.std(axis=0))) / math.sqrt(max(1, len(means) - 1))


class Change(NamedTuple):
    """How much a mean distance changes from one half of a tail to the other."""

    size: float
    chance: float  # what chance alone may make of it, or hide; inf where the tail is too short to tell
    mean: float  # distance in the first half

    @property
    def shown(self) -> bool:
        """Is the change more than a little, and more than chance?"""
        beyond_chance = self.size > self.chance or math.isinf(self.chance)
        return beyond_chance and self.size > APPROACH * self.mean

    def rests(self, distance: float, pace: float) -> bool:
        """Is the change, chance included, small beside the `distance` that is left and beside the usual one, `pace`?

        Whoever still approaches with a constant contraction does not pass both: far from the end of its way its pace
        is the usual one, and near it that of the distance that is left.
        """
        most = self.size + self.chance
        return most <= REST * distance and most <= PACE * pace


def line_through(numbers: Floats) -> tuple[float, float]:
    """The slope of the least-squares line through numbers (N,), one unit apart, and the slope's standard error.

    By their formulas: `scipy.stats.linregress` gives the same, but SciPy's statistics take long to load.
    """
    place = np.arange(numbers.size) - (numbers.size - 1) / 2
    squares = float(place @ place)
    slope = float(place @ numbers) / squares
    left = numbers - numbers.mean() - slope * place
    return slope, math.sqrt(float(left @ left) / (numbers.size - 2) / squares)


def change_of(distances: Floats) -> Change:
    """The change of distances (S, T) within a tail.

    Their mean over the seeds is tested for a straight trend: what all seeds share, like the phase of a periodic
    schedule at the records, counts as scatter around it.
    """
    if distances.shape[1] < 2:
        return Change(0.0, math.inf, float(distances.mean()))
    means = batch_means(distances)
    seeds, _, parts = means.shape
    chance = math.inf
    if parts > 1:
        slope, error = line_through(means.mean(axis=0).ravel())
        size = parts * abs(slope)
        chance = parts * error * float(stdtrit(2 * parts - 2, 1 - CHANCE / 2))
    else:
        drops = means[:, 1, 0] - means[:, 0, 0]
        size = abs(float(drops.mean()))
        if seeds > 1:
            chance = float(drops.std(ddof=1) / math.sqrt(seeds) * stdtrit(seeds - 1, 1 - CHANCE / 2))
    return Change(size, chance, float(means[:, 0].mean()))
