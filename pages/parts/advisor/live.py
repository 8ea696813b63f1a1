"""A search while it goes on: how far it is, all tries so far, and a stop that keeps them."""

import streamlit as st

from engine.advisor.tries import best as best_of
from engine.methods import METHODS
from pages.parts.advisor.asked import Asked
from pages.parts.advisor.searches import FOUND, JUDGING, WORDS, found, is_stopped, stop, under_way
from pages.parts.advisor.tries import show_tries
from pages.parts.charts.advisor_tries import told
from pages.parts.words.method_names import marked
from pages.parts.words.settings import settings_told
from pages.parts.work.computed import FAILURES, mark_of, note_failure
from pages.parts.work.desk import LeftError
from pages.parts.work.followed import followed, forget

EVERY = 1.0
"""Real seconds between two looks."""


@st.fragment(run_every=EVERY)
def show_live(asked: Asked) -> None:
    """Progress, a stop, the best so far; once the search has ended the page is made anew."""
    if asked in FOUND or mark_of(FOUND, asked) in FAILURES:
        # Another visitor, who asked for the same, has seen it end.
        st.rerun()
    job = followed(FOUND, asked, lambda announce: found(asked, announce))
    if job.ended.is_set():
        forget(FOUND, asked)
        if job.error is not None and not isinstance(job.error, LeftError):
            note_failure(mark_of(FOUND, asked), job.error, WORDS)
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        judging, stopped = job.doing == JUDGING, is_stopped(asked)
        doing = f"{job.doing or 'Beginning'}{'; then the best are judged' if stopped and not judging else ''}"
        st.progress(job.fraction, text=doing)
        st.button(
            "Stop and judge", on_click=stop, args=(asked,), help="What was found so far is kept and judged.",
            disabled=stopped or judging,
        )  # fmt: skip
    search = under_way(asked.search).search
    tries = () if search is None else tuple(search.tries)
    best = best_of(tries)
    if best is None:
        st.markdown("Nothing that was tried has reached what is wanted yet." if tries else "No try has ended yet.")
    else:
        name = marked(best.settings.kind, METHODS[best.settings.kind].title)
        st.markdown(
            f"The best so far: {name}, {', '.join(settings_told(best.settings))}: {told(best, asked.search.goal)}."
        )
    if search is not None and tries:
        show_tries(asked, tries, search.threads)
