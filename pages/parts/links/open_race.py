"""The way from another page to the Race with a setting."""

import streamlit as st

from pages.parts.controls import widgets
from pages.parts.links.corrections import in_link
from pages.parts.links.presets import Preset


def link_of(preset: Preset) -> dict[str, str | list[str]]:
    """What the Race's link holds of a preset."""
    return {key: in_link(value) for key, value in preset.changes.items()}


def open_race(preset: Preset) -> None:
    """Leave this page for the Race.

    The Race keeps a visitor's controls while other pages are open, and no link can set one of them back to its
    default: so all are set here.
    """
    widgets.apply(preset.choices())
    st.switch_page("race.py", query_params=link_of(preset))
