"""What a description must keep to, told in one sentence where it does not."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from engine.design_space.variables import Context, SpaceError, Variable


def fail(sentence: str) -> NoReturn:
    raise SpaceError(sentence)


def either(names: Iterable[str]) -> str:
    """a, b or c."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def check_names(variables: Sequence[Variable], context: Context) -> None:
    """Raise SpaceError unless names are there, differ, and limits name what is known."""
    if not variables:
        fail("a space needs at least one variable")
    names: set[str] = set()
    for variable in variables:
        if variable.name in names:
            fail(f"two variables are called {variable.name}")
        if variable.name in context:
            fail(f"{variable.name} is both a variable and a fact of the context")
        names.add(variable.name)
    for variable in variables:
        if variable.limits is None:
            continue
        if isinstance(variable.limits.given, str):
            fail(f"the limits of {variable.name} need a tuple of names, not the text {variable.limits.given!r}")
        for name in variable.limits.given:
            if name not in names and name not in context:
                fail(f"the limits of {variable.name} depend on {name}, which is neither a variable nor a fact")


def dependences(variable: Variable) -> tuple[str, ...]:
    """The names of what a variable's presence and limits depend on."""
    return (*variable.when, *(variable.limits.given if variable.limits else ()))


def sorted_by_dependence(variables: Sequence[Variable], places: Mapping[str, int]) -> tuple[int, ...]:
    """Places so that each variable comes after all that it depends on. Raises SpaceError on a circle."""
    order: list[int] = []
    open_ones: list[str] = []

    def visit(place: int) -> None:
        name = variables[place].name
        if place in order:
            return
        if name in open_ones:
            circle = [*open_ones[open_ones.index(name) :], name]
            fail(f"variables govern each other in a circle: {' depends on '.join(circle)}")
        open_ones.append(name)
        for other in dependences(variables[place]):
            if other in places:
                visit(places[other])
        open_ones.pop()
        order.append(place)

    for place in range(len(variables)):
        visit(place)
    return tuple(order)
