"""The Speedup page: when more workers help, and when they stop helping, from zeroth to first order."""

from typing import Any

import streamlit as st

from pages.parts import widgets
from pages.parts.speedup.tabs import KNOWN, TAB, TABS, Tab

INTRODUCTION = (
    "**Linear speedup, from zeroth to first order.** All workers share one objective and one model; each job moves Y "
    "of the model's N coordinates, by function values, by derivatives, or all at once. Twice the workers should take "
    "half the time, until delays grow beyond what step, block and noise allow "
    "([arXiv 1606.00498](https://arxiv.org/abs/1606.00498)). **Measured** numbers are simulated, or run on real "
    "threads. The **bound** is this project's own derivation, with explicit constants. **Ideal** is speedup n with n "
    "workers."
)
PAGE = "_speedup"


def show_tabs(choices: dict[str, Any]) -> Tab:
    """The switch between the tabs, and what the chosen one asks itself."""
    chosen = st.segmented_control(
        TAB.label, TAB.options, default=TAB.default, key=TAB.key, required=True, bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    choices[TAB.key] = chosen or TAB.default
    tab = TABS[choices[TAB.key]]
    if tab.controls:
        with st.container(horizontal=True, gap="large"):
            widgets.draw_all(tab.controls, choices)
    return tab


def show_speedup() -> None:
    """Title and tabs; the chosen tab with its sidebar."""
    arrived = widgets.link_parameters()
    choices: dict[str, Any] = {}
    st.title("Speedup")
    st.markdown(INTRODUCTION)
    notes = st.container()
    tab = show_tabs(choices)
    made = tab.sidebar(choices, lambda: notes)
    wrong = widgets.note_corrections(arrived, choices, KNOWN, PAGE)
    if wrong:
        notes.warning("  \n".join(wrong))
    if made is not None:
        tab.show(choices, made)


show_speedup()
