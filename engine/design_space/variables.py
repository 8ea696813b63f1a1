"""The variables of a design space, as somebody declares them: pure data, checked by `engine.design_space.check`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Value = str | float
"""What a variable may be: text, a number, true or false."""
Point = dict[str, Value]
"""A point of a space: the values of its active variables, by name."""
Context = Mapping[str, Any]
"""Fixed facts about the surroundings, such as the number of workers, by name."""
Bound = float | Callable[[Context], float]
"""An end of a range: a number, or a function of the context that is called once, when the space is built."""
When = Mapping[str, Sequence[Value] | Value]
"""Under which values of which other variables a variable is present; all of them must agree. A bare value is one."""


class SpaceError(ValueError):
    """A description that describes no space, or a request that a space cannot meet; one sentence."""


@dataclass(frozen=True)
class Limits:
    """What a variable may be, given other variables and facts: this makes it partially decreed.

    `allowed` is called with the values of `given` in that order, an inactive variable being None. It returns the pair
    (low, high) for a float or an integer, else the values that are allowed; what is outside the variable's own range
    is ignored, so it can narrow, never widen. It must depend on nothing else.
    """

    given: tuple[str, ...]
    allowed: Callable[..., Sequence[Value]]


@dataclass(frozen=True)
class Numeric:
    """A number from `low` to `high`, both included; with `log` it is drawn and compared by its logarithm."""

    name: str
    low: Bound
    high: Bound
    log: bool = False
    when: When = field(default_factory=dict)
    limits: Limits | None = None


@dataclass(frozen=True)
class Listed:
    """One of some values."""

    name: str
    values: Sequence[Value]
    when: When = field(default_factory=dict)
    limits: Limits | None = None


class Float(Numeric):
    """A real number in a range."""


class Integer(Numeric):
    """A whole number in a range."""


class Ordinal(Listed):
    """One of some values whose order means something: neighbours are alike."""


class Categorical(Listed):
    """One of some values without order: two different ones are equally far apart."""


Variable = Float | Integer | Ordinal | Categorical
Pair = Mapping[str, Sequence[Value] | Value]
"""Values of two (or more) variables that exclude each other: `{"topology": "ring", "compression": ("sparse",)}`."""


def as_values(values: Sequence[Value] | Value) -> tuple[Value, ...]:
    """The values; a bare one is one value, also a text, which letter by letter would match nothing, silently."""
    return (values,) if isinstance(values, str) or not isinstance(values, Iterable) else tuple(values)
