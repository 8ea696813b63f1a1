"""Questions for previews over the feed's socket: the newest counts, one at a time, and nothing breaks it."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from pages.parts.live import asking, feed
from tests.support.feeds import Visitor, connected, listening, put, run


def question(number: int, **values: Any) -> str:
    return json.dumps({"preview": number, "values": values})


class Slow:
    """Makes previews that wait until they are let go, and notes which ones were made."""

    def __init__(self) -> None:
        self.made: list[int] = []
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, asked: dict[str, Any]) -> bytes:
        self.made.append(asked["preview"])
        self.begun.set()
        assert self.go.wait(30)
        return b"preview %d" % asked["preview"]

    def ready(self, asked: dict[str, Any]) -> None:
        """It has nothing to make ready."""


class Quick:
    """Makes previews at once, and notes what was to be made ready."""

    def __init__(self) -> None:
        self.ready_for: list[dict[str, Any]] = []
        self.told = threading.Event()

    def __call__(self, asked: dict[str, Any]) -> bytes:
        if "why" in asked["values"]:
            raise ValueError(f"not at {asked['values']['why']}")
        return b"made"

    def ready(self, asked: dict[str, Any]) -> None:
        self.ready_for.append(asked["values"])
        self.told.set()
        raise ValueError("the page will say why")


@asynccontextmanager
async def asked_of(slow: Slow) -> AsyncIterator[Visitor]:
    """A visitor whose first question is being answered."""
    await put("a", "1", b"whole")
    feed.offer("a", slow)
    async with connected("a", "1") as visitor:
        visitor.ask(question(1))
        await asyncio.to_thread(slow.begun.wait, 30)
        yield visitor


def test_the_newest_question_is_answered_next_and_older_ones_never() -> None:
    async def test() -> None:
        slow = Slow()
        async with asked_of(slow) as visitor:
            for number in range(2, 200):
                visitor.ask(question(number))
            # What the page sends is not held up by a preview.
            await listening("a")
            visitor.painted()
            await put("a", "2", b"whole again")
            assert await visitor.payload() == b"whole again"
            slow.go.set()
            assert await visitor.payload() == b"preview 1"
            assert await visitor.payload() == b"preview 199"
            assert slow.made == [1, 199]

    run(test())


@pytest.mark.parametrize(
    "text", ["", "{", "7", "null", '{"preview": 1}', '{"preview": "1", "values": {}}', '{"preview": 1, "values": []}',
             '{"preview": 1, "values": {}, "more": 1}', "x" * (asking.MOST_CHARACTERS + 1), "[" * 3000],
)  # fmt: skip
def test_what_is_no_question_is_told_and_the_next_one_answered(text: str) -> None:
    async def test() -> None:
        await put("a", "1", b"whole")
        feed.offer("a", Quick())
        async with connected("a", "1") as visitor:
            visitor.ask(text)
            told = json.loads((await visitor.heard())["text"])
            assert told["preview"] is None
            assert told["why"]
            visitor.ask(question(2))
            assert await visitor.payload() == b"made"

    run(test())


def test_a_sentence_says_why_there_is_none() -> None:
    async def test() -> None:
        await put("a", "1", b"whole")
        async with connected("a", "1") as visitor:
            visitor.ask(question(1))
            assert json.loads((await visitor.heard())["text"])["why"] == "this page has nothing to preview"
            feed.offer("a", Quick())
            visitor.ask(question(2, why=3))
            assert json.loads((await visitor.heard())["text"]) == {"preview": 2, "why": "not at 3"}

    run(test())


def test_where_a_control_rests_its_release_is_made_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "REST", 0.2)

    async def test() -> None:
        quick = Quick()
        await put("a", "1", b"whole")
        feed.offer("a", quick)
        async with connected("a", "1") as visitor:
            for number in range(1, 6):
                visitor.ask(question(number, noise=number))
                assert await visitor.payload() == b"made"
            assert await asyncio.to_thread(quick.told.wait, 30)
            # What there is to complain of, the page will; and the next question is answered.
            visitor.ask(question(6, noise=6))
            assert await visitor.payload() == b"made"
        # Who has left lets nothing go any more.
        await asyncio.sleep(0.4)
        assert quick.ready_for == [{"noise": 5}]

    run(test())


def test_a_visitor_who_leaves_is_not_sent_anything() -> None:
    async def test() -> None:
        slow = Slow()
        async with asked_of(slow) as visitor:
            visitor.leave()
        slow.go.set()
        assert visitor.from_server.empty()

    run(test())
