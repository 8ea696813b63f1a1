"""A design space: one description, from which all else follows (framework: arXiv 2506.22621)."""

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.random import Generator

from engine.design_space.axis import Bools, Floats
from engine.design_space.design import Filling, filled
from engine.design_space.distance import Distance, apart, coordinates
from engine.design_space.graph import Graph, Role, graph, roles
from engine.design_space.sampling import Branch, branches, by_levels, uniform
from engine.design_space.structure import structure
from engine.design_space.validity import settle
from engine.design_space.variables import Context, Pair, Point, Value, Variable

PROBES = 128
"""A new space draws so many points, so that limits that leave nothing are told when it is built."""


class Space:
    """A space of points, each a dict of its active variables' values.

    `context`: fixed facts that ranges and limits may use. `incompatible`: combinations of values that exclude each
    other. Roles follow from `when` and `limits` of the variables. Raises SpaceError, with one sentence, for a
    description that describes no space: a circle, an unknown name or value, an empty range, a name twice.
    """

    def __init__(
        self, variables: Sequence[Variable], context: Context | None = None, incompatible: Sequence[Pair] = ()
    ) -> None:
        self.variables = tuple(variables)
        self.context: Context = MappingProxyType(dict(context or {}))
        self.structure = structure(self.variables, self.context, incompatible)
        by_levels(self.structure, PROBES, np.random.default_rng(0))

    @property
    def names(self) -> tuple[str, ...]:
        """The variables' names, as declared."""
        return self.structure.names

    def roles(self, name: str) -> tuple[Role, ...]:
        """meta, decreed and partially decreed, as many as hold, or neutral."""
        return roles(self.structure, self.names.index(name))

    def correct(self, point: Mapping[str, object]) -> Point:
        """The valid point next to one that may lack values, have too many, or wrong ones; a valid one as it is.

        Governors come first: a variable takes the allowed value next to its own, the imputed one where it has none
        (float: the middle of its range; else the lowest), and what is inactive falls away. Of an incompatible
        combination as few variables as possible change.
        """
        return self.decode(*self.encode([point]))[0]

    def is_valid(self, point: Mapping[str, object]) -> bool:
        """Does the point have exactly its active variables, each within what it may be?"""
        corrected = self.correct(point)
        return corrected.keys() == point.keys() and all(corrected[name] == point[name] for name in corrected)

    def active(self, point: Mapping[str, object]) -> tuple[str, ...]:
        """The names of the variables that are active at a point, once corrected, as declared."""
        return tuple(self.correct(point))

    def imputed(self, point: Mapping[str, object]) -> Point:
        """The corrected point with a value for every variable: what is inactive has the one that stands in for it."""
        numbers, active = self.encode([point])
        return self.decode(numbers, np.ones_like(active))[0]

    def sample(self, count: int, rng: Generator, by: Literal["points", "levels"] = "points") -> list[Point]:
        """Random valid points, uniform over all valid ones, or each variable in turn uniform over what it may be.

        By points every valid combination of discrete values is equally likely, a logarithmic integer by its law
        instead, and floats are uniform in their range; branches with many variables then take most of the points. By
        levels they are drawn as often as their meta value. Raises SpaceError where almost nothing is valid.
        """
        if by == "points":
            return self.decode(*uniform(self.structure, self.branches, count, rng))
        return self.decode(*by_levels(self.structure, count, rng))

    @cached_property
    def branches(self) -> list[list[Branch]]:
        """What uniform draws choose from. Raises SpaceError where it is too long to list."""
        return branches(self.structure)

    def design(self, count: int, rng: Generator, filling: Filling = "maximin") -> list[Point]:
        """Points that fill the space: far from each other (maximin), or over every range (Latin hypercube).

        Maximin points lie at the edges: better where the best does, worse elsewhere.
        """
        return self.decode(*filled(self.structure, count, rng, filling))

    def embedding(self, points: Sequence[Mapping[str, object]], distance: Distance = "alg") -> Floats:
        """Coordinates (P, D) of the corrected points: their Euclidean distances are the hierarchical ones."""
        return coordinates(self.structure, *self.encode(points), distance)[0]

    def distances(
        self, points: Sequence[Mapping[str, object]], others: Sequence[Mapping[str, object]], distance: Distance = "alg"
    ) -> Floats:
        """Distances (n, P, Q) of points and others in each variable; the root of their squares' sum is the whole."""
        first, owner = coordinates(self.structure, *self.encode(points), distance)
        second, _ = coordinates(self.structure, *self.encode(others), distance)
        return np.sqrt(apart(first, second, owner))

    def graph(self, point: Mapping[str, object] | None = None) -> Graph:
        """The design space graph; with a point it also says what is active there."""
        if point is None:
            return graph(self.structure)
        numbers, active = self.encode([point])
        return graph(self.structure, numbers[0], active[0])

    def encode(self, points: Sequence[Mapping[str, object]]) -> tuple[Floats, Bools]:
        """Numbers (P, n) of the corrected points, and what is active. Raises SpaceError where limits leave nothing."""
        axes = self.structure.axes
        rows = [
            [axis.encode(point[axis.name]) if axis.name in point else math.nan for axis in axes] for point in points
        ]
        return self.settled(np.array(rows, dtype=float).reshape(len(rows), len(axes)))

    def settled(self, numbers: Floats) -> tuple[Floats, Bools]:
        """The valid points (P, n) next to numbers, and what is active in them."""
        return settle(self.structure, numbers)

    def decode(self, numbers: Floats, active: Bools) -> list[Point]:
        """The points of numbers (P, n), with what is active."""
        return [
            {
                axis.name: axis.decode(x)
                for axis, x, present in zip(self.structure.axes, row, shown, strict=True)
                if present
            }
            for row, shown in zip(numbers.tolist(), active.tolist(), strict=True)
        ]

    def values(self, name: str) -> tuple[Value, ...] | tuple[float, float]:
        """The values of an ordinal or a categorical variable, the two ends of a number's range."""
        axis = self.structure.axes[self.names.index(name)]
        return axis.values or (axis.decode(axis.low), axis.decode(axis.high))
