"""Names, values and rules of a design space in words."""

from collections.abc import Callable, Mapping

from engine.design_space import Space
from engine.design_space.check import either
from engine.design_space.variables import Value, Variable, as_values
from pages.parts.charts.space_outline import Row
from pages.parts.words.numbers import number

Called = Callable[[Value], str]


def without_underscores(names: Mapping[str, str]) -> Called:
    """What a variable or a value is called: by `names`, else its own text."""

    def called(value: Value) -> str:
        return names.get(value) or value_words(value) if isinstance(value, str) else value_words(value)

    return called


def value_words(value: Value) -> str:
    """A value as people write it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return number(value)
    return str(value).replace("_", " ")


def hover_words(space: Space, row: Row, called: Called) -> str:
    """What the pointer is told of a row, a line a rule."""
    variable = next(one for one in space.variables if one.name == row.name)
    if row.values:
        return f"{called(row.name)} is {either(tuple(map(called, row.values)))}"
    return "<br>".join([called(row.name), *rules(space, variable, called)])


def rules(space: Space, variable: Variable, called: Called) -> list[str]:
    """Its roles, range, presence and limits."""
    told = [", ".join(space.roles(variable.name)), range_words(space, variable, called)]
    if variable.when:
        told.append(f"present where {presence_words(variable, called)}")
    if variable.limits is not None:
        told.append(f"limits depend on {', '.join(map(called, variable.limits.given))}")
    return told


def range_words(space: Space, variable: Variable, called: Called) -> str:
    """What it may be."""
    values = space.values(variable.name)
    if hasattr(variable, "values"):
        return "one of " + ", ".join(map(called, values))
    low, high = map(called, values)
    return f"{low} to {high}{', by its logarithm' if variable.log else ''}"


def presence_words(variable: Variable, called: Called) -> str:
    """When a variable is there."""
    each = (
        f"{called(name)} is {either(tuple(map(called, as_values(values))))}" for name, values in variable.when.items()
    )
    return " and ".join(each)


def graph_words(space: Space, names: Mapping[str, str] | None = None) -> str:
    """The graph for those who cannot see it: each variable with its rules. `names` as in the chart."""
    called = without_underscores(names or {})
    return " ".join(
        f"{called(variable.name)}: {'; '.join(rules(space, variable, called))}." for variable in space.variables
    )
