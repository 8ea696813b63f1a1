"""What a first visit carries over the network, and a second one no more."""

import pytest
from playwright.sync_api import Browser

from benchmarks.door import load, new_browser

pytestmark = pytest.mark.browser

MOST_BYTES = 1.6e6
MOST_REQUESTS = 130


def test_a_first_visit_is_light_and_a_reload_lighter(browser: Browser, site: str) -> None:
    with new_browser(browser) as page:
        first = load(page, f"{site}/race")
        assert 100 < len(first.bytes) <= MOST_REQUESTS
        assert sum(first.bytes.values()) <= MOST_BYTES, first.largest(10)
        # All modules of the figure, once.
        assert [name for name in first.names.values() if name in ("all.js", "main.js", "figure.js")] == ["all.js"]
        again = load(page, None)
        assert len(again.bytes) <= 10
        assert sum(again.bytes.values()) <= 3e5, again.largest(10)


def test_the_start_page_asks_for_its_race_once(browser: Browser, site: str) -> None:
    with new_browser(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(site)
        page.locator(".figure .where").wait_for()
        page.wait_for_timeout(500)
        names = [address.rsplit("/", 1)[-1] for address in asked if "/live" in address]
        assert sorted(names) == ["all.js", "start"]
