"""Turns: so many at once, first come, first served, and who moves on keeps the place."""

import threading
import time
from collections.abc import Callable

import pytest

from pages.parts.work.turns import Turns

SOON = 5.0


def soon(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.002)


class Pages:
    """Pages that end when a test says so."""

    def __init__(self, most: int) -> None:
        self.turns = Turns(most)
        self.running: list[str] = []
        self.ends: dict[str, threading.Event] = {}
        self.threads: list[threading.Thread] = []
        self.had_turn: dict[str, bool] = {}

    def begin(self, visitor: str, name: str = "") -> None:
        """Wait until it runs or stands in the queue."""
        name, queued = name or visitor, len(self.turns.queue)
        place = self.turns.queue.get(visitor)
        self.ends[name] = threading.Event()
        thread = threading.Thread(target=self.make, args=(visitor, name))
        self.threads.append(thread)
        thread.start()
        soon(lambda: name in self.running or len(self.turns.queue) > queued or self.turns.queue.get(visitor) != place)

    def make(self, visitor: str, name: str) -> None:
        with self.turns.turn(visitor):
            self.had_turn[name] = self.turns.own.turn
            self.running.append(name)
            assert self.ends[name].wait(SOON)
            self.running.remove(name)

    def end(self, name: str) -> None:
        self.ends[name].set()
        soon(lambda: name not in self.running)


@pytest.fixture
def pages(request: pytest.FixtureRequest) -> Pages:
    return Pages(getattr(request, "param", 1))


@pytest.mark.parametrize("pages", [2], indirect=True)
def test_so_many_at_once_in_their_order(pages: Pages) -> None:
    for name in "abcd":
        pages.begin(name)
    assert pages.running == ["a", "b"]
    pages.end("b")
    soon(lambda: pages.running == ["a", "c"])
    pages.end("a")
    soon(lambda: pages.running == ["c", "d"])
    pages.end("c")
    pages.end("d")
    soon(lambda: pages.turns.free == 2)


def test_who_moves_on_keeps_the_place(pages: Pages) -> None:
    for name in "abc":
        pages.begin(name)
    pages.begin("b", "b again")
    # The older page is called at once, finds that its visitor has moved on, and ends; it has no turn to pass on.
    soon(lambda: "b" in pages.running)
    pages.end("b")
    assert pages.running == ["a"]
    pages.end("a")
    soon(lambda: pages.running == ["b again"])
    assert pages.had_turn == {"a": True, "b": False, "b again": True}
    pages.end("b again")
    soon(lambda: pages.running == ["c"])
    pages.end("c")
    soon(lambda: pages.turns.free == 1)


def test_a_turn_is_passed_on_when_a_page_fails(pages: Pages) -> None:
    with pytest.raises(InterruptedError), pages.turns.turn("a"):
        raise InterruptedError
    pages.begin("b")
    assert pages.running == ["b"]
    pages.end("b")


def test_who_waits_for_something_else_leaves_the_turn_and_is_next(pages: Pages) -> None:
    with pages.turns.turn("a"):
        pages.begin("b")
        pages.begin("c")
        with pages.turns.away():
            soon(lambda: pages.running == ["b"])
            threading.Thread(target=lambda: (time.sleep(0.05), pages.end("b"))).start()
        assert pages.turns.own.turn
        assert pages.running == []
        assert list(pages.turns.queue) == ["c"]
    soon(lambda: pages.running == ["c"])
    pages.end("c")


def test_the_rest_of_a_page_does_not_overtake_a_newer_one(pages: Pages) -> None:
    with pages.turns.turn("a"):
        with pages.turns.away():
            pages.begin("b")
            pages.begin("a", "a again")
        assert not pages.turns.own.turn
    assert pages.running == ["b"]
    pages.end("b")
    soon(lambda: pages.running == ["a again"])
    assert pages.had_turn["a again"]
    pages.end("a again")
    soon(lambda: pages.turns.free == 1)


def test_threads_without_a_turn_have_none_to_leave(pages: Pages) -> None:
    with pages.turns.away():
        assert pages.turns.free == 1
    assert pages.turns.free == 1
