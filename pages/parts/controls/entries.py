"""All that race: the chosen methods with their copies, and what each is called. Knows nothing of the screen."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pages.parts.controls import copies
from pages.parts.controls.copies import controls_of, kind_of, values_of
from pages.parts.controls.method import TITLES
from pages.parts.controls.types import Choices
from pages.parts.links.texts import in_link
from pages.parts.words.settings import setting_name

MOST_LETTERS = 50
"""A label is about so long at most: what differs, too, is left out."""
NOTHING = {"gradients": "as many as workers", "threshold": "as many as workers", "delay_bound": "none"}
"""What 0 means in words."""
SPOKEN = {"variant": "unused_jobs"}
"""Controls that are called as another variable of the methods is."""


class Entry(NamedTuple):
    """A method that races: its title, what it is called, and the controls' values as they are for it."""

    title: str
    label: str
    choices: Choices
    place: int | None = None  # of a copy, among all copies


def entries(choices: Choices) -> list[Entry]:
    """All that race: each chosen method, in the order of the table, with its copies behind it."""
    racing = []
    for title in (title for title in TITLES if title in choices["methods"]):
        own = [Entry(title, title, {**choices, "methods": (title,)})]
        for place, text in enumerate(choices[copies.KEY]):
            if kind_of(text) == TITLES[title]:
                seen = {**own[0].choices, **values_of(text)}
                label = free_label(title, differences(own[0].choices, seen), own)
                own.append(Entry(title, label, seen, place))
        racing += own
    return racing


def differences(first: Choices, other: Choices) -> list[str]:
    """What shows and is not as it is for the first entry of the method, such as "momentum 0.5"."""
    (title,) = first["methods"]
    return [
        f"{setting_name(SPOKEN.get(name, name))} {spoken_value(name, other[control.key])}"
        for name, control in controls_of(TITLES[title]).items()
        if control.when(other) and other[control.key] != first[control.key]
    ]


def spoken_value(name: str, value: Any) -> str:
    """A value in words."""
    return NOTHING[name] if name in NOTHING and value == 0 else str(in_link(value))


def free_label(title: str, parts: Sequence[str], others: Sequence[Entry]) -> str:
    """The title and what differs; with a number, where nothing does or another entry is called so."""
    taken = {entry.label for entry in others}
    shown = [part for place, part in enumerate(parts) if len(", ".join([title, *parts[: place + 1]])) <= MOST_LETTERS]
    rest = shown if len(shown) == len(parts) else [*shown, "…"]
    labels = (
        ", ".join([f"{title} {number}" if number else title, *rest]) for number in (0, *range(2, copies.MOST + 3))
    )
    return next(label for label in labels if label not in taken)
