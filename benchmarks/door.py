"""`python -m benchmarks.door`: how long a visitor waits for the first picture, and what the network carries for it.

- From the start of the server's process until it answers, until it is ready, and until the Race is painted in a browser
  that asks as soon as there is an answer; `--empty`: with an empty kernel cache first, in a folder of its own.
- On a warm server, from the navigation to the painted Race: a new browser with nothing kept, then a reload.
- Processor seconds of `import engine` and of a first simulation, in a process of its own.
- Requests and bytes of both, as they travel: compressed, and nothing for what the browser has kept.

It needs the packages of the extra "test", and Chromium, which shares the processors with the server.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.server import Server, started, wait_until_ready
from tests.browser.serving import chromium

WAIT = 300_000
"""Milliseconds; a server may compile everything before its first picture."""
FILL = [sys.executable, "-m", "engine", "warm", "--all"]
ENGINE = """
import time
from engine import Scenario, simulate
imported = time.process_time()
methods = [{"kind": "asgd"}, {"kind": "rescaled_asgd"}, {"kind": "ormo"}]
simulate(Scenario.model_validate({"methods": methods}))
simulated = time.process_time() - imported
print(f"processor seconds: import {imported:.1f}, first simulate {simulated:.1f}")
"""
REST_SECONDS = 2.0
"""Until a page has loaded what it loads behind its first picture."""
LISTEN = """new PerformanceObserver((list) => {
  const mark = list.getEntriesByName("figure painted")[0];
  if (mark) window.firstPainted ??= mark.startTime;
}).observe({type: "mark", buffered: true})"""


@dataclass
class Visit:
    """What one load of the page took: seconds from the navigation to the painted Race, and bytes a file."""

    painted: float = 0.0
    names: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, float] = field(default_factory=dict)
    pushed: float = 0.0  # over sockets

    def asked(self, event: dict[str, Any]) -> None:
        self.names[event["requestId"]] = event["request"]["url"].partition("?")[0].rsplit("/", 1)[-1]

    def loaded(self, event: dict[str, Any]) -> None:
        # What comes out of the browser's own cache, or from the page itself, has not travelled.
        if event["encodedDataLength"] and event["requestId"] in self.names:
            self.bytes[event["requestId"]] = event["encodedDataLength"]

    def received(self, event: dict[str, Any]) -> None:
        text = event["response"]["payloadData"]
        self.pushed += len(text) * (3 / 4 if event["response"]["opcode"] == 2 else 1)

    def largest(self, count: int) -> str:
        ordered = sorted(self.bytes.items(), key=lambda item: -item[1])[:count]
        return ", ".join(f"{self.names[request]} {size / 1e3:.0f}" for request, size in ordered)


@contextmanager
def new_browser(browser: Browser) -> Iterator[Page]:
    """A page of a browser that has kept nothing."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.add_init_script(LISTEN)
    yield context.new_page()
    context.close()


def first_painted(page: Page) -> float:
    """Seconds from the navigation to the first painted Race, once it is there."""
    deadline = time.monotonic() + WAIT / 1e3
    # The page's policy forbids Playwright's own way of waiting for a script's value.
    while not (painted := page.evaluate("window.firstPainted ?? 0")):
        assert time.monotonic() < deadline, "nothing was painted"
        page.wait_for_timeout(50)
    return float(painted) / 1e3


def load(page: Page, site: str | None) -> Visit:
    """Load the address, or reload for None, until the Race is painted and the page rests."""
    visit, network = Visit(), page.context.new_cdp_session(page)
    network.on("Network.requestWillBeSent", visit.asked)
    network.on("Network.loadingFinished", visit.loaded)
    network.on("Network.webSocketFrameReceived", visit.received)
    network.send("Network.enable")
    page.reload(wait_until="commit") if site is None else page.goto(site, wait_until="commit", timeout=WAIT)
    visit.painted = first_painted(page)
    page.wait_for_timeout(1e3 * REST_SECONDS)
    network.detach()
    return visit


