"""The Bias page in a browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import BOTH, dress, each, fits, violations
from tests.browser.serving import PICTURES, WAIT, address, complaints, no_errors, settled, table

pytestmark = pytest.mark.browser

SMALL = "bias?workers=4&dimension=3&seeds=2"


def test_axe_finds_nothing(page: Page, site: str) -> None:
    dress(page, BOTH[0])
    page.goto(f"{site}/{SMALL}")
    settled(page)
    for look in each(page, BOTH):
        assert violations(page) == [], look
        assert fits(page), look
        no_errors(page)


def test_the_page_opens_and_answers(page: Page, site: str) -> None:
    said = complaints(page)
    page.goto(f"{site}/{SMALL}")
    settled(page)
    expect(page.locator(PICTURES)).to_have_count(6, timeout=WAIT)
    assert all(picture.get_attribute("alt") for picture in page.locator(PICTURES).all())
    assert "IA2SGD" not in table(page)
    page.get_by_role("button", name="IA2SGD", exact=True).click()
    expect(page.get_by_test_id("stTable").first).to_contain_text("IA2SGD", timeout=WAIT)
    settled(page)
    assert "curves=" in address(page)
    no_errors(page)
    assert said == []
