"""What points that were tried say of all others: a Gaussian process, its slices, and which variables matter."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from engine.design_space.axis import Axis, Floats, Integers
from engine.design_space.distance import Distance, coordinates
from engine.design_space.optimisers.gaussian_process import predictions
from engine.design_space.optimisers.length_scales import Chain
from engine.design_space.space import Space
from engine.design_space.validity import resolve
from engine.design_space.variables import Value

MOST_POINTS = 250
"""A fit costs the cube of their number: of more points the best half of these is taken, and some of the rest."""
COUNT = 41
"""Places along a number."""
DRAWS = 16
"""New values of a variable at each point, by which its importance is judged."""


class Slice(NamedTuple):
    """Predictions where only one variable changes: values (P,), mean (P,) and deviation (P,)."""

    name: str
    values: tuple[Value, ...]
    mean: Floats
    deviation: Floats


class Surrogate:
    """Predicts the value of any point of a space from T points and their values (T,), which may hold points twice.

    Averaged over several sets of length scales, as the Bayesian optimiser does. Raises ValueError for fewer than two
    different points.
    """

    def __init__(
        self, space: Space, points: Sequence[Mapping[str, object]], values: Sequence[float], distance: Distance = "alg"
    ) -> None:
        self.space = space
        self.distance: Distance = distance
        rows, worth = different(space.encode(points)[0], np.array(values, dtype=float))
        if len(rows) < 2:
            raise ValueError("a surrogate needs two different points at least")
        rows, worth = thinned(rows, worth)
        places, owner = self.coordinates(rows)
        self.processes = Chain(space.structure.size, np.random.default_rng(0)).fit(places, owner, worth)

    def coordinates(self, numbers: Floats) -> tuple[Floats, Integers]:
        """Coordinates (P, D) of numbers (P, n), and the variable (D,) that each belongs to."""
        return coordinates(self.space.structure, *self.space.settled(numbers), self.distance)

    def predict(self, points: Sequence[Mapping[str, object]]) -> tuple[Floats, Floats]:
        """Means and deviations (P,) of the corrected points."""
        return self.predict_rows(self.space.encode(points)[0])

    def predict_rows(self, rows: Floats) -> tuple[Floats, Floats]:
        """The same of settled numbers (P, n): the mixture of all sets of length scales."""
        there, _ = self.coordinates(rows)
        means, deviations = predictions(self.processes, there)
        return means.mean(axis=0), np.sqrt((deviations**2).mean(axis=0) + means.var(axis=0))

    def along(self, point: Mapping[str, object], name: str, count: int = COUNT) -> Slice:
        """The slice through a point along one of its active variables; what the variable governs follows.

        Values that would have to be corrected are left out: what limits and incompatible values forbid.
        """
        place = self.space.names.index(name)
        numbers = grid(self.space.structure.axes[place], count)
        rows = np.repeat(self.space.encode([point])[0], len(numbers), axis=0)
        rows[:, place] = numbers
        settled, active = self.space.settled(rows)
        kept = active[:, place] & (settled[:, place] == numbers)
        mean, deviation = self.predict_rows(settled[kept])
        axis = self.space.structure.axes[place]
        return Slice(name, tuple(axis.decode(x) for x in numbers[kept].tolist()), mean, deviation)

    def importance(self, points: Sequence[Mapping[str, object]], seed: int = 0) -> dict[str, float]:
        """How far the predicted value changes where one variable alone is drawn anew: root mean square deviation.

        Over those of the points at which the variable is active, with DRAWS values each, drawn uniformly over its range
        and corrected; what a new value makes active is drawn, too. 0 where it is active at none.
        """
        rng = np.random.default_rng(seed)
        rows, active = self.space.encode(points)
        return {name: self.spread(rows[active[:, k]], k, rng) for k, name in enumerate(self.space.names)}

    def spread(self, rows: Floats, place: int, rng: np.random.Generator) -> float:
        """The root mean square deviation of predictions where one variable of rows (Q, n) is drawn anew."""
        if not len(rows):
            return 0.0
        structure = self.space.structure
        drawn = np.repeat(rows, DRAWS, axis=0)
        there = resolve(structure, drawn, Axis.nearest)[1]
        for k, axis in enumerate(structure.axes):
            new = axis.quantile(rng.random(len(drawn)), axis.everything)
            drawn[:, k] = np.where(there[:, k] & (k != place), drawn[:, k], new)
        means = self.predict_rows(self.space.settled(drawn)[0])[0].reshape(len(rows), DRAWS)
        return float(np.sqrt(means.var(axis=1).mean()))


def different(rows: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Different rows (T, n), in the order of their coming, each with the mean of its values."""
    found: dict[bytes, list[int]] = {}
    for k, row in enumerate(rows + 0.0):
        found.setdefault(row.tobytes(), []).append(k)
    first = [each[0] for each in found.values()]
    return rows[first], np.array([values[each].mean() for each in found.values()])


def thinned(rows: Floats, values: Floats) -> tuple[Floats, Floats]:
    """At most MOST_POINTS of the rows (T, n), with their values: the best ones, and evenly many of the rest."""
    if len(rows) <= MOST_POINTS:
        return rows, values
    order = np.argsort(values, kind="stable")
    half = MOST_POINTS // 2
    rest = order[half:]
    kept = np.concatenate([order[:half], rest[np.linspace(0, len(rest) - 1, MOST_POINTS - half).astype(int)]])
    return rows[kept], values[kept]


def grid(axis: Axis, count: int) -> Floats:
    """Numbers along an axis, ascending: all of few, else `count` evenly spread ones (log: by the logarithm)."""
    if axis.whole and axis.size <= count:
        return np.arange(axis.low, axis.high + 1)
    return np.unique(axis.from_unit(np.linspace(0.0, 1.0, count)))
