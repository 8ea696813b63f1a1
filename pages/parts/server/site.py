"""What surrounds the pages: warm-up at the start, security headers, health and version."""

import base64
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Mapping, MutableMapping, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.parts.live import feed
from pages.parts.server import files, warm_up
from pages.parts.server.files import HTML
from pages.parts.server.frames import FRAMES
from pages.parts.server.kept_answers import KeptAnswers

Message = MutableMapping[str, Any]


def inline_script_hashes() -> str:
    """The inline scripts of the pages, as a policy names them."""
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", HTML, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def policy(frames: Sequence[str] = ()) -> str:
    """What a page may load, and the origins whose pages may show it in a frame."""
    ancestors = " ".join(frames) or "'none'"
    parts = [
        # For connections, too: every file carries these words, so none is said twice.
        "default-src 'self'",
        f"script-src 'self' blob: {inline_script_hashes()}",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "img-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-src 'none'",
        f"frame-ancestors {ancestors}",
    ]
    return "; ".join(parts)


def headers(frames: Sequence[str] = ()) -> dict[str, str]:
    """The headers of every answer; `frames` are the origins whose pages may show it in a frame."""
    return {
        "Content-Security-Policy": policy(frames),
        "X-Content-Type-Options": "nosniff",
        # It knows no list of origins: the policy alone says who may.
        **({} if frames else {"X-Frame-Options": "DENY"}),
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


HEADERS = headers(FRAMES.origins)
POLICY = HEADERS["Content-Security-Policy"]


class SecurityHeaders:
    """Adds the headers to every answer. Plain ASGI: it neither buffers files nor touches sockets."""

    def __init__(self, app: ASGIApp, added: Mapping[str, str] = HEADERS) -> None:
        self.app = app
        self.headers = [(name.lower().encode(), value.encode()) for name, value in added.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                message["headers"] = [*message.get("headers", []), *self.headers]
            await send(message)

        await self.app(scope, receive, send if scope["type"] == "lifespan" else with_headers)


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Start warming up while the server already answers."""
    if FRAMES.complaint:
        logging.getLogger(__name__).error(FRAMES.complaint)
    warm_up.start()
    yield


async def health(request: Request) -> JSONResponse:
    """200 once a race can be simulated, 503 before that or when it failed."""
    state = warm_up.STATE
    _, step = state.waits_for() or (1.0, "")
    body = {"ready": state.ready, "step": step, "error": state.error}
    return JSONResponse(body, status_code=200 if state.ready else 503)


async def which_version(request: Request) -> JSONResponse:
    try:
        return JSONResponse({"version": version("asynchrony-lab")})
    except PackageNotFoundError:
        return JSONResponse({"version": "not installed"})


routes = [
    Route("/health", health),
    Route("/version", which_version),
    *files.routes,
    *feed.routes,
]
middleware = [Middleware(SecurityHeaders), Middleware(KeptAnswers)]
