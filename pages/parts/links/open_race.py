"""The way from another page to the Race with a setting."""

import streamlit as st

from pages.parts.controls import catalogue, widgets
from pages.parts.controls.cluster import CLUSTER, JITTER, POWER
from pages.parts.links.presets import Preset
from pages.parts.links.texts import in_link

ADVISED = [
    control.key
    for group in (CLUSTER, JITTER, POWER, catalogue.DATA, (catalogue.PROBLEM,), catalogue.DATA_MORE, catalogue.RUN)
    for control in group
    if control.key != "seeds"
]
"""The Race's controls that the Advisor has, too."""


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


def race_button(label: str, preset: Preset, words: str) -> None:
    """A button that leaves the Advisor for the Race."""
    # What both pages have is set before it is drawn here: then it goes with the visitor, and no link may hold it.
    if st.button(label, type="primary", help=words, on_click=widgets.apply, args=(preset.choices(),)):
        link = link_of(preset)
        st.switch_page("race.py", query_params={key: link[key] for key in link if key not in ADVISED})
