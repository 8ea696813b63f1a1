"""SMT: the space as one of its design spaces, so that its hierarchical and mixed kernels see ours.

SMT's own declarations know one level of presence, one governor a variable and no limits, and read a governing text
letter by letter. So the space itself answers here what is active: any depth, limits and exclusions hold in SMT too.
"""

from typing import Any

import numpy as np

from engine.design_space.adapters.extra import library
from engine.design_space.axis import Axis, Bools, Floats
from engine.design_space.sampling import by_levels
from engine.design_space.space import Space
from engine.design_space.variables import SpaceError


def design_space(space: Space) -> Any:
    """The space as an `smt.design_space.BaseDesignSpace`; its columns are `columns(space, numbers)`.

    Raises ImportError, with how to get it, where SMT is not installed, and SpaceError where a variable has one value
    only, which SMT cannot declare.
    """
    smt = library("smt.design_space", "SMT")

    variables = [declared(axis, smt) for axis in space.structure.axes]

    class Adapted(smt.BaseDesignSpace):  # type: ignore[misc, name-defined]  # there is no such class before the import
        def _get_design_variables(self) -> list[Any]:
            return variables

        def _is_conditionally_acting(self) -> Bools:
            return np.array([bool(conditions) for conditions in space.structure.presence])

        def _correct_get_acting(self, x: Floats) -> tuple[Floats, Bools]:
            numbers, active = space.settled(numbers_of(space, x))
            return columns(space, numbers), active

        def _sample_valid_x(self, n: int, seed: Any = None) -> tuple[Floats, Bools]:
            numbers, active = by_levels(space.structure, n, np.random.default_rng(seed))
            return columns(space, numbers), active

        def __str__(self) -> str:
            return f"Design space of {', '.join(space.names)}"

        __repr__ = __str__

    return Adapted()


def declared(axis: Axis, smt: Any) -> Any:
    """One variable as SMT declares it; a logarithmic float is its decimal logarithm there."""
    if axis.low == axis.high:
        raise SpaceError(f"{axis.name} has one value only: SMT needs two, so make it a fact of the context")
    if axis.values is not None:
        kind = smt.CategoricalVariable if axis.nominal else smt.OrdinalVariable
        return kind([str(value) for value in axis.values])
    if axis.whole:
        return smt.IntegerVariable(int(axis.low), int(axis.high))
    return smt.FloatVariable(*(np.log10([axis.low, axis.high]) if axis.log else (axis.low, axis.high)))


def columns(space: Space, numbers: Floats) -> Floats:
    """Numbers (P, n) of ours as SMT's columns (P, n)."""
    found = numbers.copy()
    for place, axis in enumerate(space.structure.axes):
        if axis.log and not axis.whole:
            found[:, place] = np.log10(numbers[:, place])
    return found


def numbers_of(space: Space, columns: Floats) -> Floats:
    """SMT's columns (P, n) as numbers of ours."""
    found = np.array(columns, dtype=float)
    for place, axis in enumerate(space.structure.axes):
        if axis.log and not axis.whole:
            found[:, place] = np.clip(10 ** found[:, place], axis.low, axis.high)
    return found
