"""Names in a row, and names that go together."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def grouped(pairs: Iterable[tuple[Key, str]]) -> dict[Key, list[str]]:
    """The names of each key, in the order in which they come."""
    names: dict[Key, list[str]] = {}
    for key, name in pairs:
        names.setdefault(key, []).append(name)
    return names


def in_row(names: Iterable[str]) -> str:
    """a, b, c; with semicolons where a name has a comma of its own."""
    each = list(names)
    return ("; " if any("," in name for name in each) else ", ").join(each)


def listed(names: Sequence[str]) -> str:
    """a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
