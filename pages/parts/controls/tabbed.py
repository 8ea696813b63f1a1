"""A page of tabs: one switch, and the chosen tab with its own sidebar and controls."""

from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from pages.parts.controls import widgets
from pages.parts.controls.types import Choice, Control


class Tab(NamedTuple):
    """`show(choices, setting)` draws the tab, `setting` being what its `sidebar(choices)` made of the controls.

    Where a sidebar makes None, the page says why. `known` are the controls of the sidebar, `controls` the tab's own,
    drawn above it; all may stand in a link.
    """

    show: Callable[[dict[str, Any], Any], None]
    sidebar: Callable[[dict[str, Any]], Any]
    known: tuple[Control, ...] = ()
    controls: tuple[Control, ...] = ()


class Tabs(NamedTuple):
    """The tabs of a page by the names that the visitor reads and the link holds."""

    switch: Choice
    tabs: dict[str, Tab]

    @property
    def known(self) -> dict[str, Control]:
        """All that a link to the page may hold."""
        each = {control.key: control for tab in self.tabs.values() for control in (*tab.known, *tab.controls)}
        return {self.switch.key: self.switch, **each}


def tabs_of(key: str, tabs: dict[str, Tab]) -> Tabs:
    """The tabs, with the switch `key` between them; the first is shown at first."""
    return Tabs(Choice(key, "Show", next(iter(tabs)), "Which part of the page is shown.", options=tuple(tabs)), tabs)


def show_tabbed(title: str, introduction: str, tabs: Tabs, page: str) -> None:
    """Title and tabs; the chosen tab with its sidebar. `page` names the page among those of a visitor."""
    arrived = widgets.link_parameters()
    choices: dict[str, Any] = {}
    st.title(title)
    st.markdown(introduction)
    notes = st.container()
    tab = chosen_tab(tabs, choices)
    with notes:
        setting = tab.sidebar(choices)
    if wrong := widgets.note_corrections(arrived, choices, tabs.known, page):
        notes.warning("  \n".join(wrong))
    if setting is not None:
        tab.show(choices, setting)


def chosen_tab(tabs: Tabs, choices: dict[str, Any]) -> Tab:
    """Draw the switch, and what the chosen tab asks itself."""
    switch = tabs.switch
    chosen = st.segmented_control(
        switch.label, switch.options, default=switch.default, key=switch.key, required=True, bind="query-params",
        help=switch.help, label_visibility="collapsed",
    )  # fmt: skip
    choices[switch.key] = chosen or switch.default
    tab = tabs.tabs[choices[switch.key]]
    if tab.controls:
        with st.container(horizontal=True, gap="large"):
            widgets.draw_all(tab.controls, choices)
    return tab
