"""The values that a link gives to controls which no widget reads from it. Knows nothing of the screen."""

from collections.abc import Mapping
from typing import Any

from pages.parts.controls.types import Choice, Control, Controls, Ladder, Number, Several, Slider, Switch, Text
from pages.parts.links.corrections import unfit
from pages.parts.links.texts import number_in, plain

Parameters = Mapping[str, list[str]]
"""The texts of a link by their keys."""


def values_in(link: Parameters, controls: Controls) -> dict[str, Any]:
    """Every control's value: as the link says, or its default where it says nothing that is possible."""
    return {key: value_in(control, link[key]) if key in link else control.default for key, control in controls.items()}


def value_in(control: Control, texts: list[str]) -> Any:
    """What a control is set to by its texts in a link, as its widget would be."""
    wrong = unfit(control, texts)
    if isinstance(control.default, tuple):
        if texts == [""]:
            return ()
        fitting = [text for text in texts if text not in wrong]
        ordered = sorted(fitting, key=control.options.index) if isinstance(control, Several) else fitting
        return tuple(dict.fromkeys(ordered)) or control.default
    return control.default if wrong else one_value(control, texts[0])


def one_value(control: Control, text: str) -> Any:
    """The value that a possible text says."""
    match control:
        case Slider() | Number():
            return type(control.default)(number_in(text))
        case Ladder():
            # Its widget knows a rung by the text that it shows.
            return next((rung for rung in control.rungs if plain(rung) == text), control.default)
        case Switch():
            return text.lower() == "true"
        case Text():
            return text[: control.most + 1]
        case Choice():
            return text
    return control.default
