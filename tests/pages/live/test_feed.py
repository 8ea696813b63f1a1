"""The feed of the live figure: what is fetched, what is pushed, and how long a script waits."""

import asyncio
from typing import Any

import pytest

from pages.parts.live import feed
from tests.support.feeds import APP, BUSY, Visitor, connected, fetched, listening, put, run


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script that waits in vain would be noticed."""
    monkeypatch.setattr(feed, "PATIENCE", BUSY)


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
