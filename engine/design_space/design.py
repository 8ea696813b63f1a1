"""Space-filling designs: points that lie far from each other, or that spread over every variable's range."""

from typing import Literal

import numpy as np
from numpy.random import Generator

from engine.design_space.axis import Axis, Bools, Floats
from engine.design_space.distance import Distance, coordinates
from engine.design_space.sampling import by_levels
from engine.design_space.structure import Structure
from engine.design_space.validity import resolve, settle

Filling = Literal["maximin", "latin"]
CANDIDATES = 500
"""A maximin design chooses from so many points, and from at least TIMES as many as are wanted."""
TIMES = 4


def filled(structure: Structure, count: int, rng: Generator, filling: Filling) -> tuple[Floats, Bools]:
    """Points (count, n) of such a design."""
    return (maximin if filling == "maximin" else latin)(structure, count, rng)


def maximin(structure: Structure, count: int, rng: Generator, distance: Distance = "alg") -> tuple[Floats, Bools]:
    """Points (count, n): after a random one always the candidate that is farthest from all before, greedily.

    Farthest points lie on the edges of the space, which suits functions whose best does and no others.
    """
    numbers, active = by_levels(structure, max(CANDIDATES, TIMES * count), rng)
    places, _ = coordinates(structure, numbers, active, distance)
    chosen: list[int] = []
    nearest = np.full(len(places), np.inf)
    for _ in range(count):
        following = int(nearest.argmax()) if chosen else 0
        chosen.append(following)
        nearest = np.minimum(nearest, ((places - places[following]) ** 2).sum(axis=1))
    return numbers[chosen], active[chosen]


def latin(structure: Structure, count: int, rng: Generator) -> tuple[Floats, Bools]:
    """Points (count, n): each variable, as if it were always active, has one point in each of `count` equal shares.

    What is inactive is then left out, and an incompatible combination moved to a valid point near it.
    """
    shares = (
        rng.permuted(np.tile(np.arange(count), (structure.size, 1)), axis=1).T + rng.random((count, structure.size))
    ) / count
    return settle(structure, resolve(structure, shares, Axis.quantile)[0])
