"""A first start, on a machine that has not compiled anything: every page waits for what it needs, and says so."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.serving import WAIT, no_errors, pictures_stand, serving, settled

pytestmark = pytest.mark.browser

BAR = "[data-testid=stProgress]"


def read_bar(page: Page) -> str:
    """What a page says of its wait: the stage, without numbers; '' where it says nothing."""
    said = " ".join(page.locator(BAR).all_inner_texts())
    found = re.search(r"compiling what (\w+) needs, \d+ of", said)
    return found[1] if found else ""


def test_pages_opened_first_say_what_they_wait_for(browser: Browser, tmp_path: Path) -> None:
    """Momentum and Speedup at once, as the first visitors of a server: each gets its own part compiled."""
    heard: dict[str, set[str]] = {"momentum": set(), "speedup": set()}
    with serving(ready=False, XDG_CACHE_HOME=str(tmp_path)) as site:
        pages = {name: browser.new_page() for name in heard}
        for name, page in pages.items():
            page.set_default_timeout(WAIT)
            page.goto(f"{site}/{name}")
        end = time.monotonic() + 2 * WAIT / 1000
        while any(page.get_by_test_id("stTable").count() == 0 for page in pages.values()):
            assert time.monotonic() < end, heard
            for name, page in pages.items():
                heard[name] |= {read_bar(page)} - {""}
            time.sleep(0.1)
        for page in pages.values():
            settled(page)
            no_errors(page)
            pictures_stand(page)
            page.close()
    assert heard == {"momentum": {"race", "theory"}, "speedup": {"race", "speedup"}}
