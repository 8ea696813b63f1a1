"""The Claims page in a browser, wide and on a phone."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.serving import THEMES, WAIT, fits, no_errors, rested, violations, window

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1400, 390])
def test_it_fits_and_nothing_serious_is_found(browser: Browser, site: str, width: int) -> None:
    with window(browser, width, 900) as page:
        page.goto(f"{site}/claims", timeout=WAIT)
        expect(page.get_by_role("heading", level=1)).to_have_text("Claims")
        rested(page)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            page.wait_for_timeout(1000)
            assert violations(page, ("serious", "critical")) == [], theme
        assert fits(page)
        no_errors(page)
