"""The Momentum page in a browser."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.answers import charts_answer
from tests.browser.serving import WAIT, address, fits, no_errors, pictures_stand, settled, violations

pytestmark = pytest.mark.browser

MAP = ".lab-chart"
STEP = "Step"
OURS = re.compile(r"_stcore/(health|host-config)")
"""Streamlit asks for these below the page's own address, too, before it finds them."""


def opened(page: Page, site: str, link: str = "") -> list[str]:
    """Open the page and wait; what the console complains of from then on."""
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if told(said) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site}/momentum{link}", timeout=WAIT)
    settled(page)
    return errors


def told(said: object) -> bool:
    return said.type == "error" and not OURS.search(said.location.get("url", ""))  # type: ignore[attr-defined]


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 390)])
def test_axe_finds_nothing(browser: Browser, site: str, theme: Literal["light", "dark"], width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=theme)
    errors = opened(page, site)
    assert violations(page) == []
    assert fits(page)
    if theme == "light":
        charts_answer(page)
    else:
        pictures_stand(page)
    assert errors == []
    no_errors(page)
    page.close()


def test_a_click_on_the_map_sets_the_point(page: Page, site: str) -> None:
    errors = opened(page, site)
    picture = page.locator(MAP).first
    expect(picture).to_have_attribute("aria-label", re.compile("OrMo is best at step"), timeout=WAIT)
    picture.scroll_into_view_if_needed()
    box = picture.locator(".nsewdrag").first.bounding_box()
    assert box is not None
    step = page.get_by_role("spinbutton", name=STEP)
    expect(step).to_have_value("0.31")
    picture.evaluate("node => { window.kept = node; }")
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
    expect(picture.locator(".hoverlayer")).to_contain_text(re.compile(r"step 5.*momentum 0\.(49|50).*diverges"))
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] * 0.25)
    expect(picture.locator(".hoverlayer")).to_contain_text(re.compile(r"momentum 0\.7.*[\d,]+ arrivals"))
    page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] * 0.25)
    expect(step).not_to_have_value("0.31", timeout=WAIT)
    settled(page)
    # The nearest cell to a third of three decades from 0.01, and three quarters of the momenta.
    assert float(step.input_value()) == pytest.approx(0.1, rel=0.07)
    page.wait_for_url(re.compile(r"map_step=0?\.(09|1).*momentum=0\.7"))
    expect(page.get_by_role("slider", name="Momentum")).to_have_value(re.compile(r"0\.7[3-6]"))
    expect(page.get_by_text("predicted rate").first).to_be_visible()
    # A double click leads back to the whole view, and chooses nothing.
    chosen = step.input_value()
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.5)
    page.wait_for_timeout(1000)
    assert step.input_value() == chosen
    # The chart's node stays; only what is drawn in it changes.
    assert picture.evaluate("node => node === window.kept")
    assert errors == []
    no_errors(page)
    link = address(page)
    page.reload()
    settled(page)
    assert address(page) == link
    assert float(step.input_value()) == pytest.approx(0.1, rel=0.07)
    # A click on the star goes to the best point itself, as the button does.
    star = picture.locator(".scatterlayer .points path").first
    star.scroll_into_view_if_needed()
    place = star.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(step).to_have_value(re.compile(r"0\.3[78]"), timeout=WAIT)
    step.fill("0.2")
    page.get_by_role("button", name="Go to the best point").click()
    expect(step).to_have_value(re.compile(r"0\.3[78]"), timeout=WAIT)


def test_the_race_tells_all_lines_at_once(page: Page, site: str) -> None:
    opened(page, site)
    race = page.get_by_role("group", name="Distance to the limit against arrivals")
    race.scroll_into_view_if_needed()
    race.locator(".nsewdrag").first.hover(timeout=WAIT)
    for words in ("arrivals", "predicted rate", "OrMo", "ASGD"):
        expect(race.locator(".hoverlayer")).to_contain_text(words)


def test_the_playhead_moves_the_buckets(page: Page, site: str) -> None:
    opened(page, site, "?map_arrival=9")
    expect(page.get_by_text("Arrival 9:")).to_be_visible(timeout=WAIT)
    slider = page.get_by_role("slider", name="Arrivals so far")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Arrival 10:")).to_be_visible(timeout=WAIT)
    page.wait_for_url("**map_arrival=10*")
    no_errors(page)


def test_times_without_a_period_can_be_replaced(page: Page, site: str) -> None:
    opened_at = f"{site}/momentum?speed=square+root&workers=4"
    page.goto(opened_at, timeout=WAIT)
    button = page.get_by_role("button", name="Take nearby times that repeat themselves")
    expect(button).to_be_visible(timeout=WAIT)
    button.click()
    expect(page.locator(MAP).first).to_be_visible(timeout=WAIT)
    page.wait_for_url("**speed=custom*")
    page.wait_for_url("**tau=1%2C+1.41*")
    no_errors(page)
    page.goto(address(page))
    expect(page.locator(MAP).first).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("textbox", name="Seconds per job")).to_have_value(re.compile("^1, 1.41.*, 2$"))
