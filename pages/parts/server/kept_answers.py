"""Files that never change, kept in memory: compressed once, and sent without a look at the disk.

Streamlit sends its own files uncompressed, since its way of compressing would do so for every visitor anew, and reads
each from the disk in pieces. Here those who ask for a file first pay for both, and nobody after them.
"""

import gzip
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from posixpath import normpath

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WORTH = 0.9
"""What does not become smaller than this share, as fonts, is sent as it is."""
MOST_BYTES = 3e7
"""Kept in all, so that strange addresses of the same files cannot fill the memory."""
SPECIAL = {"range", "if-none-match", "if-modified-since"}
"""Requests for a part, or for nothing where nothing has changed: the application knows how."""
NEEDLESS = ("etag", "last-modified", "accept-ranges")
"""For asking again, and for parts. Nobody does of these, and a page's hundred files would carry 13 kB of them."""
GZIP = re.compile(r"(?:^|[\s,])gzip\s*(?:,|$|;\s*q=(?!0(?:\.0*)?\s*(?:,|$)))", re.IGNORECASE)


@dataclass
class Answer:
    """The application's answer: sent on as it comes, but held until it is whole where it can be kept."""

    send: Send
    start: Message | None = None
    body: bytearray = field(default_factory=bytearray)

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start" and lasting(message):
            self.start = message
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")


def lasting(start: Message) -> bool:
    """Is this a whole file whose address changes with its content?"""
    headers = Headers(raw=start["headers"])
    personal = "set-cookie" in headers or "content-encoding" in headers
    return start["status"] == HTTPStatus.OK and "immutable" in headers.get("cache-control", "") and not personal


def packed(start: Message, body: bytes) -> tuple[Message, bytes]:
    """The same answer, compressed where that is worth it."""
    small = gzip.compress(body, mtime=0)
    if len(small) > WORTH * len(body):
        return start, body
    headers = MutableHeaders(raw=list(start["headers"]))
    headers.update({"content-encoding": "gzip", "content-length": str(len(small))})
    for name in NEEDLESS:
        del headers[name]
    return {**start, "headers": headers.raw}, small


def varying(send: Send) -> Send:
    """`send` that tells caches on the way: the same address has other bytes for those who take no gzip."""

    async def with_header(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message.get("headers", [])))
            if "immutable" in headers.get("cache-control", ""):
                headers.add_vary_header("Accept-Encoding")
            message = {**message, "headers": headers.raw}
        await send(message)

    return with_header


class KeptAnswers:
    """Plain ASGI. Sockets, and all but whole files for those who take gzip, pass as they come."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: dict[str, tuple[Message, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers, send = Headers(scope=scope), varying(send)
        plain = scope["method"] not in ("GET", "HEAD") or not GZIP.search(headers.get("accept-encoding", ""))
        if plain or SPECIAL & set(headers.keys()):
            await self.app(scope, receive, send)
            return
        answer = self.kept.get(normpath(scope["path"])) or await self.ask(scope, receive, send)
        if answer:
            await send(answer[0])
            await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer[1]})

    async def ask(self, scope: Scope, receive: Receive, send: Send) -> tuple[Message, bytes] | None:
        """The application's answer, kept from now on; None where it cannot be kept: then it has been sent."""
        answer = Answer(send)
        # In messages, not as the name of a file, which some servers offer to read themselves.
        await self.app({**scope, "extensions": {}}, receive, answer.take)
        if answer.start is None:
            return None
        whole = await run_in_threadpool(packed, answer.start, bytes(answer.body))
        used = sum(len(body) for _, body in self.kept.values())
        if scope["method"] == "GET" and used + len(whole[1]) < MOST_BYTES:
            self.kept[normpath(scope["path"])] = whole
        return whole
