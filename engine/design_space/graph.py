"""The design space graph (arXiv 2506.22621): variables, the values that govern, and what they govern."""

from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np

from engine.design_space.axis import Bools, Floats
from engine.design_space.structure import Among, Structure
from engine.design_space.variables import Value

Role = Literal["meta", "decreed", "partially decreed", "neutral"]
Kind = Literal["has", "governs", "limits", "excludes"]


class Node(NamedTuple):
    """A variable, or one of the values of a variable that others depend on."""

    name: str
    value: Value | None  # None for the variable itself
    roles: tuple[Role, ...]
    active: bool | None  # at the point; None where no point was given


class Edge(NamedTuple):
    """An arrow between places in `Graph.nodes`.

    `has`: a variable and its value; `governs`: a value and a variable that is present for it; `limits`: a variable and
    one whose allowed values depend on it; `excludes`: two values, of which a point may have one.
    """

    source: int
    target: int
    kind: Kind


class Graph(NamedTuple):
    """Nodes, variables first and as declared, and the arrows between them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def roles(structure: Structure, place: int) -> tuple[Role, ...]:
    """What a variable is, from what it governs and what governs it: several where it is nested."""
    limits = structure.narrowing[place]
    found: list[Role] = []
    if place in structure.meta:
        found.append("meta")
    if structure.presence[place]:
        found.append("decreed")
    if limits is not None and any(other is not None for other in limits.given):
        found.append("partially decreed")
    return tuple(found) or ("neutral",)


def graph(structure: Structure, numbers: Floats | None = None, active: Bools | None = None) -> Graph:
    """The graph of a space; at a point (n,) also what of it is active."""
    values = sorted(
        {(c.axis, x) for group in (*structure.presence, *structure.exclusions) for c in group for x in c.numbers}
    )
    place_of = {value: structure.size + k for k, value in enumerate(values)}

    def there(axis: int, number: float | None = None) -> bool | None:
        if numbers is None or active is None:
            return None
        return bool(active[axis] and (number is None or numbers[axis] == number))

    nodes = [Node(axis.name, None, roles(structure, k), there(k)) for k, axis in enumerate(structure.axes)]
    nodes += [
        Node(structure.axes[k].name, structure.axes[k].decode(x), roles(structure, k), there(k, x)) for k, x in values
    ]
    edges = [Edge(k, place_of[k, x], "has") for k, x in values]
    for place, group in enumerate(structure.presence):
        edges += [Edge(place_of[c.axis, x], place, "governs") for c in group for x in c.numbers]
    for place, limits in enumerate(structure.narrowing):
        edges += [Edge(other, place, "limits") for other in (limits.given if limits else ()) if other is not None]
    edges += [edge for group in structure.exclusions for edge in exclusions(group, place_of)]
    return Graph(tuple(nodes), tuple(edges))


def exclusions(group: tuple[Among, ...], place_of: dict[tuple[int, float], int]) -> list[Edge]:
    """An arrow from each value of one variable to each of the next."""
    return [
        Edge(place_of[first.axis, float(x)], place_of[second.axis, float(y)], "excludes")
        for first, second in pairwise(group)
        for x in np.asarray(first.numbers)
        for y in np.asarray(second.numbers)
    ]
