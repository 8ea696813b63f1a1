"""The Covariate shift page in a browser."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.parts.shift.tabs import TABS
from tests.browser.answers import charts_answer
from tests.browser.serving import CHARTS, WAIT, fits, no_errors, pictures_stand, settled, violations

pytestmark = pytest.mark.browser

SMALL = (
    "covariate-shift?shift_dimension=5&shift_samples=50&shift_data_splits=20"
    "&shift_link_dimension=5&shift_link_arrivals=3000&shift_link_seeds=4"
)
HEADERS = {
    "Estimators": "The worst case of every estimator",
    "SGD as a map": "One pass of SGD is a linear map of least squares",
    "Real data": "A real table, cut in two",
    "Asynchrony": "A fast worker is an over-sampled source",
}
WHOLE = {"Estimators": 4, "SGD as a map": 4, "Real data": 3, "Asynchrony": 2}
"""Charts once a tab stands."""


def ready(page: Page, tab: str) -> None:
    """Wait for what a tab shows."""
    expect(page.get_by_role("heading", name=HEADERS[tab])).to_be_visible(timeout=WAIT)
    expect(page.locator(CHARTS)).to_have_count(WHOLE[tab], timeout=WAIT)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=WAIT)


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 390)])
def test_axe_finds_nothing_on_any_tab(browser: Browser, site: str, theme: Literal["light", "dark"], width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=theme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site}/{SMALL}", timeout=WAIT)
    for tab in TABS.tabs:
        page.get_by_role("radio", name=tab).click()
        ready(page, tab)
        assert violations(page) == [], tab
        assert fits(page), tab
        if theme == "light":
            charts_answer(page)
        else:
            pictures_stand(page)
        no_errors(page)
    assert HEADERS.keys() == TABS.tabs.keys()
    # Streamlit asks for its own host configuration under every page's path, and lives without it.
    assert [text for text in said if "404" not in text] == []
    page.close()


def test_a_case_sets_sidebar_and_link(page: Page, site: str) -> None:
    page.goto(f"{site}/{SMALL}", timeout=WAIT)
    ready(page, "Estimators")
    page.get_by_role("button", name="Reversed").click()
    page.wait_for_url("**shift_target_angle=0*")
    expect(page.get_by_test_id("stTable")).to_contain_text("0.0409", timeout=WAIT)
    expect(page.get_by_role("slider", name="Dimension d")).to_have_attribute("aria-valuetext", "20")
    link = page.get_by_role("link", name="SGD with P = K*").get_attribute("href")
    assert link is not None
    assert "shift_tab=SGD+as+a+map" in link
    no_errors(page)


def test_a_setting_changes_the_numbers_and_the_link(page: Page, site: str) -> None:
    page.goto(f"{site}/{SMALL}&shift_tab=Asynchrony", timeout=WAIT)
    settled(page)
    expect(page.get_by_text("Rescaled ASGD with")).to_be_visible(timeout=WAIT)
    expect(page.locator(CHARTS)).to_have_count(2, timeout=WAIT)
    slider = page.get_by_role("slider", name="Misspecification")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_url("**shift_link_heterogeneity=0*")
    expect(page.locator(CHARTS)).to_have_count(1, timeout=WAIT)
    expect(page.get_by_text("Misspecification is 0")).to_be_visible(timeout=WAIT)
    no_errors(page)
    link = page.get_by_role("link", name="Open this on the Race").get_attribute("href")
    assert link is not None
    assert "problem=streamed+regression" in link
