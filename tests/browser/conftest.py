"""One Chromium, one server and one visitor for all browser tests; each test has a page of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.serving import WAIT, chromium, serving

WINDOW = {"width": 1400, "height": 1000}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Gone when other tests begin: Playwright's event loop leaves no room for another one."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def site() -> Iterator[str]:
    with serving() as site:
        yield site


@pytest.fixture(scope="package")
def visitor(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """Somebody who was here before: the browser has Streamlit's scripts, and no page remembers anything."""
    context = browser.new_context(viewport=WINDOW)
    context.set_default_timeout(WAIT)
    # A page without an address, or in a sandbox, has no storage.
    context.add_init_script("try { localStorage.clear() } catch {}")
    # A page that stays open keeps the process that has compiled the scripts.
    context.new_page().goto(f"{site}/health")
    yield context
    context.close()


@pytest.fixture
def page(visitor: BrowserContext) -> Iterator[Page]:
    """A page in a window of a usual size."""
    page = visitor.new_page()
    yield page
    page.close()


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    """The page of another visitor, who was never here before."""
    page = browser.new_page(viewport=WINDOW)
    page.set_default_timeout(WAIT)
    yield page
    page.close()
