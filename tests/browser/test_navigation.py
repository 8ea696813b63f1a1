"""The way to the last page of the navigation, at every width; and the glossary's own links."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import THEMES, WAIT, fits, no_errors, violations, window

pytestmark = pytest.mark.browser

TOP = "(id) => Math.abs(document.getElementById(id)?.getBoundingClientRect().top ?? 999) < 120"


def open_rest(page: Page, width: int) -> None:
    """Show the pages that have no place in the row of links."""
    if width < 600:
        page.get_by_test_id("stExpandSidebarButton").click()
        return
    if width < 1400:
        page.get_by_role("button", name=re.compile(r"^\d+ more$")).click()


@pytest.mark.parametrize("width", [390, 800, 1400])
def test_the_last_page_can_be_reached(browser: Browser, site: str, width: int) -> None:
    with window(browser, width, 844) as page:
        page.goto(f"{site}/methods")
        expect(page.get_by_role("heading", name="Methods", exact=True)).to_be_visible()
        open_rest(page, width)
        assert violations(page, ("serious", "critical")) == []
        page.get_by_role("link", name="Glossary", exact=True).or_(
            page.get_by_role("menuitem", name="Glossary")
        ).first.click()
        expect(page.get_by_role("heading", name="Glossary", exact=True)).to_be_visible()
        assert page.url == f"{site}/glossary"
        page.keyboard.press("Escape")
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            page.wait_for_timeout(300)
            assert violations(page, ("serious", "critical")) == [], theme
        assert fits(page)
        no_errors(page)


def test_a_word_s_link_opens_at_its_place_and_leads_on(page: Page, site: str) -> None:
    page.goto(f"{site}/glossary#staleness")
    page.wait_for_function(TOP, arg="staleness")
    page.get_by_role("link", name="noise floor", exact=True).click()
    page.wait_for_function(TOP, arg="noise-floor")
    assert page.url.endswith("/glossary#noise-floor")
    # As every link of a text it opens beside what is read.
    with page.context.expect_page() as opened:
        page.locator("a[href='methods?method=minibatch']").click()
    other = opened.value
    expect(other.get_by_role("heading", name="Minibatch SGD")).to_be_visible(timeout=WAIT)
    no_errors(other)
    no_errors(page)
