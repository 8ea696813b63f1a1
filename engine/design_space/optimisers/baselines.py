"""What every optimiser must beat: random points, and points that fill the space."""

import numpy as np

from engine.design_space.axis import Floats
from engine.design_space.design import Filling, filled
from engine.design_space.optimisers.base import Optimiser
from engine.design_space.sampling import by_levels
from engine.design_space.space import Space

BATCH = 32
"""A space-filling search draws designs of so many points, one after the other."""


class RandomSearch(Optimiser):
    """Points drawn level by level."""

    def propose(self) -> Floats:
        numbers, _ = by_levels(self.space.structure, 1, self.rng)
        return np.asarray(numbers[0])


class SpaceFilling(Optimiser):
    """Designs of `batch` points, Latin hypercubes unless stated; the next one when all of one were asked."""

    def __init__(self, space: Space, seed: int = 0, batch: int = BATCH, filling: Filling = "latin") -> None:
        super().__init__(space, seed)
        self.batch = batch
        self.filling = filling
        self.waiting: list[Floats] = []

    def propose(self) -> Floats:
        if not self.waiting:
            self.waiting = list(filled(self.space.structure, self.batch, self.rng, self.filling)[0])
        return self.waiting.pop(0)
