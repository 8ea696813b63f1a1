"""The race on the start page: it plays by itself while it is in sight, until a visitor takes it in hand."""

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from engine import simulate
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from tests.browser.live import arrival
from tests.browser.serving import FIGURE, THEMES, WAIT, address, fits, no_errors, settled, violations, window

pytestmark = pytest.mark.browser

PASSED = f"(arrival) => {FIGURE}.playhead.at > arrival"
PLAYING = f"() => {FIGURE}.playhead.playing"
ENDS = f"() => {FIGURE}.simulation.gap.curves.map(({{ median }}) => median.at(-1))"


def start(page: Page, site: str) -> Locator:
    """The start page with its race; the button that plays it."""
    page.goto(site, timeout=WAIT)
    page.locator(".figure .where").wait_for()
    return page.locator(".figure .play")


def test_it_plays_until_a_visitor_takes_it_in_hand(page: Page, site: str) -> None:
    button = start(page, site)
    page.wait_for_function(PASSED, arg=20)
    # Out of sight it stands, and goes on afterwards.
    page.set_viewport_size({"width": 1400, "height": 300})
    page.get_by_text("Methods from arXiv").scroll_into_view_if_needed()
    page.wait_for_function(f"() => !({PLAYING})()")
    stood = arrival(page)
    page.wait_for_timeout(200)
    assert arrival(page) == stood
    page.set_viewport_size({"width": 1400, "height": 1000})
    page.locator(".figure").scroll_into_view_if_needed()
    page.wait_for_function(PASSED, arg=stood)
    expect(button).to_have_text("Pause")
    button.click()
    expect(button).to_have_text("Play")
    slider = page.get_by_role("slider", name="Playhead, in arrivals")
    slider.fill("1234")
    assert arrival(page) == 1234
    slider.press("End")
    expect(button).to_have_text("Play again")
    assert address(page).rstrip("/") == site, "the address tells of the Race's playhead alone"
    # What it shows is the engine's.
    medians = [np.median(run.gap[:, -1]) for run in simulate(scenario_of(DEFAULTS)).values()]
    assert page.evaluate(ENDS) == pytest.approx(medians, rel=1e-5)
    button.click()
    page.wait_for_function(PLAYING)
    page.get_by_role("button", name="Open this race").click()
    settled(page)
    assert address(page) == f"{site}/race"
    no_errors(page)


def test_who_wants_less_motion_meets_its_end(browser: Browser, site: str) -> None:
    with window(browser, 390, 844, touch=True) as page:
        page.emulate_media(reduced_motion="reduce")
        button = start(page, site)
        expect(button).to_have_text("Play again")
        page.wait_for_timeout(700)
        assert arrival(page) == 5000
        button.click()
        page.wait_for_function(PASSED, arg=0)
        page.wait_for_function(f"() => {FIGURE}.playhead.at < 5000")
        expect(button).to_have_text("Pause")
        assert fits(page)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.wait_for_timeout(300)
            assert violations(page, ("serious", "critical")) == [], theme
