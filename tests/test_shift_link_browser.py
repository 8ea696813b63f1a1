"""The Covariate shift page's tab on asynchrony in a browser."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PICTURES, WAIT, fits, no_errors, pictures_stand, settled, violations

pytestmark = pytest.mark.browser

SMALL = "covariate-shift?shift_tab=Asynchrony&shift_link_dimension=5&shift_link_arrivals=3000&shift_link_seeds=4"


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, site: str, theme: Literal["light", "dark"], width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=theme)
    page.goto(f"{site}/{SMALL}", timeout=WAIT)
    settled(page)
    assert violations(page) == []
    assert fits(page)
    pictures_stand(page)
    no_errors(page)
    page.close()


def test_a_setting_changes_the_numbers_and_the_link(page: Page, site: str) -> None:
    page.goto(f"{site}/{SMALL}", timeout=WAIT)
    settled(page)
    expect(page.get_by_text("Rescaled ASGD with")).to_be_visible(timeout=WAIT)
    expect(page.locator(PICTURES)).to_have_count(2, timeout=WAIT)
    slider = page.get_by_role("slider", name="Misspecification")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_url("**shift_link_heterogeneity=0*")
    expect(page.locator(PICTURES)).to_have_count(1, timeout=WAIT)
    expect(page.get_by_text("Misspecification is 0")).to_be_visible(timeout=WAIT)
    no_errors(page)
    link = page.get_by_role("link", name="Open this on the Race").get_attribute("href")
    assert link is not None
    assert "problem=streamed+regression" in link
