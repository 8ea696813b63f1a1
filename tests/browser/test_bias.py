"""The Bias page in a browser."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.answers import charts_answer
from tests.browser.serving import WAIT, address, fits, no_errors, pictures_stand, settled, table, violations

pytestmark = pytest.mark.browser

SMALL = "bias?workers=4&dimension=3&seeds=2"


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, site: str, theme: Literal["light", "dark"], width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=theme)
    page.goto(f"{site}/{SMALL}", timeout=WAIT)
    settled(page)
    assert violations(page) == []
    assert fits(page)
    if theme == "light":
        charts_answer(page)
    else:
        pictures_stand(page)
    no_errors(page)
    page.close()


def test_the_page_opens_and_answers(page: Page, site: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site}/{SMALL}", timeout=WAIT)
    settled(page)
    expect(page.locator(".lab-chart")).to_have_count(6, timeout=WAIT)
    assert all(chart.get_attribute("aria-label") for chart in page.locator(".lab-chart").all())
    assert "IA2SGD" not in table(page)
    page.get_by_role("button", name="IA2SGD", exact=True).click()
    expect(page.get_by_test_id("stTable").first).to_contain_text("IA2SGD", timeout=WAIT)
    settled(page)
    assert "curves=" in address(page)
    no_errors(page)
    # Streamlit asks for its own host configuration under every page's path, and lives without it.
    assert [text for text in said if "404" not in text] == []
