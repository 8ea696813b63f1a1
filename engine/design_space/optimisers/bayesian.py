"""Bayesian optimisation with any surrogate: a design first, then always the most promising point."""

import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence

import numpy as np

from engine.design_space.axis import Bools, Floats
from engine.design_space.design import Filling, filled
from engine.design_space.distance import Distance, coordinates
from engine.design_space.optimisers.acquisition import Predict, most_promising
from engine.design_space.optimisers.base import Optimiser
from engine.design_space.optimisers.gaussian_process import predictions
from engine.design_space.optimisers.length_scales import Chain
from engine.design_space.space import Space

DESIGN = 10
"""Points of the design that comes first."""


class Bayesian(Optimiser):
    """Expected improvement of a surrogate. `start` says how the first `design` points fill the space."""

    def __init__(self, space: Space, seed: int = 0, start: Filling = "latin", design: int = DESIGN) -> None:
        super().__init__(space, seed)
        self.waiting: list[Floats] = list(filled(space.structure, design, self.rng, start)[0])
        self.width = math.inf
        self.least = 0.0

    def begin_with(self, points: Sequence[Mapping[str, object]], width: float, least: float = 0.0) -> None:
        self.waiting, self.width, self.least = list(self.space.encode(points)[0]), width, least

    @abstractmethod
    def surrogate(self, rows: Floats, values: Floats) -> Predict:
        """What predicts values, from rows (T, n) and values (T,)."""

    def propose(self) -> Floats:
        if self.waiting:
            return self.waiting.pop(0)
        rows, values = self.data()
        values = squeezed(values, self.width)
        if len(rows) < 2:  # all that was asked is still under way
            return self.other(self.space.settled(np.full((1, self.space.structure.size), np.nan))[0][0])
        predict = self.surrogate(rows, values)
        pending = np.array(list(self.pending.values())).reshape(-1, rows.shape[1])
        if len(pending):
            # What is under way counts as told what is expected of it: the next point looks elsewhere.
            expected, _ = predict(*self.space.settled(pending))
            rows, values = np.concatenate([rows, pending]), np.concatenate([values, expected.mean(axis=0)])
            predict = self.surrogate(rows, values)
        return most_promising(self.space.structure, predict, (rows, values), pending, self.rng, self.least)


def squeezed(values: Floats, width: float) -> Floats:
    """The values (T,), of which those more than `width` above the least come closer, in their order: below 2 `width`.

    A cliff beside the best is else all that a surrogate of the whole space can see.
    """
    if not (values.size and width < math.inf):
        return values
    beyond = np.maximum(values - values.min() - width, 0.0)
    return np.asarray(np.where(beyond > 0, values.min() + width + width * beyond / (beyond + width), values))


class HierarchicalBayesian(Bayesian):
    """Our own: a Gaussian process on the hierarchical distance, fitted at every point, averaged over length scales."""

    def __init__(
        self,
        space: Space,
        seed: int = 0,
        start: Filling = "latin",
        design: int = DESIGN,
        distance: Distance = "alg",
    ) -> None:
        super().__init__(space, seed, start, design)
        self.distance: Distance = distance
        self.chain = Chain(space.structure.size, self.rng)

    def surrogate(self, rows: Floats, values: Floats) -> Predict:
        structure = self.space.structure
        places, owner = coordinates(structure, *self.space.settled(rows), self.distance)
        processes = self.chain.fit(places, owner, values)

        def predict(numbers: Floats, active: Bools) -> tuple[Floats, Floats]:
            there = coordinates(structure, numbers, active, self.distance)[0]
            return predictions(processes, there)

        return predict
