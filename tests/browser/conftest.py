"""Chromium, a fresh server, and a page of its own for each browser test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.serving import WAIT, chromium, serving, window


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    with serving() as site:
        yield site


@pytest.fixture(scope="module")
def modules(browser: Browser, site: str) -> Iterator[Page]:
    """A page that has loaded the live figure's modules."""
    with window(browser) as page:
        page.goto(f"{site}/race", timeout=WAIT)
        page.wait_for_selector(".figure .where", timeout=WAIT)
        yield page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own, in a window of a usual size."""
    with window(browser) as page:
        yield page
