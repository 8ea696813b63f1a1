"""Asking the app as a browser does, without a server."""

import asyncio
from typing import Any

from starlette.applications import Starlette

from pages.parts.server.site import middleware, routes


def answers(app: Any, scope: dict[str, Any]) -> list[dict[str, Any]]:
    """All that a plain ASGI application sends when it is called."""
    sent: list[dict[str, Any]] = []
    received = iter([{"type": f"{scope['type']}.{'startup' if scope['type'] == 'lifespan' else 'request'}"}])

    async def receive() -> dict[str, Any]:
        message = next(received, {"type": f"{scope['type']}.shutdown"})
        if message["type"] == "http.shutdown":
            # A visitor has nothing more to say, and stays for the answer.
            await asyncio.Event().wait()
        return message

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def ask(path: str) -> tuple[int, bytes, set[tuple[bytes, bytes]]]:
    """Status, content and headers of one of the app's own routes behind its middleware."""
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "", "scheme": "http",
        "query_string": b"", "headers": [], "http_version": "1.1", "server": ("localhost", 80), "client": ("", 0),
    }  # fmt: skip
    start, *bodies = answers(Starlette(routes=routes, middleware=middleware), scope)
    return start["status"], b"".join(part.get("body", b"") for part in bodies), set(start["headers"])
