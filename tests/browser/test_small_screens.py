"""On a phone tables scroll inside themselves and show it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.live import opened
from tests.browser.serving import THEMES, WAIT, fits, settled, violations, window

pytestmark = pytest.mark.browser

ROWS = "table => Math.max(...[...table.querySelectorAll('tr')].map(row => row.getBoundingClientRect().height))"
GROUNDS = """place => [place.querySelector("tbody th"), document.querySelector(".stApp")]
  .map((node) => getComputedStyle(node).backgroundColor)"""
NAME_AND_PLACE = "place => [place.querySelector('tbody th'), place].map((node) => node.getBoundingClientRect().left)"


@pytest.fixture(scope="module")
def phone(browser: Browser, site: str) -> Iterator[Page]:
    with window(browser, 390, 844, touch=True) as page:
        yield opened(page, site, "?seeds=2")


def scroller(page: Page) -> Locator:
    return page.get_by_role("region", name="Table that scrolls sideways").first


def test_a_table_scrolls_inside_itself_by_keys_too(phone: Page) -> None:
    place = scroller(phone)
    assert "Method, Gap, Quartiles" in (place.get_attribute("aria-label") or "")
    assert fits(phone)
    # Of figures none is broken into two lines; of the heads some are.
    assert place.locator("tbody").evaluate(ROWS) < 40
    place.focus()
    phone.keyboard.press("ArrowRight")
    phone.wait_for_function("place => place.scrollLeft > 10", arg=place.element_handle())
    # Whose row it is stays in sight, on the ground of the page.
    name, left = place.evaluate(NAME_AND_PLACE)
    assert name == pytest.approx(left, abs=1)


def test_nothing_serious_in_both_themes(phone: Page) -> None:
    for theme in THEMES:
        phone.emulate_media(color_scheme=theme)
        phone.wait_for_timeout(300)
        name, page = scroller(phone).evaluate(GROUNDS)
        assert name == page, theme
        assert violations(phone, ("serious", "critical")) == [], theme


def test_other_pages_have_it_too(phone: Page, site: str) -> None:
    phone.goto(f"{site}/methods", timeout=WAIT)
    settled(phone)
    expect(scroller(phone)).to_be_visible()
    assert fits(phone)


COLUMNS = """() => [...document.querySelectorAll("[data-testid=stMain] [data-testid=stColumn]")]
  .map((column) => column.getBoundingClientRect()).filter(({ width }) => width).map(({ left }) => Math.round(left))"""


def fold(page: Page) -> None:
    page.get_by_test_id("stSidebar").hover()
    page.get_by_role("button", name="Collapse sidebar").click()


def test_with_a_folded_sidebar_the_live_controls_are_above_the_figure(page: Page, site: str) -> None:
    opened(page, site, "?seeds=2")
    beside = page.get_by_test_id("stSidebar").locator(".live")
    above = page.get_by_test_id("stMain").locator(".live")
    expect(beside).to_be_visible()
    expect(above).to_be_hidden()
    fold(page)
    expect(above).to_be_visible()
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(above).to_be_hidden()
    expect(beside).to_be_visible()


def test_columns_stand_below_each_other_beside_an_open_sidebar(browser: Browser, site: str) -> None:
    with window(browser, 800, 900) as page:
        page.goto(f"{site}/bias?workers=2&dimension=2&curves=ASGD&seeds=1", timeout=WAIT)
        settled(page)
        assert len(set(page.evaluate(COLUMNS))) == 1
        assert fits(page)
        fold(page)
        page.wait_for_function(f"() => new Set(({COLUMNS})()).size > 1")


def test_a_table_that_fits_is_no_stop_for_keys(page: Page, site: str) -> None:
    opened(page, site, "?seeds=2")
    assert page.locator("[data-testid=stTable] [tabindex]").count() == 0
