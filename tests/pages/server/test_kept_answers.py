"""Lasting files are compressed once and kept; everything else passes as it comes."""

import gzip
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from pages.parts.live.assets_path import ADDRESS, SCRIPT
from pages.parts.server import kept_answers
from pages.parts.server.kept_answers import GZIP, KeptAnswers
from pages.parts.server.site import HEADERS
from tests.support.asking import answers, ask, request, whole

STATIC = Path(streamlit.__file__).parent / "static"
PROTOBUF = next((STATIC / "static" / "js").glob("protobuf.*.js"))
FONT = next((STATIC / "static" / "media").glob("*.woff2"))
ZIPPED = {"accept_encoding": "gzip, deflate, br"}


def address(path: Path) -> str:
    return f"/{path.relative_to(STATIC).as_posix()}"


class Counted:
    """Streamlit's own static files, and how often they were asked for."""

    def __init__(self) -> None:
        self.app = create_streamlit_static_handler(str(STATIC), None)
        self.times = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.times += 1
        await self.app(scope, receive, send)


def test_streamlits_scripts_are_compressed_once() -> None:
    files = Counted()
    app = KeptAnswers(files)
    for _ in range(3):
        status, body, headers = whole(app, request(address(PROTOBUF), **ZIPPED))
        named = dict(headers)
        assert status == 200
        assert len(body) < PROTOBUF.stat().st_size / 4
        assert gzip.decompress(body) == PROTOBUF.read_bytes()
        assert named[b"content-encoding"] == b"gzip"
        assert named[b"content-length"] == str(len(body)).encode()
        assert b"immutable" in named[b"cache-control"]
        assert named[b"vary"] == b"Accept-Encoding"
    assert files.times == 1


def test_what_does_not_become_smaller_is_kept_as_it_is() -> None:
    files = Counted()
    app = KeptAnswers(files)
    for _ in range(2):
        _, body, headers = whole(app, request(address(FONT), **ZIPPED))
        assert body == FONT.read_bytes()
        assert b"content-encoding" not in dict(headers)
    assert files.times == 1


@pytest.mark.parametrize("headers", [{}, {"accept_encoding": "br"}, {"accept_encoding": "gzip;q=0, br"}])
def test_who_takes_no_gzip_gets_plain_bytes(headers: dict[str, str]) -> None:
    app = KeptAnswers(Counted())
    whole(app, request(address(PROTOBUF), **ZIPPED))
    status, body, sent = whole(app, request(address(PROTOBUF), **headers))
    assert (status, body) == (200, PROTOBUF.read_bytes())
    assert b"content-encoding" not in dict(sent)
    assert dict(sent)[b"vary"] == b"Accept-Encoding"


@pytest.mark.parametrize(
    ("words", "takes"),
    [
        ("gzip", True), ("br, GZIP", True), ("gzip;q=0.5", True), ("gzip; q=1.0, br", True), ("x-gzip", False),
        ("gzip;q=0", False), ("gzip; q=0.000, br", False), ("", False), ("identity", False),
    ],
)  # fmt: skip
def test_what_a_browser_takes(words: str, takes: bool) -> None:
    assert bool(GZIP.search(words)) is takes


def test_parts_heads_and_what_has_not_changed() -> None:
    app = KeptAnswers(Counted())
    part = whole(app, request(address(PROTOBUF), range="bytes=5-9", **ZIPPED))
    assert part[:2] == (206, PROTOBUF.read_bytes()[5:10])
    etag = dict(whole(app, request(address(PROTOBUF)))[2])[b"etag"].decode()
    assert whole(app, request(address(PROTOBUF), if_none_match=etag, **ZIPPED))[:2] == (304, b"")
    for _ in range(2):
        assert whole(app, request(address(PROTOBUF), "HEAD", **ZIPPED))[:2] == (200, b"")
        status, body, headers = whole(app, request(address(PROTOBUF), **ZIPPED))
        assert (status, gzip.decompress(body)) == (200, PROTOBUF.read_bytes())
    kept = dict(whole(app, request(address(PROTOBUF), "HEAD", **ZIPPED))[2])
    assert kept == dict(headers)


def test_pages_are_not_kept() -> None:
    """Nor is what has no address of its own: Streamlit answers it with its page."""
    files = Counted()
    app = KeptAnswers(files)
    for _ in range(2):
        for path in ("/bias", "/static/js/no.js"):
            assert whole(app, request(path, **ZIPPED))[1] == (STATIC / "index.html").read_bytes()
    assert files.times == 4
    assert not app.kept


def test_there_is_an_end_to_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_answers, "MOST_BYTES", 1000)
    files = Counted()
    app = KeptAnswers(files)
    for _ in range(2):
        assert gzip.decompress(whole(app, request(address(PROTOBUF), **ZIPPED))[1]) == PROTOBUF.read_bytes()
    assert files.times == 2
    assert not app.kept


@pytest.mark.parametrize(
    ("kind", "messages"),
    [
        ("websocket", [{"type": "websocket.accept"}, {"type": "websocket.send", "bytes": b"piece" * 1000}]),
        ("lifespan", [{"type": "lifespan.startup.complete"}]),
        ("http", [
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]},
            {"type": "http.response.body", "body": b"piece", "more_body": True},
            {"type": "http.response.body", "body": b"piece"},
        ]),
    ],
)  # fmt: skip
def test_everything_else_passes_as_it_comes(kind: str, messages: list[dict[str, Any]]) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        for message in messages:
            await send(message)

    scope = request("/live-feed/somebody", **ZIPPED) if kind == "http" else {"type": kind}
    assert answers(KeptAnswers(app), scope) == messages


@pytest.mark.parametrize("path", [f"/{SCRIPT}", f"/{ADDRESS}/gap_view.js", f"/{ADDRESS}/style.css"])
def test_the_live_figures_files_are_compressed_with_every_header(path: str) -> None:
    _, plain, _ = ask(path)
    status, body, headers = ask(path, **ZIPPED)
    assert (status, gzip.decompress(body)) == (200, plain)
    assert headers >= {(name.lower().encode(), value.encode()) for name, value in HEADERS.items()}
    assert dict(headers)[b"cache-control"] == b"public, max-age=31536000, immutable"
