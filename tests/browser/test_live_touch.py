"""Fingers on map and gap: two zoom and move, one scrolls the page, a tap tells values."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.live import TOP, corner, logs, next_frame, opened, scales, unit
from tests.browser.serving import SCROLLED, touch, window

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def phone(browser: Browser, site: str) -> Iterator[Page]:
    with window(browser, 390, 800, touch=True) as page:
        yield opened(page, site, "?seeds=2")


@pytest.mark.parametrize("name", ["map", "gap"])
def test_two_fingers_zoom_about_their_middle_and_move(phone: Page, name: str) -> None:
    phone.evaluate(TOP, name)
    phone.wait_for_timeout(300)
    session, (x, y), (left, top) = phone.context.new_cdp_session(phone), scales(phone, name), corner(phone, name)
    scrolled = phone.evaluate(SCROLLED)
    fingers = [(left + 150, top + 100), (left + 190, top + 100)]
    touch(session, "touchStart", fingers[0])
    touch(session, "touchStart", *fingers)
    for step in range(1, 11):
        wider = [(fingers[0][0] - 2 * step, top + 100 + 3 * step), (fingers[1][0] + 6 * step, top + 100 + 3 * step)]
        touch(session, "touchMove", *wider)
    touch(session, "touchEnd")
    next_frame(phone)
    near_x, near_y = scales(phone, name)
    # From 40 to 120 pixels apart, and their middle from (170, 100) to (190, 130).
    assert unit(x) / unit(near_x) == pytest.approx(3)
    assert x[0] + (170 - x[2]) * unit(x) == pytest.approx(near_x[0] + (190 - near_x[2]) * unit(near_x))
    if name == "map":
        assert unit(near_x) == pytest.approx(unit(near_y))
        assert y[1] - (100 - y[3]) * unit(y) == pytest.approx(near_y[1] - (130 - near_y[3]) * unit(near_y))
    else:
        whole, near = logs(y), logs(near_y)
        assert whole[1] - whole[0] == pytest.approx(3 * (near[1] - near[0]))
        share = [(at - ends[3]) / (ends[2] - ends[3]) for at, ends in ((100, y), (130, near_y))]
        assert whole[1] - share[0] * (whole[1] - whole[0]) == pytest.approx(near[1] - share[1] * (near[1] - near[0]))
    assert phone.evaluate(SCROLLED) == scrolled
    assert phone.evaluate("() => visualViewport.scale") == 1
    phone.get_by_role("button", name=f"Whole view of the {name}").click()


def test_one_finger_scrolls_and_a_tap_tells_values(phone: Page) -> None:
    phone.evaluate(TOP, "gap")
    phone.wait_for_timeout(300)
    session, (x, y), (left, top) = phone.context.new_cdp_session(phone), scales(phone, "gap"), corner(phone, "gap")
    tip = phone.locator(".surface.gap .tip")
    phone.touchscreen.tap(left + 200, top + 100)
    assert re.search(r"simulated seconds\nASGD ", tip.inner_text())
    first = tip.inner_text()
    phone.touchscreen.tap(left + 120, top + 60)
    assert tip.is_visible() and tip.inner_text() != first
    scrolled = phone.evaluate(SCROLLED)
    touch(session, "touchStart", (left + 200, top + 200))
    for step in range(1, 15):
        touch(session, "touchMove", (left + 200, top + 200 - 10 * step))
    touch(session, "touchEnd")
    phone.wait_for_timeout(500)
    assert phone.evaluate(SCROLLED) > scrolled + 50
    assert scales(phone, "gap") == [x, y]
    assert tip.is_visible(), "until the next tap elsewhere"
    phone.evaluate(TOP, "staleness")
    phone.wait_for_timeout(300)
    left, top = corner(phone, "staleness")
    phone.touchscreen.tap(left + 120, top + 100)
    assert not tip.is_visible()
    assert "arrivals" in phone.locator(".surface.staleness .tip").inner_text()
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
