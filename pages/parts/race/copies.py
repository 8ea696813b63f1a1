"""The same method once more, with other settings: buttons that copy a method, and the settings of each copy."""

from dataclasses import replace
from typing import Any

import streamlit as st

from engine.methods import METHODS
from pages.parts.controls import catalogue, copies, widgets
from pages.parts.controls.entries import Entry, entries
from pages.parts.controls.method import TITLES
from pages.parts.controls.types import Choices
from pages.parts.style import MethodStyle, looks
from pages.parts.words.method_names import marked


def show_copies(choices: dict[str, Any]) -> None:
    """A button a racing method, and below them the copies that race."""
    draw_held(choices)
    racing, room = entries(choices), copies.has_room(choices)
    with st.container(horizontal=True, gap="small"):
        for title in (entry.label for entry in racing if entry.place is None):
            show_copy_button(title, choices, room)
    styles = looks(METHODS[TITLES[entry.title]].settings.model_validate({"label": entry.label}) for entry in racing)
    further = [(entry, entry.place) for entry in racing if entry.place is not None]
    for number, (entry, place) in enumerate(further, 1):
        with st.container(border=True, gap="small"):
            show_copy(entry, place, number, styles[entry.label], choices)


def draw_held(choices: dict[str, Any]) -> None:
    """The control that holds the copies, hidden, where there are any: browsers would load its script for nothing."""
    if st.session_state.get(copies.KEY) or st.query_params.get_all(copies.KEY):
        widgets.draw_all(catalogue.COPIES, choices)
    else:
        choices[copies.KEY] = ()
        # A control that the session does not know would be taken for a page that was never drawn.
        st.session_state[copies.KEY] = []


def show_copy_button(title: str, choices: Choices, room: bool) -> None:
    """The button that lets a method race once more."""
    words = f"{title} races once more, with settings of its own." if room else f"At most {copies.MOST} copies race."
    more = copies.with_copy(choices, title)
    st.button(
        f"Copy {title}", key=f"_copy_{TITLES[title]}", icon=":material/content_copy:", type="tertiary", help=words,
        disabled=not room, on_click=keep, args=(more,),
    )  # fmt: skip


def show_copy(entry: Entry, place: int, number: int, look: MethodStyle, choices: Choices) -> None:
    """One copy, the `number`-th that is seen: its name, a button that removes it, its settings."""
    kind = TITLES[entry.title]
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(marked(kind, entry.label, look), width="content")
        st.button(
            "Remove", key=f"_copy_{place}_remove", icon=":material/close:", type="tertiary",
            help=f"{entry.label} races no longer.", on_click=keep, args=(copies.without(choices[copies.KEY], place),),
        )  # fmt: skip
    shown = {name: control for name, control in copies.controls_of(kind).items() if control.when(entry.choices)}
    if not shown:
        st.caption(f"{entry.title} has no constants; with steps by hand its step can differ.")
    for name, control in shown.items():
        key = f"_copy_{place}_{name}"
        st.session_state[key] = entry.choices[control.key]
        own = replace(control, key=key, label=f"{control.label} (copy {number})")
        widgets.draw(own, {"on_change": take, "args": (place, control.key, key, choices)})


def take(place: int, control: str, key: str, choices: Choices) -> None:
    """Give a copy what its widget `key` says."""
    keep(copies.changed(choices[copies.KEY], place, {control: st.session_state[key]}, choices))


def keep(texts: tuple[str, ...]) -> None:
    """Let these copies race, before the controls are drawn."""
    widgets.apply_here({copies.KEY: texts})
