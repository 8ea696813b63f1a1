"""A link that opens the Race with a setting."""

import streamlit as st

from pages.parts import widgets
from pages.parts.controls import CONTROLS, DEFAULTS
from pages.parts.presets import Preset


def race_parameters(preset: Preset) -> dict[str, str | list[str]]:
    """What the link holds: the preset, and the default of whatever the visitor has changed in the Race.

    The Race keeps a visitor's controls while other pages are open, and a link that says nothing of one leaves it as
    it is.
    """
    wanted = preset.choices()
    state = st.session_state
    changed = [
        key
        for key, control in CONTROLS.items()
        if key in state and widgets.chosen(control, state[key]) != wanted[key] and wanted[key] == DEFAULTS[key]
    ]
    return {key: widgets.in_link(wanted[key]) for key in [*preset.changes, *changed]}


def race_link(preset: Preset) -> None:
    """A link named after the preset."""
    st.page_link(
        "race.py", label=f"Open the race: {preset.title}", icon=":material/play_arrow:",
        query_params=race_parameters(preset),
    )  # fmt: skip
