"""The feed of the live figure: what is fetched, what is pushed, how long a script waits, what is kept."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette

from pages.parts.live import feed

APP = Starlette(routes=feed.routes)
BUSY = 30
"""Seconds: far more than anything here takes, also on a busy machine."""


@pytest.fixture(autouse=True)
def no_feeds() -> Iterator[None]:
    feed.FEEDS.clear()
    yield
    feed.FEEDS.clear()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script that waits in vain would be noticed."""
    monkeypatch.setattr(feed, "PATIENCE", BUSY)


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 2 * BUSY))


class Visitor:
    """A browser's end of a socket."""

    def __init__(self, name: str, key: str) -> None:
        path = f"/live-feed/{name}"
        self.scope = {
            "type": "websocket", "path": path, "raw_path": path.encode(), "root_path": "", "scheme": "ws",
            "query_string": f"key={key}".encode(), "headers": [], "subprotocols": [], "extensions": {},
        }  # fmt: skip
        self.to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.from_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.say({"type": "websocket.connect"})

    def say(self, message: dict[str, Any]) -> None:
        self.to_server.put_nowait(message)

    def painted(self) -> None:
        self.say({"type": "websocket.receive", "text": "painted"})

    def leave(self) -> None:
        self.say({"type": "websocket.disconnect", "code": 1001})

    async def heard(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.from_server.get(), BUSY)

    async def payload(self) -> bytes:
        message = await self.heard()
        assert message["type"] == "websocket.send"
        return bytes(message["bytes"])


@asynccontextmanager
async def connected(name: str, key: str = "") -> AsyncIterator[Visitor]:
    """A visitor whose socket is open; behind it, the server has forgotten the socket without an error."""
    visitor = Visitor(name, key)
    served = asyncio.create_task(APP(visitor.scope, visitor.to_server.get, visitor.from_server.put))
    assert (await visitor.heard())["type"] == "websocket.accept"
    yield visitor
    visitor.leave()
    await asyncio.wait_for(served, BUSY)


async def listening(name: str, count: int = 1) -> None:
    """Until so many sockets wait for the next payload."""
    while len(feed.FEEDS[name].waiting) != count:
        await asyncio.sleep(0.001)


async def put(name: str, key: str, payload: bytes = b"") -> float:
    """Put from another thread, as scripts do; the seconds that it took."""
    began = time.perf_counter()
    await asyncio.to_thread(feed.put, name, key, payload)
    return time.perf_counter() - began


