"""What surrounds the pages: headers on every answer, health, and a warm-up that happens once and reports failure."""

import asyncio
import base64
import gc
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import streamlit
from starlette.applications import Starlette

from engine.methods import METHODS
from pages.parts.live import assets_path, feed
from pages.parts.live.assets_path import ADDRESS, FOLDER
from pages.parts.server import warm_up
from pages.parts.server.site import HEADERS, POLICY, SecurityHeaders, lifespan, middleware, routes

ROOT = Path(__file__).parents[3]
SENT = {(name.lower().encode(), value.encode()) for name, value in HEADERS.items()}


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[warm_up.State]:
    """A warm-up of its own, in which nothing has happened, and which freezes nothing."""
    fresh = warm_up.State()
    monkeypatch.setattr(warm_up, "STATE", fresh)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    yield fresh
    for thread in threading.enumerate():
        if thread.name == "warm-up":
            thread.join(timeout=60)


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


def get(path: str) -> tuple[int, dict[str, Any], set[tuple[bytes, bytes]]]:
    """The same of a route that answers in JSON."""
    status, body, headers = ask(path)
    return status, json.loads(body) if status != 404 else {}, headers


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


IMMUTABLE = (b"cache-control", b"public, max-age=31536000, immutable")
KINDS = {".js": b"text/javascript", ".css": b"text/css"}


@pytest.mark.parametrize("asset", sorted(FOLDER.iterdir()), ids=lambda asset: asset.name)
def test_the_live_figures_files_are_served_for_ever(asset: Path) -> None:
    status, body, headers = ask(f"/{ADDRESS}/{asset.name}")
    assert status == 200
    assert body == asset.read_bytes()
    assert IMMUTABLE in headers
    # A browser runs a module only under this type, and guesses none (nosniff).
    assert dict(headers)[b"content-type"].split(b";")[0] == KINDS[asset.suffix]
    # What it loads by name is there, too.
    for name in re.findall(r'from "\./([^"]+)"', body.decode()):
        assert (FOLDER / name).is_file()


@pytest.mark.parametrize(
    "path", [f"/{ADDRESS}/no.js", f"/{ADDRESS}/", f"/{ADDRESS}/../component.py", "/live/0123456789ab/main.js"]
)
def test_nothing_else_is_served_nor_kept(path: str) -> None:
    """Least of all under an address that may soon have a file."""
    status, _, headers = ask(path)
    assert status == 404
    assert b"cache-control" not in dict(headers)


def test_the_address_changes_with_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "assets"
    shutil.copytree(FOLDER, copy)
    monkeypatch.setattr(assets_path, "FOLDER", copy)
    assert f"live/{assets_path.fingerprint()}" == ADDRESS
    seen = {assets_path.fingerprint()}
    files = sorted(copy.iterdir())
    for number, path in enumerate(files, start=1):
        path.write_bytes(path.read_bytes() + b"\n")
        seen.add(assets_path.fingerprint())
        assert len(seen) == number + 1, path.name
    (copy / "main.js").rename(copy / "other.js")
    seen.add(assets_path.fingerprint())
    assert len(seen) == len(files) + 2
    os.utime(copy / "other.js", (0, 0))
    assert assets_path.fingerprint() in seen
    assert re.fullmatch(r"[0-9a-f]+", assets_path.fingerprint())


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


def test_the_policy_allows_the_inline_scripts_of_streamlits_page_and_no_others() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = InlineScripts(page).found
    assert scripts
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


def test_health_follows_the_warm_up(state: warm_up.State, monkeypatch: pytest.MonkeyPatch) -> None:
    status, body, _ = get("/health")
    assert (status, body["ready"], body["error"]) == (503, False, "")
    assert body["step"]
    monkeypatch.setattr(warm_up, "STEPS", (("numbers", "math"), ("text", "json")))
    state.done = 1
    assert get("/health")[0] == 503
    assert get("/health")[1]["step"] == "text"
    warm_up.run()
    status, body, _ = get("/health")
    assert (status, body["ready"], body["error"]) == (200, True, "")


def test_a_failed_warm_up_is_reported(state: warm_up.State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "STEPS", (("numbers", "math"), ("nothing", "no_such_module"), ("text", "json")))
    with pytest.raises(ModuleNotFoundError):
        warm_up.run()
    assert not state.ready
    assert state.doing == "nothing"
    status, body, _ = get("/health")
    assert (status, body["ready"]) == (503, False)
    assert "no_such_module" in body["error"]


def test_a_warm_up_goes_on_where_it_was(state: warm_up.State, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was loaded before a failure is not loaded again."""
    monkeypatch.setattr(warm_up, "STEPS", (("nothing", "no_such_module"), ("text", "json")))
    state.done = 1
    warm_up.run()
    assert state.ready


def test_progress_rises_to_one(state: warm_up.State) -> None:
    fractions = []
    for done in range(len(warm_up.STEPS) + 1):
        state.done = done
        fractions.append(state.fraction)
        assert state.doing
    assert all(0 <= fraction <= 1 for fraction in fractions)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert [state.ready, warm_up.State().ready] == [True, False]


class Counted:
    """Stands in for the warm-up's work: counts how often it is begun."""

    def __init__(self) -> None:
        self.times = 0
        self.go = threading.Event()

    def __call__(self) -> None:
        self.times += 1
        self.go.wait(60)


def test_the_warm_up_begins_once(state: warm_up.State, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Counted()
    monkeypatch.setattr(warm_up, "run", work)
    callers = [threading.Thread(target=warm_up.start) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    work.go.set()
    warm_up.start()
    assert work.times == 1
    assert state.started


def test_the_server_answers_while_it_warms_up(state: warm_up.State, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Counted()
    monkeypatch.setattr(warm_up, "run", work)
    sent = answers(Starlette(lifespan=lifespan, middleware=middleware), {"type": "lifespan", "state": {}})
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert not work.go.is_set()
    assert work.times == 1
    work.go.set()


WARMED = """
import json, threadpoolctl
from pages.parts.server import warm_up
before = warm_up.STATE.fraction, warm_up.STATE.doing
warm_up.run()
blas = [library["num_threads"] for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"]
print(json.dumps([before, warm_up.STATE.fraction, warm_up.compiled_functions(), warm_up.functions_to_compile(), blas]))
"""


def test_the_real_warm_up() -> None:
    """Counts every function that is compiled, and leaves the processors to the visitors."""
    done = subprocess.run([sys.executable, "-c", WARMED], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    before, after, compiled, expected, blas = json.loads(done.stdout)
    assert before[0] == 0
    assert f"0 of {expected} " in before[1]
    assert after == 1
    assert compiled == expected > 0
    assert blas
    assert set(blas) == {1}


def test_the_first_run_warms_every_method() -> None:
    from pages.parts.server import first_run

    assert {settings.kind for settings in first_run.simulation.scenario.methods} == set(METHODS)
