"""Which variables are active, what each may then be, and the valid point next to any numbers.

Points are matrices here: numbers (P, n), a row a point and a column a variable as declared, and active (P, n). What is
inactive is imputed, so two rows are the same point exactly where their numbers are.
"""

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from engine.design_space.axis import Allowed, Axis, Bools, Floats
from engine.design_space.structure import Among, Structure
from engine.design_space.variables import SpaceError

Choice = Callable[[Axis, Floats, Allowed], Floats]
Rows = Bools | NDArray[np.intp]
MOST_TRIED = 4096
"""So many ways around an excluded combination are looked at."""
MOST_KNOWN = 10_000
"""So many answers of limits are kept."""
LISTED = 32
"""An integer in an exclusion with more values is moved only to where an exclusion begins or ends."""


def resolve(structure: Structure, numbers: Floats, choose: Choice) -> tuple[Floats, Bools]:
    """Numbers (P, n) that `choose` makes of what is given, governors first, and what is active. Exclusions apart."""
    numbers = np.array(numbers, dtype=float)
    active = np.ones(numbers.shape, dtype=bool)
    for place in structure.order:
        axis = structure.axes[place]
        for condition in structure.presence[place]:
            active[:, place] &= condition.holds(numbers, active)
        for rows, allowed in narrowed(structure, place, numbers, active):
            numbers[rows, place] = choose(axis, numbers[rows, place], allowed)
        numbers[~active[:, place], place] = axis.imputed
    return numbers, active


def narrowed(structure: Structure, place: int, numbers: Floats, active: Bools) -> Iterator[tuple[Rows, Allowed]]:
    """What an axis may be, with the rows that it holds for; inactive rows belong to none."""
    axis, limits, present = structure.axes[place], structure.narrowing[place], active[:, place]
    if not present.any():
        return
    if limits is None:
        yield present, axis.everything
        return
    others = [other for other in limits.given if other is not None]
    given = np.where(active[:, others], numbers[:, others], -np.inf)
    rows = np.flatnonzero(present)
    kinds, kind_of = np.unique(given[rows], axis=0, return_inverse=True)
    sorted_rows = rows[np.argsort(kind_of.reshape(-1), kind="stable")]
    ends = np.cumsum(np.bincount(kind_of.reshape(-1), minlength=len(kinds)))
    for kind, chosen in zip(kinds, np.split(sorted_rows, ends[:-1]), strict=True):
        yield chosen, limited(structure, place, kind)


def limited(structure: Structure, place: int, numbers: Floats) -> Allowed:
    """What the limits of an axis allow where the variables that they depend on have these numbers, -inf if inactive."""
    known, name = structure.known_limits, (place, numbers.tobytes())
    if name not in known:
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[name] = asked(structure, place, numbers)
    return known[name]


def asked(structure: Structure, place: int, numbers: Floats) -> Allowed:
    """The same, asked of the function that the description gave. Raises SpaceError where it leaves nothing."""
    limits = structure.narrowing[place]
    assert limits is not None
    rest, arguments, told = iter(numbers), [], []
    for other, fact in zip(limits.given, limits.facts, strict=True):
        if other is None:
            arguments.append(fact)
            continue
        value, governor = float(next(rest)), structure.axes[other]
        arguments.append(None if np.isinf(value) else governor.decode(value))
        told.append(f"{governor.name} is {'inactive' if arguments[-1] is None else arguments[-1]}")
    try:
        return structure.axes[place].allowed(limits.allowed(*arguments))
    except SpaceError as nothing:
        raise SpaceError(f"{nothing} where {' and '.join(told)}" if told else str(nothing)) from None


def excluded(structure: Structure, numbers: Floats, active: Bools) -> Bools:
    """The rows (P,) that hold an incompatible combination."""
    found = np.zeros(len(numbers), dtype=bool)
    for conditions in structure.exclusions:
        found |= np.logical_and.reduce([condition.holds(numbers, active) for condition in conditions], axis=0)
    return found


def settle(structure: Structure, numbers: Floats) -> tuple[Floats, Bools]:
    """The valid points next to numbers (P, n), and what is active in them: valid points stay as they are.

    Every variable in turn, governors first, takes the allowed value next to its own. Where that is an incompatible
    combination, as few variables as possible change. Raises SpaceError where the limits leave nothing.
    """
    numbers, active = resolve(structure, numbers, Axis.nearest)
    for row in np.flatnonzero(excluded(structure, numbers, active)):
        numbers[row], active[row] = around(structure, numbers[row])
    return numbers, active


def around(structure: Structure, row: Floats) -> tuple[Floats, Bools]:
    """The valid point that differs from a row (n,) in the fewest variables, and there the least."""
    involved = sorted({condition.axis for conditions in structure.exclusions for condition in conditions})
    wanted = set(involved)
    # A governor of what is involved can take it away altogether.
    wanted |= {condition.axis for axis in involved for condition in structure.presence[axis]}
    places = sorted(wanted)
    options = [alternatives(structure, place, row[place]) for place in places]
    ways = np.array(list(limited_product(options)))
    moved = (ways != row[places]).sum(axis=1)
    axes = [structure.axes[place] for place in places]
    far = np.sum(
        [
            np.abs(axis.unit(ways[:, i]) - axis.unit(row[[p]]))
            for i, (p, axis) in enumerate(zip(places, axes, strict=True))
        ],
        axis=0,
    )
    tried = np.tile(row, (len(ways), 1))
    tried[:, places] = ways
    tried = tried[np.lexsort((far, moved))]
    numbers, active = resolve(structure, tried, Axis.nearest)
    valid = np.flatnonzero(~excluded(structure, numbers, active))
    if not valid.size:
        raise SpaceError("the incompatible combinations leave no valid point near this one")
    return numbers[valid[0]], active[valid[0]]


def alternatives(structure: Structure, place: int, own: float) -> list[float]:
    """The numbers that an axis is moved to, its own first."""
    axis = structure.axes[place]
    if axis.size <= LISTED:
        return [own, *(x for x in np.arange(axis.low, axis.high + 1) if x != own)]
    conditions: list[Among] = [c for group in (*structure.exclusions, *structure.presence) for c in group]
    ends = {x + step for c in conditions if c.axis == place for x in c.numbers for step in (-1, 0, 1)}
    return [own, *sorted((x for x in ends if axis.low <= x <= axis.high and x != own), key=lambda x: abs(x - own))]


def limited_product(options: list[list[float]]) -> Iterator[tuple[float, ...]]:
    """All combinations, or so many that can be tried: then options that are far from a point's own are left away."""
    while np.prod([len(each) for each in options], dtype=float) > MOST_TRIED:
        longest = max(range(len(options)), key=lambda i: len(options[i]))
        options[longest] = options[longest][:-1]
    return product(*options)
