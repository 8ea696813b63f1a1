"""What browser tests need: a fresh server, Chromium, and ways to wait for a page."""

import contextlib
import csv
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Locator, Page, ViewportSize, expect, sync_playwright

from pages.parts.plot import addresses

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
]
START_SECONDS = 180
"""A server may compile everything before its first page."""
WAIT = 60_000
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FIGURE = (
    """[...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]"""
    """.map((node) => node.shadowRoot.querySelector(".figure")).find(Boolean).figure"""
)
"""The live figure's own object, in a script for the page."""
SCRIPTS = f"/{addresses.ADDRESS}"
DATA = "async (node, folder) => (await import(`${folder}/take_away.js`)).csv(node)"
"""A chart's data as it can be taken away."""
SCROLLED = """() => document.querySelector("[data-testid=stMain]").scrollTop"""
CHARTS = "[data-testid=stMain] .lab-chart"
PICTURES = "[data-testid=stMain] [data-testid=stImage] img, [data-testid=stMain] [data-testid=stImageContainer] img"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(ready: bool = True, **environment: str) -> Iterator[str]:
    """The address of a fresh server; with `ready` only once a race can be simulated."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    with tempfile.TemporaryFile() as log:
        # A search after every change would keep each page busy for a second; its own tests ask for it.
        quiet = {**os.environ, "LAB_AUTOMATIC_WORK": "0"} | environment
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=quiet)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_answering(f"{address}/{'health' if ready else '_stcore/health'}", process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_until_answering(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended by itself"
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            if urllib.request.urlopen(url, timeout=5).status == 200:
                return
        time.sleep(0.2)
    pytest.fail(f"no answer from {url} within {START_SECONDS} s")


@contextlib.contextmanager
def window(browser: Browser, width: int = 1400, height: int = 1000, touch: bool = False) -> Iterator[Page]:
    """A page of its own in a window of this size; with `touch` a phone's."""
    size: ViewportSize = {"width": width, "height": height}
    context = browser.new_context(viewport=size, has_touch=touch, is_mobile=touch)
    page = context.new_page()
    page.set_default_timeout(WAIT)
    yield page
    context.close()


def touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    """Fingers at these places of the window; playwright itself knows taps alone."""
    given = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": given})


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; skips where there is none, unless LAB_REQUIRE_BROWSER is set."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("LAB_REQUIRE_BROWSER"):
            pytest.fail("LAB_REQUIRE_BROWSER is set, but there is no Chromium")
        pytest.skip("no Chromium found: the browser tests did not run (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


def settled(page: Page) -> None:
    """Wait until the page's script has run and its table stands."""
    page.wait_for_selector("[data-testid=stTable]", timeout=WAIT)
    rested(page)


def rested(page: Page) -> None:
    """Wait until the page's script has run."""
    # A moved control reaches the server a little later; only then the state says that a script runs.
    page.wait_for_timeout(300)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=WAIT)


def table(page: Page) -> str:
    """The figures in the first table."""
    settled(page)
    return page.locator("[data-testid=stTable]").first.inner_text()


def address(page: Page) -> str:
    return str(page.evaluate("location.href"))


def no_errors(page: Page) -> None:
    expect(page.get_by_test_id("stException")).to_have_count(0)


def violations(page: Page, impacts: tuple[str, ...] = ()) -> list[str]:
    """What axe finds, of these impacts or of any: the rule and the first place."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if not impacts or v["impact"] in impacts]


def fits(page: Page) -> bool:
    """Does nothing scroll sideways?"""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"))


def drawn(picture: Locator) -> bool:
    """Can the browser show this picture, once it is in sight?"""
    picture.scroll_into_view_if_needed()
    return bool(picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0)


def in_sight(chart: Locator) -> Locator:
    """The chart, scrolled to and drawn."""
    # Playwright's own way fails where the page makes a new node meanwhile.
    chart.evaluate("node => node.scrollIntoView({ block: 'center' })")
    expect(chart.locator(".main-svg").first).to_be_visible(timeout=WAIT)
    return chart


def chart_stands(chart: Locator) -> None:
    """The chart is drawn, comes with words, and has data with as many cells in every row."""
    in_sight(chart)
    assert len(chart.get_attribute("aria-label") or "") > 20
    names, *rows = csv.reader(chart.evaluate(DATA, SCRIPTS).splitlines())
    assert names[:3] == ["trace", "x", "y"]
    assert rows
    assert all(len(row) == len(names) for row in rows)


def pictures_stand(page: Page) -> None:
    """Every picture and every chart is drawn and comes with words."""
    for chart in page.locator(CHARTS).all():
        chart_stands(chart)
    for picture in page.locator(PICTURES).all():
        assert drawn(picture)
        assert len(picture.get_attribute("alt") or "") > 20
