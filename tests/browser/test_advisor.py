"""The Advisor page in a browser."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.answers import charts_answer
from tests.browser.serving import CHARTS, WAIT, fits, no_errors, pictures_stand, settled, violations

pytestmark = pytest.mark.browser

SMALL = (
    "advisor?advisor_tab=Known+benchmarks&advisor_tries=20&advisor_seeds=2&advisor_benchmark=architecture"
    "&advisor_optimisers=own+Bayesian&advisor_optimisers=random+search"
)


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 390)])
def test_known_benchmarks(browser: Browser, site: str, theme: Literal["light", "dark"], width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=theme)
    page.goto(f"{site}/{SMALL}", timeout=WAIT)
    expect(page.get_by_role("heading", name="What governs what")).to_be_visible(timeout=WAIT)
    expect(page.locator(CHARTS)).to_have_count(2, timeout=WAIT)
    settled(page)
    assert violations(page) == []
    assert fits(page)
    if theme == "light":
        charts_answer(page)
    else:
        pictures_stand(page)
    no_errors(page)
    page.close()
