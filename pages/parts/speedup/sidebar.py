"""The sidebar of the Speedup page's own tabs."""

from typing import Any

import streamlit as st

from engine.speedup.setting import Setting
from pages.parts.controls import widgets
from pages.parts.controls.complaints import attempt
from pages.parts.speedup.controls import CLUSTER, METHOD, METHOD_FOLDED, PROBLEM, RUN, WORDS
from pages.parts.speedup.setting import setting_of
from pages.parts.words.numbers import number


def show_sidebar(choices: dict[str, Any]) -> Setting | None:
    """Draw the controls and say which step they mean; None where the page says why they make no setting."""
    with st.sidebar:
        st.subheader("Problem")
        widgets.draw_all(PROBLEM, choices)
        st.subheader("Method")
        widgets.draw_all(METHOD, choices)
        place = st.container()
        with st.expander("Smoothing, reads and delay"):
            widgets.draw_all(METHOD_FOLDED, choices)
        st.subheader("Cluster")
        widgets.draw_all(CLUSTER, choices)
        st.subheader("Run")
        widgets.draw_all(RUN, choices)
    setting = attempt(lambda: setting_of(choices), WORDS)
    if setting is not None:
        place.caption(step_words(setting))
    return setting


def step_words(setting: Setting) -> str:
    """The step that the factor means."""
    of = setting.constants
    return (
        f"Step {number(setting.step)}, with L = {number(of.smoothness)}, N = {of.coordinates}, Y = {of.block}: "
        f"N / Y = {of.blocks:g}."
    )
