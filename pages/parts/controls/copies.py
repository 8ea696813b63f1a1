"""Further entries of a race: a method once more, with constants and a step of its own. Knows nothing of the screen.

A copy is one text: its method's kind, and values of its controls, as "ormo,momentum=0.5". What it does not name has its
default. No two are the same, since a link can hold a text once: the second one of the same settings has a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.methods import METHODS
from pages.parts.controls.method import METHOD_CONTROLS, TITLES, field_key, own_step
from pages.parts.controls.types import Choices, Control, Ladder, Number, Slider
from pages.parts.links.texts import complaint, fits, in_link, listed, number_in, quoted

KEY, LABEL = "copy", "Copies"
MOST = 4
"""So many copies race at most."""
STEP = "step"
"""What a copy's own step is called in its text."""
NUMBER = "number"
"""What tells copies apart that have the same settings."""


def controls_of(kind: str) -> dict[str, Control]:
    """The controls of a method's constants and of its step, by the names that its copies' texts have for them."""
    title, keys = METHODS[kind].title, {field_key(kind, field) for field in METHODS[kind].settings.model_fields}
    own = {control.key: control for control in METHOD_CONTROLS if control.key in keys - {STEP}}
    return {**own, STEP: own_step(title)}


def text_of(kind: str, choices: Choices) -> str:
    """The text of a copy with these choices: whatever shows or is not at its default."""
    parts = [
        f"{name}={in_link(choices[control.key])}"
        for name, control in controls_of(kind).items()
        if control.when(choices) or choices[control.key] != control.default
    ]
    return ",".join([kind, *parts])


def kind_of(text: str) -> str:
    """The kind of the method that a text copies."""
    return text.split(",", maxsplit=1)[0]


def values_of(text: str) -> dict[str, Any]:
    """The values of all controls of a copy, by their keys. Raises ValueError with a sentence where there are none."""
    kind, *parts = text.split(",")
    if kind not in METHODS:
        raise ValueError(f"{quoted(kind)} is not possible here, only {listed(list(METHODS), kind)}")
    controls = controls_of(kind)
    values = {control.key: control.default for control in controls.values()}
    named = [part.partition("=")[::2] for part in parts]
    for place, (name, value) in enumerate(named):
        if name in dict(named[:place]):
            raise ValueError(f"{quoted(name)} stands twice")
        if name == NUMBER and value.isdecimal():
            continue
        if name not in controls:
            raise ValueError(f"{quoted(name)} is not possible for {METHODS[kind].title}, only {', '.join(controls)}")
        if not fits(controls[name], value):
            raise ValueError(complaint(controls[name], [value]))
        values[controls[name].key] = read(controls[name], value)
    return values


def read(control: Control, text: str) -> Any:
    """The value that a text says, which fits the control."""
    number = number_in(text)
    match control:
        case Ladder():
            return next(rung for rung in control.rungs if rung == number)
        case Slider() | Number():
            return type(control.default)(number)
    return text


def what_is_wrong(text: str) -> str:
    """A sentence, without its full stop, on what is wrong with the text of a copy; '' where nothing is."""
    try:
        values_of(text)
    except ValueError as error:
        return str(error)
    return ""


def possible(texts: Iterable[str]) -> tuple[str, ...]:
    """Those that are copies, as far as there is room."""
    return tuple(text for text in texts if not what_is_wrong(text))[:MOST]


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """The copies, with numbers where they would be the same."""
    found: list[str] = []
    for text in texts:
        numbered = (f"{text},{NUMBER}={number}" for number in range(2, len(found) + 3))
        found.append(next(one for one in (text, *numbered) if one not in found))
    return tuple(found)


def with_copy(choices: Choices, title: str) -> tuple[str, ...]:
    """The copies and one more of a method, as it is; those of methods that do not race make room."""
    kinds = [TITLES[racing] for racing in choices["methods"]]
    waiting = [text for text in choices[KEY] if kind_of(text) not in kinds]
    others = [text for text in choices[KEY] if kind_of(text) in kinds]
    more = text_of(TITLES[title], {**choices, "methods": (title,)})
    return distinct((*waiting, *others, more)[-MOST:])


def has_room(choices: Choices) -> bool:
    """May one more race?"""
    return sum(METHODS[kind_of(text)].title in choices["methods"] for text in choices[KEY]) < MOST


def changed(texts: Sequence[str], place: int, changes: Mapping[str, Any], choices: Choices) -> tuple[str, ...]:
    """The copies, one of which has other values, by their controls' keys."""
    return distinct((*texts[:place], whole_text(texts[place], choices, changes), *texts[place + 1 :]))


def written_out(choices: Choices) -> tuple[str, ...]:
    """The copies with all that shows of them, which stay what they are if defaults change."""
    return distinct(whole_text(text, choices, {}) for text in choices[KEY])


def whole_text(text: str, choices: Choices, changes: Mapping[str, Any]) -> str:
    """A copy with all that shows of it, and with changes."""
    kind = kind_of(text)
    return text_of(kind, {**choices, **values_of(text), **changes, "methods": (METHODS[kind].title,)})


def without(texts: Sequence[str], place: int) -> tuple[str, ...]:
    """The copies but for one."""
    return (*texts[:place], *texts[place + 1 :])
