"""Draws controls as Streamlit widgets that are part of the link, and says what a link held in vain."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import streamlit as st

from pages.parts.control_types import Choice, Choices, Control, Ladder, Number, Several, Slider, Switch, Text, always
from pages.parts.controls import CONTROLS

LINK: dict[str, Any] = {"bind": "query-params"}
SEEN, WRONG = "_link_seen", "_link_wrong"
SHOWN_TEXT = 40
FEW_OPTIONS = 3
"""Up to this many words stand side by side; more go into a list."""
RENAMED: dict[str, dict[str, tuple[str, Any]]] = {
    "own_steps": {"true": ("steps", "by hand"), "false": ("steps", "equal")},
}
"""What older links say: a key and its texts, and the control's key and value that mean the same."""


def draw(control: Control) -> Any:
    """The widget of one control; its value."""
    common = {"label": control.label, "key": control.key, "help": control.help or None, **LINK}
    start = control.default
    match control:
        case Slider():
            bounds = {"min_value": control.low, "max_value": control.high, "step": control.step}
            value = st.slider(value=start, format="%d" if isinstance(start, int) else "%g", **bounds, **common)
        case Ladder():
            value = st.select_slider(options=control.rungs, value=start, format_func=plain, **common)
        case Choice() if len(control.options) <= FEW_OPTIONS:
            value = st.segmented_control(options=control.options, default=start, required=True, **common)
        case Choice():
            value = st.selectbox(options=control.options, index=control.options.index(start), **common)
        case Several():
            value = st.pills(options=control.options, default=start, selection_mode="multi", **common)
        case Number():
            shape = {"step": control.step, "format": "%d" if isinstance(start, int) else "%g"}
            value = st.number_input(min_value=control.low, max_value=control.high, value=start, **shape, **common)
        case Switch():
            value = st.toggle(value=start, **common)
        case Text():
            value = st.text_input(value=start, max_chars=control.most, **common)
    found = chosen(control, value)
    if isinstance(control, Choice) and control.meanings:
        st.caption(control.meanings[control.options.index(found)])
    return found


def chosen(control: Control, value: Any) -> Any:
    """What a widget's value says: an empty parameter in a link can empty a choice that needs a value."""
    if isinstance(control, Several):
        # A link may hold any order.
        return tuple(option for option in control.options if option in (value or ()))
    return control.default if value is None else value


def plain(number: float) -> str:
    """A number as a visitor reads it and the link holds it."""
    return str(number) if isinstance(number, int) else f"{number:g}"


def draw_all(controls: Iterable[Control], choices: dict[str, Any]) -> None:
    """Draw those controls that are shown, and add every control's value to `choices`."""
    for control in controls:
        if control.when(choices):
            choices[control.key] = draw(control)
        else:
            choices.setdefault(control.key, st.session_state.get(control.key, control.default))


def remembered() -> dict[str, Any] | None:
    """The controls' values before they are drawn; None where this page has not been drawn yet."""
    state = st.session_state
    if not all(control.key in state for control in CONTROLS.values() if control.when is always):
        return None
    return {key: chosen(control, state.get(key)) for key, control in CONTROLS.items()}


def apply(values: Choices) -> None:
    """Set controls from a preset. Call it before they are drawn."""
    st.session_state.pop(WRONG, None)
    for key, value in values.items():
        st.session_state[key] = list(value) if isinstance(value, tuple) else value


def read_old_link() -> None:
    """Turn what an older link says into today's words. Call it before controls are drawn."""
    for old, meanings in RENAMED.items():
        meaning = meanings.get(st.query_params.get(old, "").lower())
        if meaning:
            key, value = meaning
            if key not in st.query_params:
                st.session_state[key] = value
            del st.query_params[old]


def link_parameters() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def in_link(value: Any) -> str | list[str]:
    """A control's value as a link holds it."""
    if isinstance(value, tuple):
        return [in_link(part) for part in value]
    if isinstance(value, bool):
        return str(value).lower()
    return plain(value) if isinstance(value, int | float) else str(value)


def quoted(text: str) -> str:
    """A text from a link or a visitor, short and as code: nothing in it becomes a link or a picture."""
    line = " ".join(text.replace("`", "'").split())
    return f"`{line if len(line) <= SHOWN_TEXT else line[: SHOWN_TEXT - 3] + '...'}`"


def note_corrections(
    arrived: dict[str, list[str]], choices: Choices, controls: Mapping[str, Control] = CONTROLS, page: str = ""
) -> list[str]:
    """What the link held that is not so on the page, one sentence each.

    `arrived` is the link before any control was drawn. A link that this page wrote itself is right; `page` names the
    page among those of a visitor, and `controls` are those that its link may hold, drawn or not.
    """
    state = st.session_state
    seen, wrong = SEEN + page, WRONG + page
    # A control that has gone takes its parameter away a little later, so less than was seen is no new link.
    if any(state.get(seen, {}).get(key) != texts for key, texts in arrived.items()):
        found = (correction(key, texts, choices, controls) for key, texts in arrived.items())
        state[wrong] = [sentence for sentence in found if sentence]
    state[seen] = link_parameters()
    return list(state.get(wrong, []))


def correction(key: str, texts: list[str], choices: Choices, controls: Mapping[str, Control] = CONTROLS) -> str:
    """What was wrong with one parameter of the link, or ''."""
    if key in PLAYHEAD:
        return PLAYHEAD[key](", ".join(texts), choices) if controls is CONTROLS else ""
    if key not in controls:
        return f"{quoted(key)} is not known here and was left out."
    if key not in choices or not controls[key].when(choices):
        return ""
    value = choices[key]
    values = list(value) if isinstance(value, tuple) else [value]
    if len(texts) == len(values) and all(any(same(text, value) for text in texts) for value in values):
        return ""
    used = quoted(", ".join(map(str, map(in_link, values)))) if values else "nothing"
    return f"{controls[key].label}: {quoted(', '.join(texts))} is not possible; {used} is used."


def arrival_correction(text: str, choices: Choices) -> str:
    return "" if text.isdecimal() else f"Arrival: {quoted(text)} is not a whole number; the last arrival is shown."


def follow_correction(text: str, choices: Choices) -> str:
    if text in choices["methods"]:
        return ""
    return f"Jobs of: {quoted(text)} does not race; the first method's jobs are shown."


PLAYHEAD: dict[str, Callable[[str, Choices], str]] = {"arrival": arrival_correction, "follow": follow_correction}
"""What else a link may hold: the live figure reads and writes it by itself. Each tells what is wrong with it."""


def same(text: str, value: Any) -> bool:
    """Does the text in the link say this value?"""
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    if isinstance(value, int | float):
        try:
            return float(text) == value
        except ValueError:
            return False
    return text == value
