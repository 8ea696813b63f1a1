"""Searches of several visitors, and of one who asks again."""

import pytest

from pages.parts.advisor import live, searches
from pages.parts.advisor.asked import asked_of
from pages.parts.advisor.search_controls import SECONDS
from pages.parts.advisor.searches import FOUND
from pages.parts.controls.catalogue import DEFAULTS
from tests.support.advisor_page import FIND, OWN, STOP, ended, only, page, searched
from tests.support.visit import fine, press

pytestmark = pytest.mark.usefixtures("warm", "quick_searches")


def test_what_was_stopped_is_looked_for_longer_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "SEARCHING", 1.0)
    app = ended(press(press(page(), FIND), STOP))
    first = only()
    assert first.stopped
    monkeypatch.setattr(searches, "SEARCHING", (0.5 + first.spent) / 20)
    fine(app.select_slider(key=SECONDS.key).set_value(20).run())
    ended(press(app, FIND))
    second = list(FOUND.values.values())[-1]
    assert not second.stopped
    assert len(second.advice.tries) > len(first.advice.tries)


class LeftError(Exception):
    """Nobody waits any more."""


def leave() -> None:
    raise LeftError


def test_who_waits_for_the_same_search_keeps_no_other_from_beginning() -> None:
    asked = asked_of({**DEFAULTS, **OWN})
    free: list[bool] = []

    def announce(fraction: float, doing: str) -> None:
        if "waiting" in doing:
            free.extend(searches.ROOM.acquire(blocking=False) for _ in range(searches.AT_ONCE))
            searches.ROOM.release(sum(free))
            leave()

    with searches.under_way(asked.search).lock, pytest.raises(LeftError):
        searches.found(asked, announce)
    assert free == [True] * searches.AT_ONCE


def test_what_two_asked_for_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first to see the end forgets the work: the other must not begin it anew."""
    fine(searched())
    asked = asked_of({**DEFAULTS, **OWN})
    FOUND.keep(asked, only())
    monkeypatch.setattr(live.st, "rerun", leave)
    monkeypatch.setattr(live, "followed", lambda *work: pytest.fail("it is begun anew"))
    with pytest.raises(LeftError):
        live.show_live.__wrapped__(asked)  # type: ignore[attr-defined]
