"""The face of all optimisers: `ask` for points to try, `tell` what they were worth; smaller is better."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from engine.design_space.axis import Floats
from engine.design_space.sampling import by_levels
from engine.design_space.space import Space
from engine.design_space.variables import Point

REPEATS = 64
"""So many random points are drawn for one that was not asked before; then the space counts as exhausted."""


class Best(NamedTuple):
    """The best point that was told so far."""

    point: Point
    value: float


class Optimiser(ABC):
    """Minimises over a space. The same seed, asked and told the same, asks for the same points.

    Points that are asked and not told yet are `pending`: no point is asked twice, unless nothing else is left.
    """

    def __init__(self, space: Space, seed: int = 0) -> None:
        self.space = space
        self.rng = np.random.default_rng(seed)
        self.told: dict[bytes, list[float]] = {}
        self.rows: dict[bytes, Floats] = {}  # (n,) every point asked or told, in the order of their coming
        self.pending: dict[bytes, Floats] = {}

    def begin_with(  # noqa: B027  as above
        self, points: Sequence[Mapping[str, object]], width: float, least: float = 0.0
    ) -> None:
        """What the caller knows: points to ask for first, and which differences in value matter.

        More than `width` above the best is no more than bad; less than `least` below it is no improvement.
        For those who begin with a design and learn from distances in value; the others do as ever.
        """

    @abstractmethod
    def propose(self) -> Floats:
        """The row (n,) of a valid point to try next, best one that is new."""

    def ask(self, count: int = 1) -> list[Point]:
        """So many valid points to try next."""
        return [self.ask_one() for _ in range(count)]

    def ask_one(self) -> Point:
        row = self.propose()
        if self.known(row):
            row = self.other(row)
        self.remember(row)
        self.pending[key(row)] = row
        return self.point(row)

    def tell(self, point: Mapping[str, object], value: float) -> None:
        """What a point was worth; it need not have been asked. Told again, the mean counts.

        Raises ValueError where the point is not valid or the value no finite number.
        """
        if not self.space.is_valid(point):
            raise ValueError(f"{dict(point)} is no valid point of the space: correct it first")
        if not math.isfinite(value):
            raise ValueError(f"a point must be worth a finite number, not {value}: tell a large one where it fails")
        row = self.space.encode([point])[0][0]
        self.remember(row)
        self.pending.pop(key(row), None)
        self.told.setdefault(key(row), []).append(float(value))
        self.learn(row, float(value))

    def learn(self, row: Floats, value: float) -> None:  # noqa: B027  most keep no other record than `told`
        """Called with every value that is told."""

    @property
    def best(self) -> Best | None:
        """The best point so far, None before the first is told."""
        if not self.told:
            return None
        values = {name: float(np.mean(values)) for name, values in self.told.items()}
        name = min(values, key=values.__getitem__)
        return Best(self.point(self.rows[name]), values[name])

    def data(self) -> tuple[Floats, Floats]:
        """Rows (T, n) of the points told, and their values (T,)."""
        rows = np.array([self.rows[name] for name in self.told]).reshape(-1, self.space.structure.size)
        return rows, np.array([float(np.mean(values)) for values in self.told.values()])

    def known(self, row: Floats) -> bool:
        """Was the point asked or told before?"""
        return key(row) in self.rows

    def other(self, row: Floats) -> Floats:
        """A random row (n,) that is new, or the given one where none is found."""
        drawn, _ = by_levels(self.space.structure, REPEATS, self.rng)
        return next((each for each in drawn if not self.known(each)), row)

    def remember(self, row: Floats) -> None:
        self.rows.setdefault(key(row), row)

    def point(self, row: Floats) -> Point:
        """The point of a row (n,)."""
        return self.space.decode(*self.space.settled(row[None]))[0]


def key(row: Floats) -> bytes:
    """The same for the same point: inactive variables are imputed, and there is one zero."""
    return (row + 0.0).tobytes()
