"""Visitors of the live figure's feed, without a server."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette

from pages.parts.live import feed

APP = Starlette(routes=feed.routes)
BUSY = 30
"""Seconds: far more than anything here takes, also on a busy machine."""


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

    def ask(self, text: str) -> None:
        """Say any text, as a question for a preview."""
        self.say({"type": "websocket.receive", "text": text})

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
