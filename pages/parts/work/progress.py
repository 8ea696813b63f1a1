"""Long work on a page: whether it may begin, how far it is, and a way to stop it."""

import time
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import streamlit as st

MOST_WORK = 1e11
"""Numbers that one simulation of the app may touch: about a minute. The command line has a higher limit."""
PATIENCE = 0.3
"""Seconds before a run shows its progress."""
STOPPED = "_stopped"

Telling = Callable[[], AbstractContextManager[object]]
"""What is to be told stands inside `telling()`."""


class Words(NamedTuple):
    """What is said of work that may not begin."""

    what: str  # would touch so many numbers
    instead: str
    stopped: str
    again: str


def may_begin(asked: Hashable, work: float, words: Words, telling: Telling) -> bool:
    """False, and told, where the work is too much or the visitor stopped it before.

    `asked` is a scenario, or what else tells this work from all other.
    """
    if work > MOST_WORK:
        with telling():
            st.warning(
                f"{words.what} would touch about {work:.1e} numbers; the app stops at {MOST_WORK:.0e}. {words.instead}."
            )
        return False
    if st.session_state.get(STOPPED) == asked:
        with telling():
            st.warning(words.stopped)
            if st.button(words.again):
                del st.session_state[STOPPED]
                st.rerun()
        return False
    return True


def stop(asked: Hashable) -> None:
    st.session_state[STOPPED] = asked


class Bar:
    """Progress that shows once a computation takes longer than a moment, with a button to stop it."""

    def __init__(self, asked: Hashable, telling: Telling) -> None:
        self.asked = asked
        self.telling = telling
        self.place: Any = None
        self.began = time.perf_counter()
        self.bar: Any = None

    def show(self, fraction: float, doing: str) -> None:
        """Tell how far it is. Streamlit ends the script here when a control has been moved meanwhile."""
        if self.bar is None and time.perf_counter() - self.began > PATIENCE:
            with self.telling():
                self.place = st.empty()
            with self.place.container(horizontal=True, vertical_alignment="center"):
                self.bar = st.progress(0.0, text=doing)
                st.button("Stop", key=f"stop_{hash(self.asked)}", on_click=stop, args=(self.asked,))
        if self.bar is None:
            # Reading the session's state lets Streamlit end the script as drawing would.
            _ = STOPPED in st.session_state
        else:
            self.bar.progress(fraction, text=doing)

    def leave(self) -> None:
        if self.place is not None:
            self.place.empty()