async def fetched(name: str) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body."""
    path = f"/live-feed/{name}"
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "", "scheme": "http",
        "query_string": b"", "headers": [], "http_version": "1.1",
    }  # fmt: skip
    sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    await APP(scope, asyncio.Queue().get, sent.put)
    start, body = sent.get_nowait(), sent.get_nowait()
    assert not body.get("more_body")
    return start["status"], dict(start["headers"]), body["body"]


def test_the_latest_payload_is_fetched() -> None:
    async def test() -> None:
        await put("a", "1", b"first")
        await put("b", "1", b"another visitor's")
        await put("a", "2", b"second")
        status, headers, body = await fetched("a")
        assert (status, body) == (200, b"second")
        assert headers[b"content-type"] == b"application/octet-stream"
        # The next one has the same address.
        assert headers[b"cache-control"] == b"no-store"
        assert (await fetched("b"))[2] == b"another visitor's"

    run(test())


def test_an_unknown_feed_is_not_found() -> None:
    async def test() -> None:
        await put("a", "1", b"first")
        status, _, body = await fetched("b")
        assert status == 404
        assert b"move any control" in body
        async with connected("b") as visitor:
            assert await visitor.heard() == {"type": "websocket.close", "code": feed.UNKNOWN, "reason": ""}
        assert feed.UNKNOWN == 4404
        # Asking makes no feed.
        assert list(feed.FEEDS) == ["a"]

    run(test())


def test_payloads_are_pushed_as_they_come() -> None:
    async def test() -> None:
        await put("a", "1", b"first")
        async with connected("a", "1") as visitor:
            for number in range(2, 6):
                await listening("a")
                visitor.painted()
                await put("a", str(number), b"payload %d" % number)
                assert await visitor.payload() == b"payload %d" % number
            assert visitor.from_server.empty()

    run(test())


@pytest.mark.parametrize("key", ["", "0"])
def test_who_has_not_the_latest_gets_it_at_once(key: str) -> None:
    async def test() -> None:
        await put("a", "1", b"first")
        async with connected("a", key) as visitor:
            assert await visitor.payload() == b"first"
            await listening("a")
            assert visitor.from_server.empty()

    run(test())


def test_only_the_feeds_own_visitors_are_told() -> None:
    async def test() -> None:
        await put("a", "1")
        await put("b", "1")
        async with connected("a", "1") as one, connected("a", "1") as two, connected("b", "1") as other:
            await listening("a", 2)
            await listening("b")
            one.painted()
            await put("a", "2", b"second")
            assert await one.payload() == await two.payload() == b"second"
            await listening("a", 2)
            assert other.from_server.empty()

    run(test())


@pytest.mark.usefixtures("patient")
def test_nobody_is_waited_for_where_nobody_listens() -> None:
    async def test() -> None:
        assert await put("a", "1") < BUSY / 2
        assert await put("a", "2") < BUSY / 2

    run(test())


@pytest.mark.usefixtures("patient")
def test_the_same_payload_is_neither_pushed_nor_waited_for() -> None:
    async def test() -> None:
        await put("a", "1", b"first")
        async with connected("a", "1") as visitor:
            await listening("a")
            assert await put("a", "1", b"first") < BUSY / 2
            await listening("a")
            assert visitor.from_server.empty()

    run(test())


@pytest.mark.usefixtures("patient")
def test_a_script_waits_until_the_visitor_has_painted() -> None:
    async def test() -> None:
        await put("a", "1")
        async with connected("a", "1") as visitor:
            for key in ("2", "3"):
                await listening("a")
                putting = asyncio.create_task(put("a", key))
                await visitor.payload()
                await asyncio.sleep(0.05)
                # What was painted for the payload before counts no more.
                assert not putting.done()
                visitor.painted()
                assert await putting < BUSY / 2

    run(test())


def test_a_script_does_not_wait_long() -> None:
    async def test() -> None:
        await put("a", "1")
        async with connected("a", "1") as visitor:
            await listening("a")
            took = await put("a", "2", b"second")
            assert feed.PATIENCE * 0.99 <= took < feed.PATIENCE + BUSY / 2
            assert await visitor.payload() == b"second"

    run(test())
    assert feed.PATIENCE <= 0.5


@pytest.mark.usefixtures("patient")
def test_who_has_left_is_not_waited_for() -> None:
    async def test() -> None:
        await put("a", "1")
        for _ in range(3):
            async with connected("a", "1"):
                await listening("a")
        await listening("a", 0)
        assert await put("a", "2") < BUSY / 2

    run(test())


def test_a_visitor_who_leaves_while_something_is_sent_is_no_error() -> None:
    async def test() -> None:
        await put("a", "1")
        visitor = Visitor("a", "1")

        async def send(message: dict[str, Any]) -> None:
            # As a server does when the connection is gone.
            if message["type"] == "websocket.send":
                raise OSError
            await visitor.from_server.put(message)

        served = asyncio.create_task(APP(visitor.scope, visitor.to_server.get, send))
        await visitor.heard()
        await listening("a")
        visitor.painted()
        await put("a", "2")
        await asyncio.wait_for(served, BUSY)
        assert feed.FEEDS["a"].waiting == []

    run(test())


def kept() -> dict[str, bytes]:
    return {name: one.payload for name, one in feed.FEEDS.items()}


def test_the_oldest_feeds_leave_when_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MOST_BYTES", 100)
    for name in ("a", "b", "c"):
        feed.put(name, "1", name.encode() * 30)
    assert list(kept()) == ["a", "b", "c"]
    # Seen again, also with nothing new, so no longer the oldest.
    feed.put("a", "1", b"a" * 30)
    feed.put("d", "1", b"d" * 30)
    assert kept() == {name: name.encode() * 30 for name in ("c", "a", "d")}
    feed.put("a", "2", b"A" * 60)
    assert kept() == {"d": b"d" * 30, "a": b"A" * 60}
    feed.put("e", "1", b"e" * 1000)
    assert kept() == {"e": b"e" * 1000}
    feed.put("f", "1", b"f")
    assert kept() == {"f": b"f"}


def test_a_feed_that_has_left_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same key: a visitor can go back to a setting."""
    monkeypatch.setattr(feed, "MOST_BYTES", 100)
    feed.put("a", "1", b"a" * 80)
    feed.put("b", "1", b"b" * 80)
    feed.put("a", "1", b"a" * 80)
    assert kept() == {"a": b"a" * 80}
