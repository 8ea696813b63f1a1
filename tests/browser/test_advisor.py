"""The Advisor page in a browser."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.answers import chart_answers, charts_answer
from tests.browser.serving import CHARTS, WAIT, fits, no_errors, pictures_stand, settled, violations

pytestmark = pytest.mark.browser

SMALL = "advisor?workers=4&dimension=3&arrivals=1000&speed=two+groups&heterogeneity=4"
BENCHMARKS = "advisor?advisor_tab=Known benchmarks&advisor_tries=20&advisor_seeds=2"
TRIES = f"""() => (document.querySelector('{CHARTS}')?._fullData ?? [])
  .filter(({{ mode }}) => mode === "markers").reduce((sum, {{ x }}) => sum + x.length, 0)"""
"""How many tries the first chart shows."""


def found(page: Page) -> None:
    """Wait for the advice."""
    expect(page.get_by_role("button", name="Open in the Race")).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("heading", name="The design space")).to_be_visible(timeout=WAIT)
    settled(page)


def tried(page: Page, least: int) -> None:
    """Wait for so many tries; on an empty kernel cache all methods are compiled before."""
    page.wait_for_function(f"() => ({TRIES})() >= {least}", timeout=4 * WAIT)


def test_a_search_is_watched_stopped_and_taken_to_the_race_and_back(page: Page, site: str) -> None:
    page.goto(f"{site}/{SMALL}&advisor_seconds=120&seed=5", timeout=WAIT)
    page.get_by_role("button", name="Find a method").click(timeout=WAIT)
    # Progress from the first second, and all tries while it goes on.
    expect(page.get_by_role("progressbar")).to_be_visible(timeout=2000)
    tried(page, 2)
    tried(page, page.evaluate(TRIES) + 1)
    assert violations(page) == []
    page.get_by_role("button", name="Stop and judge").click()
    found(page)
    expect(page.get_by_text("then it was stopped")).to_be_visible()
    expect(page.get_by_text(re.compile("median of 12 fresh seeds"))).to_be_visible()
    chart_answers(page, page.locator(CHARTS).first)
    no_errors(page)
    page.get_by_role("button", name="Open in the Race").click()
    page.wait_for_url(re.compile(r"/race\?.*steps=by\+hand.*workers=4.*heterogeneity=4"))
    page.get_by_role("link", name="Ask the Advisor").click(timeout=WAIT)
    page.wait_for_url("**/advisor?*workers=4*")
    found(page)
    no_errors(page)


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, site: str, theme: Literal["light", "dark"], width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=theme)
    page.goto(f"{site}/{SMALL}&advisor_seconds=300", timeout=WAIT)
    start = page.get_by_role("button", name="Find a method")
    expect(start.or_(page.get_by_role("button", name="Open in the Race"))).to_be_visible(timeout=WAIT)
    if start.is_visible():
        start.click()
        tried(page, 12)
        page.get_by_role("button", name="Stop and judge").click()
    found(page)
    stands(page, width)
    page.goto(f"{site}/{BENCHMARKS}", timeout=WAIT)
    expect(page.get_by_role("heading", name="What governs what")).to_be_visible(timeout=WAIT)
    settled(page)
    stands(page, width)
    page.close()


def stands(page: Page, width: int) -> None:
    """Everybody can use the page; its charts answer in a wide window."""
    assert violations(page) == []
    assert fits(page)
    if width > 500:
        charts_answer(page)
    else:
        pictures_stand(page)
    no_errors(page)
