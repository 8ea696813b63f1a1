"""A browser asks for previews while a visitor moves a control: the newest one counts, one at a time is made.

What a browser asks is one JSON text, `{"preview": number, "values": {...}}`; the answer is a payload, or
`{"preview": number, "why": sentence}` where there is none. All visitors share one thread: two took the interpreter's
lock from each other, and a page that is being made from both. Knows nothing of Streamlit.
"""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from pages.parts.work.desk import DESK

MOST_CHARACTERS = 4000
"""Of a question: 60 workers' times in all their digits have 1,300."""
ONE = ThreadPoolExecutor(1, thread_name_prefix="preview")
Make = Callable[[dict[str, Any]], bytes]
"""Makes the payload of a question. Raises ValueError with a sentence where there is none."""


class Asking:
    """One browser's questions, and the one way to send it something."""

    def __init__(self, socket: WebSocket, make: Callable[[], Make | None]) -> None:
        self.socket = socket
        self.make = make
        self.newest: str | None = None
        self.task: asyncio.Task[None] | None = None
        self.sending = asyncio.Lock()

    async def send(self, payload: bytes | str) -> None:
        """Send a payload or a text, after whatever is being sent."""
        async with self.sending:
            await (self.socket.send_bytes(payload) if isinstance(payload, bytes) else self.socket.send_text(payload))

    def ask(self, text: str) -> None:
        """Take a question; an older one that waits is forgotten, and what nobody asked for rests meanwhile."""
        DESK.stir()
        self.newest = text
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.answer_all())

    def end(self) -> None:
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


def question(text: str) -> dict[str, Any]:
    """What a browser asks. Raises ValueError where it is no question."""
    asked = json.loads(text) if len(text) <= MOST_CHARACTERS else None
    match asked:
        case {"preview": int(), "values": dict()} if len(asked) == 2:
            return dict(asked)
    raise ValueError("a preview has a number and values")
