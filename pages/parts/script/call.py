"""What a chart was made by: functions and what they are called with, written down and not called."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any


class Result:
    """Something that a script computes."""

    def get(self, name: str) -> "Attribute":
        """An attribute or a method of it."""
        return Attribute(self, name)


@dataclass(frozen=True, eq=False)
class Attribute(Result):
    """An attribute or a method of a result, or of a setting."""

    of: Any
    name: str


@dataclass(frozen=True, eq=False)
class Call(Result):
    """A function, or a method of a result, with its arguments: values, containers of them, or other results."""

    function: Callable[..., Any] | Attribute
    arguments: tuple[Any, ...]
    named: Mapping[str, Any]
    words: str = ""  # what it is made of, in sentences, where its settings' names do not say it by themselves

    def told(self, words: str) -> "Call":
        """The same with sentences on what it is made of, for the line that goes with a picture."""
        return replace(self, words=words)


def call(function: Callable[..., Any] | Attribute, *arguments: Any, **named: Any) -> Call:
    """The call, to be written into a script."""
    return Call(function, arguments, named)


def parts(value: Any) -> Iterator[Any]:
    """What a value is made of, as far as a script writes it in pieces."""
    match value:
        case Call():
            yield from ([value.function.of] if isinstance(value.function, Attribute) else [])
            yield from value.arguments
            yield from value.named.values()
        case Attribute():
            yield value.of
        case dict():
            yield from value.values()
        case tuple() | list():
            yield from value


def calls_written(value: Any) -> Iterator[Call]:
    """The calls within a value, each once for every place where a script that writes no call twice takes its result."""
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        for part in parts(waiting.pop()):
            if isinstance(part, Call):
                yield part
                if id(part) in seen:
                    continue
                seen.add(id(part))
            waiting.append(part)


def all_parts(value: Any) -> Iterator[Any]:
    """A value and all that it is made of, the outermost first."""
    yield value
    for part in parts(value):
        yield from all_parts(part)
