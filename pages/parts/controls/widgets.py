"""Draws controls as Streamlit widgets that are part of the link, and remembers what a link held in vain."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from pages.parts.controls import copies
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.types import (
    Choice,
    Choices,
    Control,
    Controls,
    Copies,
    Ladder,
    Number,
    Several,
    Slider,
    Switch,
    Text,
    always,
)
from pages.parts.links.corrections import PLAYHEAD, Further, correction, no_further
from pages.parts.links.reading import values_in
from pages.parts.links.texts import fits, in_link, plain

Parameters = dict[str, list[str]]
"""The texts of a link by their keys."""
LINK: Mapping[str, Any] = {"bind": "query-params"}
SEEN, WRONG = "_link_seen", "_link_wrong"
FEW_OPTIONS = 3
"""Up to this many words stand side by side; more go into a list."""
RENAMED: dict[str, dict[str, tuple[str, Any]]] = {
    "own_steps": {"true": ("steps", "by hand"), "false": ("steps", "equal")},
}
"""What older links say: a key and its texts, and the control's key and value that mean the same."""


def draw(control: Control, kept: Mapping[str, Any] = LINK) -> Any:
    """The widget of one control; its value. `kept` says where its value goes, which is the link."""
    common = {"label": control.label, "key": control.key, "help": control.help or None, **kept}
    start = control.default
    match control:
        case Slider() | Number():
            widget = st.slider if isinstance(control, Slider) else st.number_input
            bounds = {"min_value": control.low, "max_value": control.high, "step": control.step}
            value = widget(value=start, format="%d" if isinstance(start, int) else "%g", **bounds, **common)
        case Ladder():
            value = st.select_slider(options=control.rungs, value=start, format_func=plain, **common)
        case Choice() if len(control.options) <= FEW_OPTIONS:
            value = st.segmented_control(options=control.options, default=start, required=True, **common)
        case Choice():
            value = st.selectbox(options=control.options, index=control.options.index(start), **common)
        case Several():
            value = st.pills(options=control.options, default=start, selection_mode="multi", **common)
        case Copies():
            # Not seen (pages/parts/server/page.css): it holds what the link holds of the copies.
            value = st.multiselect(options=(), default=start, accept_new_options=True, **common)
        case Switch():
            value = st.toggle(value=start, **common)
        case Text():
            # One more than is read, so that a longer text shows.
            value = st.text_input(value=start, max_chars=control.most + 1, **common)
    chosen_value = chosen(control, value)
    if isinstance(control, Choice) and control.meanings:
        st.caption(control.meanings[control.options.index(chosen_value)])
    return chosen_value


def chosen(control: Control, value: Any) -> Any:
    """What a widget's value says: an empty parameter in a link can empty a choice that needs a value."""
    if isinstance(control, Several):
        # A link may hold any order.
        return tuple(option for option in control.options if option in (value or ()))
    if isinstance(control, Copies):
        return copies.possible(value or ())
    return control.default if value is None else value


def draw_all(controls: Iterable[Control], choices: dict[str, Any]) -> None:
    """Draw those controls that are shown, and add every control's value to `choices`."""
    for control in controls:
        if control.when(choices):
            choices[control.key] = draw(control)
        else:
            choices.setdefault(control.key, st.session_state.get(control.key, control.default))
        if control.means:
            choices[control.means] = choices[control.key]


def draw_groups(groups: Mapping[str, Iterable[Control]], choices: dict[str, Any]) -> None:
    """Draw groups of controls as `draw_all` does, each below its name."""
    for name, controls in groups.items():
        st.subheader(name)
        draw_all(controls, choices)


def remembered() -> dict[str, Any] | None:
    """The controls' values before they are drawn; None where this page has not been drawn yet."""
    # One look at the whole session: each look at a single key costs a tenth of a millisecond.
    state = st.session_state.to_dict()
    if not all(control.key in state for control in CONTROLS.values() if control.when is always):
        return None
    return {key: chosen(control, state.get(key)) for key, control in CONTROLS.items()}


def read_link() -> dict[str, Any]:
    """The Race's controls where none of them is drawn: as the link says at first, then as they were set."""
    known = remembered()
    if known is not None:
        return known
    given = values_in(link_parameters(), CONTROLS)
    apply({key: st.session_state.get(key, value) for key, value in given.items()})
    return {key: chosen(control, st.session_state[key]) for key, control in CONTROLS.items()}


def apply(values: Choices) -> None:
    """Set controls from a preset. Call it before they are drawn."""
    st.session_state.pop(WRONG, None)
    for key, value in values.items():
        st.session_state[key] = list(value) if isinstance(value, tuple) else value


def apply_here(values: Choices) -> None:
    """Set controls of the Race on its own page, and write those into the link that only show from now on."""
    before = remembered()
    apply(values)
    if before is None:
        return
    after = {**before, **values}
    for key, value in values.items():
        control = CONTROLS[key]
        # A control that is not there yet does not come into the link by itself, and Back could not bring it back.
        if control.when(after) and not control.when(before) and value != control.default:
            st.query_params[key] = in_link(value)
    # What was written just now is no new link.
    st.session_state[SEEN] = link_parameters()


def read_old_link() -> None:
    """Turn what an older link says into today's words. Call it before controls are drawn."""
    for old, meanings in RENAMED.items():
        meaning = meanings.get(st.query_params.get(old, "").lower())
        if meaning:
            key, value = meaning
            if key not in st.query_params:
                st.session_state[key] = value
            del st.query_params[old]


def read_shared_link(controls: Controls) -> None:
    """Take what an older link says of controls that have keys of their own now. Call it before they are drawn."""
    for control in controls.values():
        if control.means not in st.query_params:
            continue
        texts = st.query_params.get_all(control.means)
        del st.query_params[control.means]
        if control.key in st.query_params:
            continue
        if len(texts) == 1 and fits(control, texts[0]):
            st.session_state[control.key] = type(control.default)(texts[0])
        else:
            st.query_params[control.key] = texts


def setting(choices: Choices) -> dict[str, Any]:
    """What a link must hold for these choices: controls that are shown and not at their defaults.

    The page's own address may lack the values of controls that a preset showed only now.
    """
    return {key: value for key, value in whole_setting(choices).items() if choices[key] != CONTROLS[key].default}


def whole_setting(choices: Choices) -> dict[str, Any]:
    """What a link holds that does not change when defaults do: all controls that are shown."""
    written = {**choices, copies.KEY: copies.written_out(choices)}
    return {key: in_link(written[key]) for key, control in CONTROLS.items() if control.when(choices)}


def link_parameters() -> Parameters:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def note_corrections(
    arrived: Parameters, choices: Choices, controls: Controls = CONTROLS, page: str = "", further: Further = no_further
) -> list[str]:
    """What the link held that is not so on the page, one sentence each.

    `arrived` is the link before any control was drawn. A link that this page wrote itself is right; `page` names the
    page among those of a visitor, and `controls` are those that its link may hold, drawn or not. `further` says
    whether Python and the command line take what the page does not.
    """
    state = st.session_state
    seen, wrong = SEEN + page, WRONG + page
    # A control that has gone takes its parameter away a little later, so less than was seen is no new link.
    if any(state.get(seen, {}).get(key) != texts for key, texts in arrived.items()):
        # After the first run the figure has written its own part of the link.
        asked = {key: texts for key, texts in arrived.items() if seen not in state or key not in PLAYHEAD}
        sentences = (correction(key, texts, choices, controls, further) for key, texts in asked.items())
        state[wrong] = [sentence for sentence in sentences if sentence]
    state[seen] = link_parameters()
    return list(state.get(wrong, []))
