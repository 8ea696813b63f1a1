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


def request(path: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    """What an ASGI application gets of a request; `_` stands for `-` in the headers' names."""
    return {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "root_path": "", "scheme": "http",
        "query_string": b"", "http_version": "1.1", "server": ("localhost", 80), "client": ("", 0),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip


def whole(app: Any, scope: dict[str, Any]) -> tuple[int, bytes, set[tuple[bytes, bytes]]]:
    """Status, content and headers of an application's answer."""
    start, *bodies = answers(app, scope)
    return start["status"], b"".join(part.get("body", b"") for part in bodies), set(start["headers"])


def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, bytes, set[tuple[bytes, bytes]]]:
    """The answer of one of the app's own routes behind its middleware."""
    return whole(Starlette(routes=routes, middleware=middleware), request(path, method, **headers))
