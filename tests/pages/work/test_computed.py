"""How a page gets what takes long: kept, with a bar, refused in a sentence, or at leisure."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.work import computed as module
from pages.parts.work.cache import Cache
from pages.parts.work.computed import mark_of
from pages.parts.work.desk import Announce, RefusedError
from pages.parts.work.progress import MOST_WORK, STOPPED, Words
from tests.support.visit import SECONDS, captions, fine, press, warnings

CACHE: Cache[str, str] = Cache(10)
CALLS: list[str] = []
WORDS = Words("The study", "Take fewer", "It was stopped.", "Go on", "It failed")
ERRORS = {"arithmetic": ArithmeticError("no 'minimiser' *here*."), "refused": RefusedError("Not with so few.")}


def compute(announce: Announce) -> str:
    announce(0.5, "Half way")
    CALLS.append("called")
    return "the value"


def failing(announce: Announce) -> str:
    CALLS.append("called")
    raise ERRORS["arithmetic"]


def refusing(announce: Announce) -> str:
    CALLS.append("called")
    raise ERRORS["refused"]


def broken(announce: Announce) -> str:
    raise KeyError("a mistake of ours")


def page(how: str, work: float = 0.0, leisure: bool = False) -> None:
    """A page that shows one value."""
    import streamlit as st

    from pages.parts.work.computed import computed, when_idle
    from tests.pages.work import test_computed as own  # noqa: PLW0406  the script has names of its own

    if leisure:
        value = when_idle(own.CACHE, "key", getattr(own, how), own.WORDS)
    else:
        value = computed(own.CACHE, "key", getattr(own, how), own.WORDS, work)
    st.markdown(f"Value: {value}")


@pytest.fixture(autouse=True)
def empty() -> None:
    CACHE.clear()
    CALLS.clear()
    module.FAILURES.clear()


def visit(how: str, *more: Any) -> AppTest:
    return AppTest.from_function(page, args=(how, *more), default_timeout=SECONDS)


def test_it_is_computed_once() -> None:
    app = fine(visit("compute").run())
    assert app.markdown[0].value == "Value: the value"
    fine(app.run())
    fine(visit("compute").run())
    assert CALLS == ["called"]


def test_too_much_work_is_refused() -> None:
    app = fine(visit("compute", 3 * MOST_WORK).run())
    assert warnings(app) == ["The study would touch about 3.0e+11 numbers; the app stops at 1e+11. Take fewer."]
    assert CALLS == []


@pytest.mark.parametrize(
    ("how", "sentence"),
    [("failing", r"It failed: no 'minimiser' \*here\*."), ("refusing", "Not with so few.")],
)
def test_why_there_is_none_is_said_and_kept(how: str, sentence: str) -> None:
    app = visit(how)
    for _ in range(2):
        fine(app.run())
        assert warnings(app) == [sentence]
        assert app.markdown[0].value == "Value: None"
    assert CALLS == ["called"]


def test_our_own_mistakes_are_no_sentences() -> None:
    app = visit("broken").run()
    assert app.exception
    assert not app.warning


def test_what_was_stopped_begins_again_when_asked() -> None:
    app = visit("compute")
    app.session_state[STOPPED] = mark_of(CACHE, "key")
    fine(app.run())
    assert warnings(app) == ["It was stopped."]
    assert CALLS == []
    press(app, "Go on")
    assert app.markdown[0].value == "Value: the value"


def test_what_nobody_asked_for_does_not_begin_with_the_page() -> None:
    """It begins when the browser says that the page has rested, which this visitor's never does."""
    app = visit("compute", 0.0, True)
    for _ in range(2):
        fine(app.run())
        assert captions(app) == "To be computed as soon as this machine is idle."
        assert app.markdown[0].value == "Value: None"
    assert CALLS == []
    CACHE.keep("key", "from another visitor")
    fine(app.run())
    assert app.markdown[0].value == "Value: from another visitor"
    assert captions(app) == ""
