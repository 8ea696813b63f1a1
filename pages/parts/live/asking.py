"""A browser asks for previews while a visitor moves a control: the newest one counts, one at a time is made.

What a browser asks is one JSON text, `{"preview": number, "values": {...}}`; the answer is a payload, or
`{"preview": number, "why": sentence}` where there is none. All visitors share one thread: two took the interpreter's
lock from each other, and a page that is being made from both. Where a control rests in the hand, what its release will
need is made ready. Knows nothing of Streamlit.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from pages.parts.work.desk import DESK

MOST_CHARACTERS = 4000
"""Of a question: 60 workers' times in all their digits have 1,300."""
REST = 0.06
"""Seconds without a question after which a control rests in the hand."""
ONE = ThreadPoolExecutor(1, thread_name_prefix="preview")
AHEAD = ThreadPoolExecutor(1, thread_name_prefix="ahead")
Question = dict[str, Any]


class Make(Protocol):
    """What a page offers while a control is moved. Raises ValueError with a sentence where there is nothing."""

    def __call__(self, asked: Question) -> bytes:
        """The payload of a question."""

    def ready(self, asked: Question) -> None:
        """Make ready what the page will need if the control is let go there."""


class Asking:
    """One browser's questions, and the one way to send it something."""

    def __init__(self, socket: WebSocket, make: Callable[[], Make | None]) -> None:
        self.socket = socket
        self.make = make
        self.newest: str | None = None
        self.task: asyncio.Task[None] | None = None
        self.rest: asyncio.TimerHandle | None = None
        self.sending = asyncio.Lock()

    async def send(self, payload: bytes | str) -> None:
        """Send a payload or a text, after whatever is being sent."""
        async with self.sending:
            await (self.socket.send_bytes(payload) if isinstance(payload, bytes) else self.socket.send_text(payload))

    def ask(self, text: str) -> None:
        """Take a question; an older one that waits is forgotten, and what nobody asked for rests meanwhile."""
        DESK.stir()
        self.move()
        self.newest = text
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.answer_all())

    def move(self) -> None:
        """The control does not rest any more."""
        if self.rest is not None:
            self.rest.cancel()

    def end(self) -> None:
        self.move()
        if self.task is not None:
            self.task.cancel()

    async def answer_all(self) -> None:
        """Answer the newest question until none is left."""
        loop = asyncio.get_running_loop()
        while self.newest is not None:
            text, self.newest = self.newest, None
            answer = await loop.run_in_executor(ONE, answered, text, self.make())
            try:
                await self.send(answer)
            except (WebSocketDisconnect, RuntimeError):
                # As in the feed: the visitor has left meanwhile.
                return
            self.move()
            make = self.make()
            if make is not None:
                self.rest = loop.call_later(REST, loop.run_in_executor, AHEAD, made_ready, text, make)


def answered(text: str, make: Make | None) -> bytes | str:
    """The payload for a question, or a text that says why there is none."""
    number = None
    try:
        asked = question(text)
        number = asked["preview"]
        if make is None:
            raise ValueError("this page has nothing to preview")
        return make(asked)
    except (ValueError, ArithmeticError, RuntimeError) as error:
        return json.dumps({"preview": number, "why": str(error)})


def made_ready(text: str, make: Make) -> None:
    """What the release of a control will need; where there is nothing, the page will say why."""
    with contextlib.suppress(ValueError, ArithmeticError, RuntimeError):
        make.ready(question(text))


def question(text: str) -> Question:
    """What a browser asks. Raises ValueError where it is no question."""
    asked = json.loads(text) if len(text) <= MOST_CHARACTERS else None
    match asked:
        case {"preview": int(), "values": dict()} if len(asked) == 2:
            return dict(asked)
    raise ValueError("a preview has a number and values")
