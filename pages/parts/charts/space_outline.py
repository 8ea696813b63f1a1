"""The design space graph as an outline: every variable and every group of governing values has a row of its own.

What a value governs stands indented below it. So names have room on a phone, too, and no arrow crosses one: those that
do not follow the outline go down lanes on its left.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from engine.design_space import Space
from engine.design_space.graph import Graph, Kind
from engine.design_space.variables import Value


class Row(NamedTuple):
    """A variable, or values of one that govern and exclude exactly the same."""

    name: str
    values: tuple[Value, ...]  # none for the variable itself
    parent: int | None  # the row that it stands below
    depth: int
    active: bool | None  # at the point; None where no point was given


class Link(NamedTuple):
    """An arrow that goes down a lane, from rows to rows."""

    kind: Kind
    sources: tuple[int, ...]
    targets: tuple[int, ...]
    lane: int  # 0 is the nearest to the outline

    @property
    def span(self) -> tuple[int, int]:
        rows = (*self.sources, *self.targets)
        return min(rows), max(rows)


class Outline(NamedTuple):
    """Rows from top to bottom, and what goes down the lanes beside them."""

    rows: tuple[Row, ...]
    links: tuple[Link, ...]

    @property
    def lanes(self) -> int:
        return max((link.lane + 1 for link in self.links), default=0)


def outline(space: Space, graph: Graph) -> Outline:
    """The outline of a space's graph, which may be that at a point."""
    return Writer(len(space.names), graph).written()


class Writer:
    """Writes one outline, variables as declared and what they govern right below."""

    def __init__(self, variables: int, graph: Graph) -> None:
        self.variables, self.graph = variables, graph
        self.targets: dict[Kind, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        for edge in graph.edges:
            self.targets[edge.kind][edge.source].add(edge.target)
            if edge.kind == "excludes":
                self.targets[edge.kind][edge.target].add(edge.source)
        self.groups = {place: self.groups_of(place) for place in range(variables)}
        self.group_of = {node: group for groups in self.groups.values() for group in groups for node in group}
        self.owner = {node: place for place, groups in self.groups.items() for group in groups for node in group}
        self.depths: dict[int, int] = {}
        self.rows: list[Row] = []
        self.row_of: dict[int, int] = {}

    def groups_of(self, place: int) -> list[tuple[int, ...]]:
        """The values of a variable, those together that govern and exclude the same."""
        found: dict[object, list[int]] = {}
        for node in sorted(self.targets["has"][place]):
            same = tuple(frozenset(self.targets[kind][node]) for kind in ("governs", "excludes"))
            found.setdefault(same, []).append(node)
        return [tuple(nodes) for nodes in found.values()]

    def governors(self, place: int) -> list[tuple[int, ...]]:
        """The groups of values that govern a variable."""
        return [
            group for groups in self.groups.values() for group in groups if place in self.targets["governs"][group[0]]
        ]

    def depth(self, place: int) -> int:
        """How many variables govern each other down to this one."""
        if place not in self.depths:
            above = [self.depth(self.owner[group[0]]) + 1 for group in self.governors(place)]
            self.depths[place] = max(above, default=0)
        return self.depths[place]

    def home(self, place: int) -> tuple[int, ...] | None:
        """The governing group that a variable stands below: of the deepest variable, the one that governs the least."""
        groups = self.governors(place)
        if not groups:
            return None
        deepest = max(self.depth(self.owner[group[0]]) for group in groups)
        return min(
            (group for group in groups if self.depth(self.owner[group[0]]) == deepest),
            key=lambda group: len(self.targets["governs"][group[0]]),
        )

    def written(self) -> Outline:
        homes = {place: self.home(place) for place in range(self.variables)}

        def write(place: int, parent: int | None, depth: int) -> None:
            node = self.graph.nodes[place]
            row = self.add((place,), Row(node.name, (), parent, depth, node.active))
            for group in self.groups[place]:
                nodes = [self.graph.nodes[one] for one in group]
                active = None if node.active is None else any(one.active for one in nodes)
                values = tuple(one.value for one in nodes if one.value is not None)
                below = self.add(group, Row(node.name, values, row, depth + 1, active))
                for other, home in homes.items():
                    if home == group:
                        write(other, below, depth + 2)

        for place, home in homes.items():
            if home is None:
                write(place, None, 0)
        return Outline(tuple(self.rows), tuple(in_lanes(self.links())))

    def add(self, nodes: Sequence[int], row: Row) -> int:
        self.rows.append(row)
        self.row_of |= dict.fromkeys(nodes, len(self.rows) - 1)
        return len(self.rows) - 1

    def above(self, row: int) -> set[int]:
        """The rows that a row stands below."""
        parent = self.rows[row].parent
        return set() if parent is None else {parent, *self.above(parent)}

    def links(self) -> list[Link]:
        """The arrows that the outline does not show: it shows that what is indented needs all that it stands below."""
        found = []
        for place in range(self.variables):
            row = self.row_of[place]
            sources = {self.row_of[group[0]] for group in self.governors(place)} - self.above(row)
            if sources:
                found.append(Link("governs", tuple(sorted(sources)), (row,), 0))
        for place in range(self.variables):
            limited = tuple(sorted(self.row_of[target] for target in self.targets["limits"][place]))
            if limited:
                found.append(Link("limits", (self.row_of[place],), limited, 0))
        pairs = {
            (self.row_of[source], self.row_of[target])
            for source, targets in self.targets["excludes"].items()
            for target in targets
        }
        found += [Link("excludes", (first,), (second,), 0) for first, second in sorted(pairs) if first < second]
        return found


def in_lanes(links: Sequence[Link]) -> list[Link]:
    """The links in lanes, so that no two in one lane meet; short ones near the outline."""
    placed: list[Link] = []
    for link in sorted(links, key=lambda one: one.span[1] - one.span[0]):
        first, last = link.span
        taken = {one.lane for one in placed if one.span[0] <= last and first <= one.span[1]}
        placed.append(link._replace(lane=next(lane for lane in range(len(links)) if lane not in taken)))
    return placed
