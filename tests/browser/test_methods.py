"""The Methods page in a browser."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.methods import METHODS
from tests.browser.serving import PICTURES, WAIT, address, drawn, fits, no_errors, settled, table, violations

pytestmark = pytest.mark.browser

HEAD = "[data-testid=stMain] h2"
OUT_OF_SIGHT = """
() => [...document.querySelectorAll(".katex-display, pre")]
    .filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.textContent)
"""


def card(page: Page, title: str) -> None:
    """Wait until the card of a method is open."""
    expect(page.locator(HEAD, has_text=title)).to_be_visible(timeout=WAIT)
    settled(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("path", "width"), [("methods", 1400), ("methods?method=rennala", 1400),
                                             ("methods?method=fedbuff", 390)])  # fmt: skip
def test_axe_finds_nothing(browser: Browser, site: str, path: str, width: int, theme: Literal["light", "dark"]) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=theme)
    page.goto(f"{site}/{path}", timeout=WAIT)
    settled(page)
    assert violations(page) == []
    no_errors(page)
    page.close()


def test_formulas_and_pictures_of_all_methods_are_drawn_on_a_phone(browser: Browser, site: str) -> None:
    """KaTeX knows every formula, nothing is cut off, and pictures come with words."""
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{site}/methods", timeout=WAIT)
    settled(page)
    for method in METHODS.values():
        page.get_by_role("radio", name=method.title, exact=True).click()
        card(page, method.title)
        assert page.locator(".katex-display .katex-html").count() >= 1
        expect(page.locator(".katex-error")).to_have_count(0)
        assert page.evaluate(OUT_OF_SIGHT) == [], method.title
        picture = page.locator(PICTURES).first
        assert drawn(picture)
        assert "four workers" in (picture.get_attribute("alt") or "")
        assert fits(page)
    no_errors(page)
    page.context.close()


def test_a_card_has_an_address_and_the_way_back_works(page: Page, site: str) -> None:
    page.goto(f"{site}/methods?method=ormo")
    card(page, "OrMo")
    page.get_by_role("radio", name="Malenia SGD", exact=True).click()
    card(page, "Malenia SGD")
    page.wait_for_url("**/methods?method=malenia")
    page.reload()
    card(page, "Malenia SGD")
    page.get_by_role("radio", name="Malenia SGD", exact=True).click()
    expect(page.locator(HEAD)).to_have_count(0)
    assert "method=" not in address(page)
    no_errors(page)


def test_a_race_opens_as_it_is_meant_whatever_was_set_before(page: Page, site: str, browser: Browser) -> None:
    page.goto(f"{site}/race?workers=5&condition=100")
    settled(page)
    page.get_by_role("link", name="Methods").click()
    page.get_by_role("radio", name="Minibatch SGD", exact=True).click()
    card(page, "Minibatch SGD")
    page.get_by_role("button", name="Open the race: A straggler, the same data").click()
    page.wait_for_url("**/race?*slowdown=20*")
    expect(page.get_by_role("slider", name="Workers Workers")).to_have_value("8", timeout=WAIT)
    numbers = table(page)
    assert "Minibatch SGD" in numbers
    assert "condition" not in address(page)
    other = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    other.goto(address(page), timeout=WAIT)
    assert table(other) == numbers
    expect(other.get_by_test_id("stAlert")).to_have_count(0)
    other.context.close()
    # Back by the menu: no card is open, and none is remembered.
    page.get_by_role("link", name="Methods").click()
    settled(page)
    expect(page.locator(HEAD)).to_have_count(0)
    no_errors(page)
