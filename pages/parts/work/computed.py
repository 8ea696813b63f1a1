"""The one way in which a page gets what takes long: kept, computed with a bar, or computed when the machine is idle."""

from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st

from pages.parts.words.plain_text import as_text
from pages.parts.work.cache import Cache
from pages.parts.work.desk import DESK, Announce, RefusedError
from pages.parts.work.progress import Bar, Words, may_begin, refuse_too_much

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

LOOK = 0.05
"""Real seconds between two looks at how far the work is."""
REST = 1.0
"""Real seconds after which a visitor is taken to rest."""
FRESH = "_fresh"
USUAL = Words()
FAILURES: Cache[tuple[int, Hashable], str] = Cache(1000)
"""Why there is no value, by cache and key."""


def mark_of(cache: Cache[Key, Value], key: Key) -> tuple[int, Key]:
    """What tells the work on this value from all other."""
    return id(cache), key


def computed(
    cache: Cache[Key, Value], key: Key, compute: Callable[[Announce], Value], words: Words = USUAL, work: float = 0.0
) -> Value | None:
    """The value of `key`: the one kept, or what `compute` makes of it while the visitor waits, and then kept.

    None where the page says why there is none: `work` (numbers to be touched) is too much, the visitor stopped it, or
    `compute` raised ArithmeticError, RuntimeError or ValueError. It runs in a thread and must not use Streamlit. A
    control that is moved meanwhile ends it.
    """
    value, mark = cache.get(key), mark_of(cache, key)
    if value is not None:
        return value
    try:
        refuse_too_much(work, words)
    except RefusedError as error:
        note_failure(mark, error, words)
    if failed(mark) or not may_begin(mark, words):
        return None
    with Bar(mark) as bar, DESK.job(cache, key, compute) as job:
        while not bar.shown and not job.ended.wait(LOOK):
            bar.show(job.fraction, job.doing)
        # What takes long would keep other visitors from their pages.
        with DESK.turns.away():
            while not job.ended.wait(LOOK):
                bar.show(job.fraction, job.doing)
    if job.error is not None:
        note_failure(mark, job.error, words)
        failed(mark)
    return job.value


def when_idle(
    cache: Cache[Key, Value], key: Key, compute: Callable[[Announce], Value], words: Words = USUAL
) -> Value | None:
    """The same for what nobody asked for: computed once the visitor rests and the machine is idle.

    Until then the page says so, and it is made anew once the value is there.
    """
    if key not in cache and not failed(mark_of(cache, key)):
        st.session_state.setdefault(FRESH, {})[id(cache)] = key
        wait_for(cache, key, compute, words)
    return cache.get(key)


@st.fragment(run_every=REST)
def wait_for(cache: Cache[Key, Value], key: Key, compute: Callable[[Announce], Value], words: Words) -> None:
    """Wait for a value at leisure, which begins when this runs again by itself: the page has rested until then."""
    place = st.empty()
    place.caption("To be computed as soon as this machine is idle.")
    if st.session_state[FRESH].pop(id(cache), None) is not None:
        return
    with DESK.job(cache, key, compute, at_leisure=True) as job:
        while not job.ended.wait(LOOK):
            if job.doing:
                place.caption(job.doing)
            # Reading the session's state lets Streamlit end this when a control has been moved.
            _ = FRESH in st.session_state
    if job.error is not None:
        note_failure(mark_of(cache, key), job.error, words)
    st.rerun()


def note_failure(mark: tuple[int, Hashable], error: Exception, words: Words) -> None:
    """Keep what an expected error says; raise any other."""
    if not isinstance(error, ArithmeticError | RuntimeError | ValueError):
        raise error
    refused = isinstance(error, RefusedError)
    FAILURES.keep(mark, str(error) if refused else f"{words.failed}: {as_text(str(error).rstrip('.'))}.")


def failed(mark: tuple[int, Hashable]) -> bool:
    """Whether there is no value; the page says why."""
    why = FAILURES.get(mark)
    if why is not None:
        st.warning(why)
    return why is not None
