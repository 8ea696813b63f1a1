"""Searches for a method, and the advice that each led to: kept, gone on with, and stopped."""

import threading
import time
from typing import NamedTuple

from engine.advisor.advise import SEARCHING, Advice, advice_of
from engine.advisor.method_search import MethodSearch
from engine.kernel.pool import Progress
from pages.parts.advisor.asked import Asked, Search
from pages.parts.work.cache import Cache
from pages.parts.work.desk import Announce, in_turn, part
from pages.parts.work.progress import Words, refuse_too_much

AT_ONCE = 2
"""So many visitors' searches go on at the same time; others wait."""
ROOM = threading.Semaphore(AT_ONCE)
JUDGING = "Judging the best on fresh seeds"
WORDS = Words(
    what="Trying the simple methods' steps",
    instead="Lower the budget or the problem's size, or use `python -m engine advise`",
    failed="There is no advice",
)


class UnderWay:
    """A search that one thread at a time goes on with."""

    def __init__(self) -> None:
        self.search: MethodSearch | None = None  # None until its goal is found
        self.lock = threading.Lock()
        self.stopped: set[float] = set()  # of those who asked for so many seconds: others may go on with it
        self.spent = 0.0  # real seconds of searching


class Found(NamedTuple):
    """An advice, and what it took."""

    advice: Advice
    threads: int  # as many tries went on at once
    spent: float  # real seconds of searching
    stopped: bool  # before the seconds that were asked for were over


UNDER_WAY: Cache[Search, UnderWay] = Cache(30)
BEGINNING = threading.Lock()
FOUND: Cache[Asked, Found] = Cache(50)


def under_way(search: Search) -> UnderWay:
    """The search as far as it has come: the same for all who ask."""
    with BEGINNING:
        known = UNDER_WAY.get(search)
        if known is None:
            known = UnderWay()
            UNDER_WAY.keep(search, known)
        return known


def found(asked: Asked, announce: Announce) -> Found:
    """Go on with the search until the seconds are over or it is stopped, then validate.

    Raises as `engine.advisor.advise` does.
    """
    refuse_too_much(asked.work, WORDS)
    announce(0.0, "Finding the goal")
    known, wanted = under_way(asked.search), asked.search
    # Its own turn first: who waits for the same search takes no room from others.
    with in_turn(known.lock, announce, "Searching"), in_turn(ROOM, announce, "Searching"):
        if known.search is None:
            known.search = MethodSearch(wanted.scenario, wanted.seed, wanted.goal, wanted.optimiser)
        search = known.search
        go_on(known, search, asked.seconds, announce)
        whole = known.spent >= SEARCHING * asked.seconds or search.exhausted
        judge = part(announce, JUDGING, SEARCHING, 1.0)
        return Found(advice_of(search, wanted.scenario, judge), search.threads, known.spent, not whole)


def go_on(known: UnderWay, search: MethodSearch, seconds: float, announce: Announce) -> None:
    """Search until the share SEARCHING of so many real seconds is spent on it, or who asked for these stopped it."""
    began, before, until = time.monotonic(), known.spent, SEARCHING * seconds

    def show(doing: str) -> Progress:
        def shown(fraction: float) -> None:
            known.spent = before + time.monotonic() - began
            announce(SEARCHING * min(1.0, known.spent / until), doing)

        return shown

    search.begin(show("Looking for the best steps of ASGD and Minibatch SGD"))
    while known.spent < until and seconds not in known.stopped and not search.exhausted:
        search.step(show(f"Trying methods and settings: {len(search.tries)} tries so far"))
        known.spent = before + time.monotonic() - began


def stop(asked: Asked) -> None:
    """Ask the search to end with what it has found."""
    under_way(asked.search).stopped.add(asked.seconds)


def is_stopped(asked: Asked) -> bool:
    """Was it asked to end?"""
    return asked.seconds in under_way(asked.search).stopped


def go_on_with(asked: Asked) -> None:
    """Take back a stop: the next look goes on with the search."""
    under_way(asked.search).stopped.discard(asked.seconds)
    FOUND.forget(asked)
