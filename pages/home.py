"""The start page: what this is, in three sentences, and the way to the Race."""

import streamlit as st

st.title("Asynchrony Lab")
st.markdown(
    "When many workers compute gradients at different speeds, a server that does not wait for the slow ones "
    "learns from old models, and hears the fast ones more often than it should. "
    "Here you set the workers' speeds, how different their data are, and the momentum, "
    "and see at once where vanilla ASGD, Rescaled ASGD and OrMo go, how fast, and why. "
    "Every curve is simulated while you watch, on quadratics and landscapes whose answer is known exactly "
    "and on real data."
)
st.page_link("race.py", label="Open the Race", icon=":material/play_arrow:")
st.caption(
    "Methods from arXiv 2605.13434 (Rescaled ASGD) and arXiv 2407.19234 (OrMo). "
    "Everything you see is also there from Python and the command line."
)
