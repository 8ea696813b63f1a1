"""Random valid points: uniform over all of them, or level by level as most optimisers draw.

Uniform means that every valid combination of the discrete values of active variables is as likely as any other, and a
float, whose range counts as one, uniform within it: branches with many variables take most of the points. Level by
level every variable in turn is uniform over what it may be, so that branches are drawn as often as their meta value.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from engine.design_space.axis import Allowed, Axis, Bools, Floats
from engine.design_space.structure import Structure
from engine.design_space.validity import excluded, resolve
from engine.design_space.variables import SpaceError

MOST_BRANCHES = 5_000
"""Of variables that hang together."""
ROUNDS = 400
"""So many times as many points as are missing are drawn before a space counts as all but empty."""
Draw = Callable[[int], tuple[Floats, Bools, Bools]]
"""Draws so many rows: numbers, what is active, and which rows are valid."""


class Branch(NamedTuple):
    """Points with the same variables present: for each active meta axis the numbers that it may have."""

    taken: dict[int, Floats]
    weight: float  # how many combinations there are


def by_levels(structure: Structure, count: int, rng: Generator) -> tuple[Floats, Bools]:
    """Points (count, n), level by level. Raises SpaceError where no valid point is found."""

    def draw(missing: int) -> tuple[Floats, Bools, Bools]:
        numbers, active = resolve(structure, rng.random((missing, structure.size)), Axis.quantile)
        return numbers, active, ~excluded(structure, numbers, active)

    return until_valid(draw, count)


def uniform(structure: Structure, listed: list[list[Branch]], count: int, rng: Generator) -> tuple[Floats, Bools]:
    """Points (count, n), uniform over the valid set, given its `branches`. Raises SpaceError where it is all but empty.

    Branches are drawn by the number of their combinations as if no limits and exclusions held; what breaks those is
    drawn again, so the rest stays uniform.
    """

    def draw(missing: int) -> tuple[Floats, Bools, Bools]:
        drawn = drawn_from(structure, listed, missing, rng)
        numbers, active = resolve(structure, drawn, Axis.nearest)
        kept = np.where(active, numbers == drawn, True).all(axis=1)
        return numbers, active, kept & ~excluded(structure, numbers, active)

    return until_valid(draw, count)


def until_valid(draw: Draw, count: int) -> tuple[Floats, Bools]:
    """So many valid rows of what is drawn."""
    numbers, active, missing = [], [], count
    for _ in range(ROUNDS):
        if missing <= 0:
            break
        drawn, present, valid = draw(missing + missing // 8 + 8)
        rows = np.flatnonzero(valid)[:missing]
        numbers.append(drawn[rows])
        active.append(present[rows])
        missing -= rows.size
    if missing > 0:
        raise SpaceError("limits and incompatible combinations leave almost no valid point")
    if not numbers:
        drawn, present, _ = draw(1)
        return drawn[:0], present[:0]
    return np.concatenate(numbers), np.concatenate(active)


def drawn_from(structure: Structure, listed: list[list[Branch]], count: int, rng: Generator) -> Floats:
    """A number (count, n) for every axis, within its branch."""
    share = rng.random((count, structure.size))
    numbers = np.column_stack([axis.quantile(share[:, k], axis.everything) for k, axis in enumerate(structure.axes)])
    for group in listed:
        weights = np.array([branch.weight for branch in group])
        chosen = rng.choice(len(group), count, p=weights / weights.sum())
        for index in np.unique(chosen):
            rows = np.flatnonzero(chosen == index)
            for place, among in group[index].taken.items():
                numbers[rows, place] = pick(structure.axes[place], share[rows, place], among)
    return numbers


def pick(axis: Axis, share: Floats, among: Floats) -> Floats:
    """Numbers among some, by the axis's own law."""
    if not axis.log:
        return axis.quantile(share, Allowed(axis.low, axis.high, among))
    cumulated = np.cumsum(np.log((among + 0.5) / (among - 0.5)))
    return np.asarray(among[np.searchsorted(cumulated, share * cumulated[-1]).clip(max=among.size - 1)])


def groups(structure: Structure) -> list[list[int]]:
    """The axes in groups, governors first, such that none governs the presence of one in another group."""
    group_of = list(range(structure.size))
    for place, conditions in enumerate(structure.presence):
        for condition in conditions:
            old, new = group_of[condition.axis], group_of[place]
            group_of = [new if group == old else group for group in group_of]
    return [[place for place in structure.order if group_of[place] == group] for group in sorted(set(group_of))]


def branches(structure: Structure) -> list[list[Branch]]:
    """The branches of each group of axes. Raises SpaceError where they are too many to list."""
    listed = []
    for group in groups(structure):
        found = list(islice(walk(structure, group, {}, 1.0), MOST_BRANCHES + 1))
        if len(found) > MOST_BRANCHES:
            raise SpaceError(f"more than {MOST_BRANCHES:,} branches: too many to draw uniformly, draw level by level")
        listed.append(found)
    return listed


def walk(structure: Structure, rest: list[int], taken: dict[int, Floats], weight: float) -> Iterator[Branch]:
    """The branches below what is taken so far: a class of numbers for each active meta axis among the rest."""
    if not rest:
        yield Branch(taken, weight)
        return
    place, after = rest[0], rest[1:]
    present = all(c.axis in taken and taken[c.axis][0] in c.numbers for c in structure.presence[place])
    if not present:
        yield from walk(structure, after, taken, weight)
    elif place not in structure.meta:
        yield from walk(structure, after, taken, weight * structure.axes[place].size)
    else:
        for numbers in classes(structure, place):
            yield from walk(structure, after, {**taken, place: numbers}, weight * numbers.size)


def classes(structure: Structure, place: int) -> list[Floats]:
    """The numbers of a meta axis, in groups that govern the same."""
    axis = structure.axes[place]
    numbers = np.arange(axis.low, axis.high + 1)
    conditions = [c.numbers for group in structure.presence for c in group if c.axis == place]
    governs = np.array([np.isin(numbers, each) for each in conditions])
    kinds, kind_of = np.unique(governs, axis=1, return_inverse=True)
    return [numbers[kind_of.reshape(-1) == kind] for kind in range(kinds.shape[1])]
