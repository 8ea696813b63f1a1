"""What a page shows until what it needs is compiled and loaded."""

from time import sleep
from typing import Any

import streamlit as st

from pages.parts.server import warm_up
from pages.parts.work.desk import DESK

LOOK = 0.1
FAILED = "The engine could not be prepared."


def wait_for(*stages: str, place: Any = st) -> None:
    """Show how far it is, until a page that needs these stages of engine/warm.py can begin."""
    if warm_up.STATE.waits_for(stages) is None:
        return
    bar = place.empty()
    # It takes long, so other visitors' pages come first.
    with DESK.turns.away():
        while doing := warm_up.STATE.waits_for(stages):
            if warm_up.STATE.error:
                bar.error(f"{FAILED} {warm_up.STATE.error}")
                st.stop()
            bar.progress(doing[0], text=f"{doing[1]}.")
            sleep(LOOK)
    bar.empty()


@st.fragment(run_every=1.0)
def show_warm_up() -> None:
    """How far it is, on a page that has something to show meanwhile; it follows by itself."""
    state = warm_up.STATE
    if state.error:
        st.error(f"{FAILED} {state.error}")
    elif doing := state.waits_for():
        st.progress(doing[0], text=f"{doing[1]}.")
    else:
        st.rerun()
