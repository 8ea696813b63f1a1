"""How a simulation reaches the live figure: pushed over a socket of its own, or fetched.

Streamlit hands data to a component only after it has drawn all elements of the page anew. Measured on the Race,
that takes longer than simulating. So the page's script puts the payload here first, and waits a moment until it is
painted: the rest of the page would only be in its way, on the server's interpreter lock and on the browser's one
thread. The component itself receives the feed's name and the payload's key, and fetches what it has not got by
then. The same socket carries previews the other way round: while a control is moved, the browser asks for them
(pages.parts.live.asking). Knows nothing of Streamlit.
"""

import asyncio
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from pages.parts.live.asking import Asking, Make

MOST_BYTES = 3e8
"""Payloads kept for all visitors together; the newest stays in any case."""
PATIENCE = 0.25
"""Most seconds that a script waits for its payload to be painted."""
PAINTED = "painted"
"""What a browser says once it has painted a payload."""
UNKNOWN = 4404
"""The socket's code for a feed that is not here."""


@dataclass
class Feed:
    """One visitor's latest payload, who waits for the next, and what makes previews of the page as it is."""

    key: str = ""
    payload: bytes = b""
    waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = field(default_factory=list)
    painted: threading.Event = field(default_factory=threading.Event)
    dropped: bool = False
    preview: Make | None = None


FEEDS: OrderedDict[str, Feed] = OrderedDict()
LOCK = threading.Lock()


def put(name: str, key: str, payload: bytes, wait: bool = True) -> None:
    """Give the feed its next payload, from any thread; where it is pushed, `wait` a moment until it is painted."""
    with LOCK:
        feed = FEEDS.setdefault(name, Feed())
        FEEDS.move_to_end(name)
        if feed.key == key:
            return
        feed.key, feed.payload = key, payload
        feed.painted.clear()
        orphans: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        while len(FEEDS) > 1 and sum(len(other.payload) for other in FEEDS.values()) > MOST_BYTES:
            _, oldest = FEEDS.popitem(last=False)
            oldest.dropped = True
            orphans += oldest.waiting
        waiting, feed.waiting = feed.waiting, []
    for loop, event in [*waiting, *orphans]:
        loop.call_soon_threadsafe(event.set)
    if waiting and wait:
        feed.painted.wait(PATIENCE)


def offer(name: str, preview: Make | None) -> None:
    """Let the visitor ask for previews, made by `preview`; None where there are none."""
    with LOCK:
        if name in FEEDS:
            FEEDS[name].preview = preview


def holds(name: str, key: str) -> bool:
    """Is this payload the feed's latest?"""
    with LOCK:
        return name in FEEDS and FEEDS[name].key == key


async def following(feed: Feed, key: str) -> tuple[str, bytes] | None:
    """The feed's payload once its key is another one; None when the feed is no longer kept."""
    while True:
        with LOCK:
            if feed.dropped:
                return None
            if feed.key != key:
                return feed.key, feed.payload
            waiter = asyncio.get_running_loop(), asyncio.Event()
            feed.waiting.append(waiter)
        try:
            await waiter[1].wait()
        finally:
            # A visitor who has left is not waited for.
            with LOCK:
                if waiter in feed.waiting:
                    feed.waiting.remove(waiter)


async def push(socket: WebSocket) -> None:
    """Send each payload that comes after the one whose key the visitor names."""
    await socket.accept()
    feed = FEEDS.get(socket.path_params["name"])
    if feed is None:
        await socket.close(UNKNOWN)
        return
    asking = Asking(socket, lambda: feed.preview)
    gone = asyncio.create_task(until_gone(socket, feed, asking))
    key = socket.query_params.get("key", "")
    try:
        while not gone.done():
            coming = asyncio.create_task(following(feed, key))
            await asyncio.wait({coming, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                coming.cancel()
                break
            news = coming.result()
            if news is None:
                await socket.close(UNKNOWN)
                break
            key, payload = news
            await asking.send(payload)
    except (WebSocketDisconnect, RuntimeError):
        # Starlette raises either when a visitor leaves while something is sent.
        pass
    finally:
        gone.cancel()
        asking.end()


async def until_gone(socket: WebSocket, feed: Feed, asking: Asking) -> None:
    """Hear the visitor until the socket closes: that a payload has been painted, or what to preview."""
    while (message := await socket.receive())["type"] != "websocket.disconnect":
        text = message.get("text") or ""
        if text == PAINTED:
            feed.painted.set()
        else:
            asking.ask(text)


async def fetch(request: Request) -> Response:
    """The latest payload."""
    feed = FEEDS.get(request.path_params["name"])
    if feed is None:
        return Response("This figure's data are no longer kept: move any control.", status_code=404)
    return Response(feed.payload, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})


routes = [WebSocketRoute("/live-feed/{name}", push), Route("/live-feed/{name}", fetch)]
