"""Hypothesis the same on every machine, linear algebra that does not wait on a busy one, what several files need."""

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import threadpoolctl
from hypothesis import settings
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.internal.constants_ast import Constants
from playwright.sync_api import Browser, Page

import engine  # noqa: F401  loads the libraries whose threads are limited below
from tests.browser.serving import WAIT, chromium, serving
from tests.support.commands import SMALL

# Timed examples would fail on a busy machine; random ones could not be repeated from a log.
settings.register_profile("suite", deadline=None, derandomize=True, database=None, max_examples=25)
settings.load_profile("suite")
# Hypothesis also tries constants of all modules that are loaded: a test would draw others alone than in the suite.
HypothesisProvider._local_constants = Constants()

# OpenBLAS's threads spin while they wait for each other: on a busy machine that costs minutes.
threadpoolctl.threadpool_limits(1, user_api="blas")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    with serving() as site:
        yield site


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own, in a window of a usual size."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(WAIT)
    yield page
    context.close()


@pytest.fixture(scope="module")
def warm() -> Iterator[None]:
    """The engine is ready, as on a server that has been up for a while; the tests' own garbage stays collectable."""
    from pages.parts.live.feed import FEEDS
    from pages.parts.race import result, sensitivity, steps
    from pages.parts.server import warm_up
    from pages.parts.work import computed

    warm_up.STATE.started = True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "freeze", lambda: None)
        # The search for the best steps would follow every change: its own tests ask for it.
        patch.setattr(sensitivity, "AUTOMATIC_WORK", 0)
        # Nothing but a browser's timer tells that a visitor rests: what waits for that comes at once.
        patch.setattr(computed, "wait_for", computed.computed)
        warm_up.run()
        yield
    result.RESULTS.clear()
    steps.SEARCHES.clear()
    FEEDS.clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a scenario in it, for the command line."""
    (tmp_path / "scenario.json").write_text(json.dumps(SMALL))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def no_simulation(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong from the start must not cost a simulation."""

    def simulated(*arguments: Any) -> None:
        raise AssertionError("simulated in vain")

    monkeypatch.setattr("engine.__main__.simulate", simulated)
