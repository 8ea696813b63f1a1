"""Long work on a page: whether it may begin, how far it is, and a way to stop it."""

import time
from collections.abc import Hashable
from typing import Any, NamedTuple, Self

import streamlit as st

from pages.parts.work.desk import RefusedError

MOST_WORK = 1e11
"""Numbers that one simulation of the app may touch: about a minute. The command line has a higher limit."""
PATIENCE = 0.3
"""Seconds before work shows its progress."""
STOPPED = "_stopped"


class Words(NamedTuple):
    """What is said of work that may not begin."""

    what: str = "This"  # would touch so many numbers
    instead: str = "Lower the seeds or the budget, or run it from the command line"
    stopped: str = "Stopped before the end."
    again: str = "Run it again"
    failed: str = "This could not be computed"


def refuse_too_much(work: float, words: Words) -> None:
    """Raise RefusedError where work would touch more numbers than the app may."""
    if work > MOST_WORK:
        raise RefusedError(
            f"{words.what} would touch about {work:.1e} numbers; the app stops at {MOST_WORK:.0e}. {words.instead}."
        )


def may_begin(mark: Hashable, words: Words) -> bool:
    """Whether work may begin; where the visitor stopped it before, the page says so and offers to begin again.

    `mark` tells this work from all other.
    """
    if st.session_state.get(STOPPED) == mark:
        st.warning(words.stopped)
        if st.button(words.again, key=f"again_{hash(mark)}"):
            del st.session_state[STOPPED]
            st.rerun()
        return False
    return True


def stop(mark: Hashable) -> None:
    """Note that the visitor stopped this work."""
    st.session_state[STOPPED] = mark


class Bar:
    """Progress that shows once work takes longer than a moment, with a button to stop it. It goes with the block."""

    def __init__(self, mark: Hashable) -> None:
        self.mark = mark
        self.began = time.perf_counter()
        self.place: Any = None
        self.bar: Any = None

    @property
    def shown(self) -> bool:
        return self.bar is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self.place is not None:
            self.place.empty()

    def show(self, fraction: float, doing: str) -> None:
        """Show how far it is. Streamlit ends the script here when a control has been moved meanwhile."""
        if self.bar is not None:
            self.bar.progress(fraction, text=doing)
        elif time.perf_counter() - self.began > PATIENCE:
            self.place = st.empty()
            with self.place.container(horizontal=True, vertical_alignment="center"):
                self.bar = st.progress(fraction, text=doing)
                st.button("Stop", key=f"stop_{hash(self.mark)}", on_click=stop, args=(self.mark,))
        else:
            # Reading the session's state lets Streamlit end the script as drawing would.
            _ = STOPPED in st.session_state
