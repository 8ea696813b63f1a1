"""The kinds of controls: data only. `pages.parts.controls.widgets` draws them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Choices = Mapping[str, Any]
When = Callable[[Choices], bool]


def always(choices: Choices) -> bool:
    return True


def where(key: str, *values: Any) -> When:
    """True when the control `key` has one of `values`."""
    return lambda choices: choices.get(key) in values


@dataclass(frozen=True)
class Control:
    """One control. `when` says whether it is shown, given the controls before it."""

    key: str
    label: str
    default: Any
    help: str = ""
    when: When = always


Controls = Mapping[str, Control]
"""Controls by their keys."""


@dataclass(frozen=True)
class Slider(Control):
    """A number moved along a line."""

    low: float = 0
    high: float = 1
    step: float = 1


@dataclass(frozen=True)
class Ladder(Control):
    """A number out of a list, moved along a line."""

    rungs: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Choice(Control):
    """One word out of several; `meanings`, one an option where there are any, say below it what the chosen one is."""

    options: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Several(Control):
    """Any of several words."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Copies(Control):
    """Texts of which each is a method that races once more (see `pages.parts.controls.copies`)."""


@dataclass(frozen=True)
class Number(Control):
    """A typed number: whole where the default is."""

    low: float = 0
    high: float = 1
    step: float = 1


@dataclass(frozen=True)
class Switch(Control):
    """On or off."""


@dataclass(frozen=True)
class Text(Control):
    """A short typed text of `most` characters; more are told."""

    most: int = 2000


def without_prefix(prefix: str, choices: Choices) -> dict[str, Any]:
    """The choices whose keys begin with a prefix, by their names without it."""
    return {key.removeprefix(prefix): value for key, value in choices.items() if key.startswith(prefix)}


def ladder(low: int, high: int, per_decade: tuple[float, ...] = (1, 1.5, 2, 3, 5, 7)) -> tuple[float, ...]:
    """Numbers from 10^low to 10^high, evenly spread in the logarithm."""
    rungs = [float(f"{digit * 10.0**k:.3g}") for k in range(low, high) for digit in per_decade]
    return (*rungs, 10.0**high)
