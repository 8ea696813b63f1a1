"""What a description says, ready for arrays: axes, their order, and what governs, narrows and excludes what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from engine.design_space.axis import Allowed, Axis, Bools, Floats
from engine.design_space.check import check_names, fail, sorted_by_dependence
from engine.design_space.variables import (
    Bound,
    Categorical,
    Context,
    Integer,
    Listed,
    Numeric,
    Pair,
    Value,
    Variable,
    as_values,
)


class Among(NamedTuple):
    """The condition that an axis has one of these numbers (k,)."""

    axis: int
    numbers: Floats

    def holds(self, numbers: Floats, active: Bools) -> Bools:
        """The rows (P,) of points (P, n) that meet it; no row does where the axis is inactive."""
        return np.asarray(active[:, self.axis] & (numbers[:, self.axis, None] == self.numbers).any(axis=1))


class Narrowing(NamedTuple):
    """The limits of one variable; `given` has places of axes, and the facts of the context as they are."""

    given: tuple[int | None, ...]  # None for a fact
    facts: tuple[Any, ...]
    allowed: Callable[..., Sequence[Value]]


@dataclass(frozen=True)
class Structure:
    """A checked description. Everything is by place, in the order in which the variables were declared."""

    axes: tuple[Axis, ...]
    order: tuple[int, ...]  # governors before what they govern
    presence: tuple[tuple[Among, ...], ...]  # all must hold; () for what is always active
    narrowing: tuple[Narrowing | None, ...]
    exclusions: tuple[tuple[Among, ...], ...]  # no point may meet all conditions of one
    known_limits: dict[tuple[int, bytes], Allowed] = field(default_factory=dict, compare=False)  # asked once each

    @property
    def size(self) -> int:
        return len(self.axes)

    @property
    def meta(self) -> frozenset[int]:
        """The axes whose value governs whether others are present."""
        return frozenset(condition.axis for conditions in self.presence for condition in conditions)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(axis.name for axis in self.axes)


def structure(variables: Sequence[Variable], context: Context, exclusions: Sequence[Pair]) -> Structure:
    """The structure of a description. Raises SpaceError with one sentence where it describes no space."""
    check_names(variables, context)
    axes = tuple(axis_of(variable, context) for variable in variables)
    places = {variable.name: place for place, variable in enumerate(variables)}
    return Structure(
        axes,
        sorted_by_dependence(variables, places),
        tuple(conditions(v.when, axes, places, f"{v.name} is present only") for v in variables),
        tuple(narrowing(v, places, context) for v in variables),
        tuple(exclusion(pair, axes, places) for pair in exclusions),
    )


def axis_of(variable: Variable, context: Context) -> Axis:
    """The axis of a variable in a context."""
    if isinstance(variable, Listed):
        values = as_values(variable.values)
        if not values:
            fail(f"{variable.name} has no values")
        if len(set(values)) < len(values):
            fail(f"{variable.name} has a value twice")
        return Axis(
            variable.name, 0.0, len(values) - 1.0, True, values=values, nominal=isinstance(variable, Categorical)
        )
    low, high = (end(variable, bound, context) for bound in (variable.low, variable.high))
    whole = isinstance(variable, Integer)
    if not low <= high:
        fail(f"{variable.name} has an empty range: {low:g} to {high:g}")
    if not abs(low) + abs(high) < float("inf"):
        fail(f"{variable.name} must have finite ends, not {low:g} and {high:g}")
    if whole and not (low.is_integer() and high.is_integer()):
        fail(f"{variable.name} must have whole ends, not {low:g} and {high:g}")
    if variable.log and low <= 0:
        fail(f"{variable.name} is by its logarithm and must be above 0, not from {low:g}")
    return Axis(variable.name, low, high, whole, variable.log)


def end(variable: Numeric, bound: Bound, context: Context) -> float:
    """An end of a range in a context."""
    if not callable(bound):
        return float(bound)
    try:
        return float(bound(context))
    except KeyError as missing:
        fail(f"{variable.name}: its range needs the fact {missing}, which the context does not give")


def conditions(
    when: Mapping[str, Sequence[Value] | Value], axes: tuple[Axis, ...], places: Mapping[str, int], subject: str
) -> tuple[Among, ...]:
    """Conditions by place. Raises SpaceError for unknown variables and values."""
    found = []
    for name, given in when.items():
        values = as_values(given)
        if name not in places:
            fail(f"{subject} for values of {name}, which is no variable of this space")
        axis = axes[places[name]]
        if not axis.whole:
            fail(f"{subject} for values of {name}, which is a float: it has no single values to govern by")
        numbers = axis.places(values)
        if not values or numbers.size < len(set(values)):
            unknown = next((value for value in values if not axis.places([value]).size), "none at all")
            fail(f"{subject} where {name} is {unknown!r}, which {name} cannot be")
        found.append(Among(places[name], numbers))
    return tuple(found)


def narrowing(variable: Variable, places: Mapping[str, int], context: Context) -> Narrowing | None:
    """The limits of a variable by place, None where it has none."""
    limits = variable.limits
    if limits is None:
        return None
    given = tuple(places.get(name) for name in limits.given)
    facts = tuple(None if name in places else context[name] for name in limits.given)
    return Narrowing(given, facts, limits.allowed)


def exclusion(pair: Pair, axes: tuple[Axis, ...], places: Mapping[str, int]) -> tuple[Among, ...]:
    """A pair of values that exclude each other, by place."""
    subject = f"the incompatible {' and '.join(pair)} exclude each other"
    if len(pair) < 2:
        fail("an incompatible pair must name two variables, not " + (f"{next(iter(pair))} alone" if pair else "none"))
    return conditions(pair, axes, places, subject)
