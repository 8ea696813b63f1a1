"""The tab that finds a method for a visitor's cluster and data."""

from typing import Any

import streamlit as st

from engine.advisor.methods_space import kinds_for
from engine.design_space.optimisers import missing
from pages.parts.advisor.asked import Asked, asked_of
from pages.parts.advisor.benchmark_controls import KINDS
from pages.parts.advisor.found import show_found
from pages.parts.advisor.live import show_live
from pages.parts.advisor.missing import show_missing
from pages.parts.advisor.search_controls import FOLDED, OPTIMISER, RUN_HERE
from pages.parts.advisor.searches import FOUND, go_on_with
from pages.parts.controls import uploads, widgets
from pages.parts.controls.cluster_sidebar import show_speeds
from pages.parts.controls.complaints import attempt, wrong_times
from pages.parts.controls.scenario_sidebar import show_cluster_and_data
from pages.parts.server.waiting import wait_for
from pages.parts.work.computed import failed, mark_of

STARTED = "_advisor_started"


def show_sidebar(choices: dict[str, Any]) -> Asked | None:
    """The Race's controls of cluster, data and run: what they ask for; None where the page says why not."""
    with st.sidebar:
        speeds = show_cluster_and_data(choices)
        st.subheader("Run")
        widgets.draw_all(RUN_HERE, choices)
        with st.expander("Optimiser"):
            widgets.draw_all(FOLDED, choices)
    show_missing((KINDS[choices[OPTIMISER.key]],))
    if complaint := wrong_times(choices):
        st.warning(complaint)
    asked = attempt(lambda: asked_of(uploads.brought(choices)))
    if asked is not None:
        with speeds:
            show_speeds(asked.search.scenario.cluster)
    return asked


def show(choices: dict[str, Any], asked: Asked) -> None:
    """The advice; where there is none yet, the search for it, or the button that begins it."""
    found = FOUND.get(asked)
    if found is not None:
        show_found(asked, found, choices)
    elif st.session_state.get(STARTED) == asked:
        if not failed(mark_of(FOUND, asked)):
            # The seconds of a search are for trying, not for compiling.
            wait_for("theory", "methods")
            show_live(asked)
    elif missing(asked.search.optimiser) is None:
        st.button("Find a method", type="primary", on_click=start, args=(asked,))
        kinds = len(kinds_for(asked.search.scenario))
        st.caption(
            f"Tries {kinds} methods with their settings on this cluster and data, and judges the best of them on fresh "
            "seeds beside ASGD and Minibatch SGD at their own best steps."
        )


def start(asked: Asked) -> None:
    """Note that the visitor asks for this search, whoever stopped it before."""
    go_on_with(asked)
    st.session_state[STARTED] = asked
