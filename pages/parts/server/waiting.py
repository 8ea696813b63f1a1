"""What a page shows until the engine is ready."""

import streamlit as st

from pages.parts.server import warm_up


@st.fragment(run_every=1.0)
def show_warm_up() -> None:
    """Progress of the warm-up; the page follows by itself."""
    state = warm_up.STATE
    if state.error:
        st.error(f"The engine could not be prepared. {state.error}")
        return
    st.progress(state.fraction, text=f"Preparing the simulator: {state.doing}")
    st.caption("Only the first start compiles, which takes up to half a minute; what it compiled is kept.")
    if state.ready:
        st.rerun()
