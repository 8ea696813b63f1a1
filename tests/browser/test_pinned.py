"""A against B in a browser, by keyboard alone: pinned, something changed, seen beside it, unpinned."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import live_control, next_frame, opened
from tests.browser.serving import FIGURE, THEMES, address, no_errors, settled, violations

pytestmark = pytest.mark.browser

STILL = f"() => {FIGURE}.views.gap.surface.still.canvas.toDataURL()"
PINNED = f"""() => ["map", "gap"].map((name) => {FIGURE}.views[name].pinned.map(({{ method }}) => method.label))"""
ALL = ["ASGD", "Rescaled ASGD", "OrMo"]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).press("Enter")
    settled(page)
    next_frame(page)


def test_a_race_stays_in_sight_beside_later_ones(page: Page, site: str) -> None:
    opened(page, site, "?seeds=3")
    before = page.evaluate(STILL)
    press(page, "Pin as A")
    expect(page.locator(".st-key-race_pinned").get_by_text("A is this race.")).to_be_visible()
    assert address(page) == f"{site}/race?seeds=3", "a pin is no part of the link"
    page.wait_for_function(f"() => {FIGURE}.simulation.pinned.length === 3")
    assert page.evaluate(PINNED) == [ALL, ALL]
    assert page.evaluate(STILL) != before, "letters stand at the ends of A's lines"
    slider = live_control(page, "Data heterogeneity")
    for _ in range(4):
        slider.press("ArrowRight")
    page.wait_for_url("**heterogeneity=*")
    settled(page)
    expect(
        page.locator(".st-key-race_pinned").get_by_text(re.compile("From A to now: Data heterogeneity: 2 → "))
    ).to_be_visible()
    header = page.get_by_test_id("stTable").first.locator("thead")
    expect(header).to_contain_text("Gap against A")
    expect(page.get_by_test_id("stTable").first.locator("tbody tr").first).to_contain_text("in A)")
    # Who hides a method hides A's, too; the pointer tells both.
    page.locator("button[data-label=OrMo]").press("Enter")
    next_frame(page)
    assert page.evaluate(PINNED) == [ALL[:2], ALL[:2]]
    told = page.evaluate(f"() => {FIGURE}.views.gap.words(200)").split("\n")
    assert [line.split(" ")[0] for line in told[1:]] == ["ASGD", "Rescaled", "A:", "A:"]
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        # Colours pass over into each other, on a busy machine for a while.
        page.wait_for_timeout(1000)
        assert violations(page, ("serious", "critical")) == [], theme
    press(page, "Unpin A")
    page.wait_for_function(f"() => {FIGURE}.simulation.pinned.length === 0")
    assert page.evaluate(PINNED) == [[], []]
    expect(page.get_by_role("button", name="Pin as A")).to_be_visible()
    expect(header).not_to_contain_text("against A")
    no_errors(page)