def steps(server: Server, began: float) -> str:
    """The warm-up's steps, each with the seconds since `began` at which it was first seen, until it is ready."""
    seen: dict[str, float] = {}
    while "ready" not in seen:
        try:
            urllib.request.urlopen(f"http://{server.host}/health", timeout=60)
            step = "ready"
        except urllib.error.HTTPError as answer:
            step = json.loads(answer.read())["step"].partition(":")[0]
        seen.setdefault(step, time.perf_counter() - began)
        time.sleep(0.05)
    return ", ".join(f"{step} {seconds:.1f}" for step, seconds in seen.items())


def measure_start(browser: Browser, folder: Path, name: str, environment: dict[str, str]) -> None:
    """A new server and a browser that waits for it."""
    began = time.perf_counter()
    with started(folder, environment=environment) as server, new_browser(browser) as page:
        wait_until_ready(server, "_stcore/health")
        answering = time.perf_counter() - began
        page.goto(f"http://{server.host}/race", wait_until="commit", timeout=WAIT)
        split = steps(server, began)
        first_painted(page)
        painted = time.perf_counter() - began
    print(f"{name}, seconds since the start: answers {answering:.1f}, {split}, painted {painted:.1f}")


def measure_ready(folder: Path, name: str, environment: dict[str, str]) -> None:
    """A new server without a visitor."""
    began = time.perf_counter()
    with started(folder, environment=environment) as server:
        wait_until_ready(server)
        print(f"{name}: ready after {time.perf_counter() - began:.1f} s without a visitor")


def measure_visits(browser: Browser, server: Server, rounds: int) -> None:
    first, again = [], []
    for _ in range(rounds):
        with new_browser(browser) as page:
            first.append(load(page, f"http://{server.host}/race"))
            again.append(load(page, None))
    for name, visits in (("new browser", first), ("reload", again)):
        times = sorted(visit.painted for visit in visits)
        last = visits[-1]
        print(
            f"{name}: painted after {statistics.median(times):.2f} s ({times[0]:.2f} to {times[-1]:.2f}); "
            f"{len(last.bytes)} requests, {sum(last.bytes.values()) / 1e6:.2f} MB, sockets {last.pushed / 1e3:.0f} kB"
        )
        print(f"  largest, kB: {last.largest(12)}")


def measure_engine(folder: Path, environment: dict[str, str], name: str) -> None:
    """A researcher's first minute: processor seconds of an import, and of the usual methods' first simulation."""
    done = subprocess.run(
        [sys.executable, "-c", ENGINE], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    print(f"{name}: {done.stdout.strip()}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.door", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="new browsers on a warm server")
    parser.add_argument("--starts", type=int, default=1, help="starts of the server with a filled kernel cache")
    parser.add_argument("--empty", action="store_true", help="start with an empty kernel cache, too")
    parser.add_argument("--app", type=Path, default=Path(__file__).parents[1], help="folder of the app.py to serve")
    options = parser.parse_args()
    with chromium() as browser, tempfile.TemporaryDirectory() as cache:
        environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
        if options.empty:
            environment["XDG_CACHE_HOME"] = cache
            measure_start(browser, options.app, "empty kernel cache", environment)
            shutil.rmtree(cache)
            measure_engine(options.app, environment, "empty kernel cache")
        # A commit before there was this command fills its cache whenever it starts.
        subprocess.run(FILL, cwd=options.app, env=environment, capture_output=True, check=False)
        measure_engine(options.app, environment, "filled kernel cache")
        with started(options.app, environment=environment) as server:
            wait_until_ready(server)
            measure_visits(browser, server, options.rounds)
        for _ in range(options.starts):
            measure_start(browser, options.app, "filled kernel cache", environment)
        measure_ready(options.app, "filled kernel cache", environment)


if __name__ == "__main__":
    main()
