"""What every page stands in: its title, the list of pages, and the wait while the engine compiles."""

import streamlit as st

from pages.parts.server import warm_up
from pages.parts.server.previews import window_title
from pages.parts.server.waiting import wait_for
from pages.parts.work.desk import DESK
from pages.parts.work.visitor import visitor

PAGES = [
    st.Page("home.py", title="Asynchrony Lab", default=True),
    st.Page("race.py", title="Race", url_path="race"),
    st.Page("lessons.py", title="Lessons", url_path="lessons"),
    st.Page("advisor.py", title="Advisor", url_path="advisor"),
    st.Page("methods.py", title="Methods", url_path="methods"),
    st.Page("bias.py", title="Bias", url_path="bias"),
    st.Page("momentum.py", title="Momentum", url_path="momentum"),
    st.Page("speedup.py", title="Speedup", url_path="speedup"),
    st.Page("covariate_shift.py", title="Covariate shift", url_path="covariate-shift"),
    st.Page("claims.py", title="Claims", url_path="claims"),
    st.Page("glossary.py", title="Glossary", url_path="glossary"),
]
WAITS_FOR = {"bias": ["theory"], "momentum": ["theory"], "speedup": ["speedup"]}
"""What is compiled before a page begins, beside what every race needs: stages of engine/warm.py."""
NEEDS_NO_ENGINE = {"", "glossary"}


page = st.navigation(PAGES, position="hidden" if st.context.is_embedded else "top")
st.set_page_config(window_title(page.title), layout="wide", initial_sidebar_state=320)
warm_up.start()
if page.url_path not in NEEDS_NO_ENGINE:
    wait_for(*WAITS_FOR.get(page.url_path, ()))
with DESK.page(visitor()):
    # A visitor who has moved on meanwhile needs this page no more: the look at the session ends it.
    _ = visitor()
    page.run()
