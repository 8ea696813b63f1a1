"""Headers on every answer, and a policy that allows Streamlit's own scripts and no others."""

import base64
import hashlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import streamlit

from pages.parts.live import feed
from pages.parts.live.assets_path import ADDRESS
from pages.parts.server import warm_up
from pages.parts.server.files import HISTORY, HTML, NAVIGATION, TABLES
from pages.parts.server.site import HEADERS, POLICY, SecurityHeaders
from tests.support.asking import answers, ask

SENT = {(name.lower().encode(), value.encode()) for name, value in HEADERS.items()}


def echo(*messages: dict[str, Any]) -> Any:
    """An application that sends these messages."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        for message in messages:
            await send(dict(message))

    return app


@pytest.mark.parametrize("kind", ["http.response.start", "websocket.accept"])
@pytest.mark.parametrize("own", [[], [(b"content-type", b"text/html")]])
def test_headers_are_added(kind: str, own: list[tuple[bytes, bytes]]) -> None:
    given = {"type": kind, "status": 200, "headers": own}
    (sent,) = answers(SecurityHeaders(echo(given)), {"type": kind.partition(".")[0]})
    assert set(sent["headers"]) == SENT | set(own)
    assert {key: value for key, value in sent.items() if key != "headers"} == {"type": kind, "status": 200}


def test_headers_are_added_where_there_are_none() -> None:
    (sent,) = answers(SecurityHeaders(echo({"type": "websocket.accept"})), {"type": "websocket"})
    assert set(sent["headers"]) == SENT


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        ("http", {"type": "http.response.body", "body": b"piece", "more_body": True}),
        ("websocket", {"type": "websocket.send", "bytes": b"piece"}),
        ("websocket", {"type": "websocket.close", "code": 1000}),
        ("lifespan", {"type": "lifespan.startup.complete"}),
    ],
)
def test_everything_else_passes_unchanged(scope: str, message: dict[str, Any]) -> None:
    assert answers(SecurityHeaders(echo(message)), {"type": scope}) == [message]


def test_every_route_has_the_headers(state: warm_up.State) -> None:
    feed.put("somebody", "key", b"figure")
    statuses = {"/health": 503, "/version": 200, "/missing": 404, f"/{ADDRESS}/main.js": 200, "/live-feed/nobody": 404}
    for path, status in (statuses | {"/live-feed/somebody": 200}).items():
        found, _, headers = ask(path)
        assert found == status
        assert headers >= SENT


class InlineScripts(HTMLParser):
    """Collects what stands between <script> and </script>."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and "src" not in dict(attrs)
        if self.inside:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = False


def directives() -> dict[str, list[str]]:
    return {words[0]: words[1:] for words in (part.split() for part in POLICY.split(";"))}


def test_the_policy_allows_the_inline_scripts_of_the_pages_and_no_others() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = InlineScripts(HTML).found
    # Streamlit's page where an unknown address leads has the same ones, but for ours.
    assert set(scripts) - set(InlineScripts(page).found) == {f"\n{HISTORY}{TABLES}{NAVIGATION}"}
    assert set(InlineScripts(page).found) < set(scripts)
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts}
    assert set(directives()["script-src"]) == {"'self'", "blob:"} | hashes


def test_the_policy_is_strict() -> None:
    found = directives()
    assert "unsafe-eval" not in POLICY
    assert [name for name, sources in found.items() if "'unsafe-inline'" in sources] == ["style-src"]
    assert found["default-src"] == ["'self'"]
    for name in ("object-src", "frame-ancestors", "frame-src"):
        assert found[name] == ["'none'"]
    # Nothing is ever loaded from another host.
    assert not any("." in source or "*" in source for sources in found.values() for source in sources)


@pytest.mark.parametrize("value", HEADERS.values())
def test_headers_are_one_line_of_ascii(value: str) -> None:
    assert value.isascii()
    assert value.isprintable()
