"""The browser's history: one entry an action, and nothing a visitor set is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import live_control, opened
from tests.browser.serving import WAIT, address, no_errors, settled, table

pytestmark = pytest.mark.browser

LENGTH = "() => history.length"


def entries(page: Page) -> int:
    return int(page.evaluate(LENGTH))


def quiet(page: Page) -> None:
    """The script has ended, and the address is written."""
    settled(page)
    page.wait_for_timeout(700)


def test_a_preset_is_one_step_and_back_undoes_it(page: Page, site: str) -> None:
    opened(page, site, "?heterogeneity=1")
    quiet(page)
    before, length, numbers = address(page), entries(page), table(page)
    page.get_by_role("button", name="Momentum under delay").click()
    page.wait_for_url("**steps=by*")
    quiet(page)
    preset, told = address(page), table(page)
    assert entries(page) == length + 1
    assert told != numbers
    page.go_back()
    quiet(page)
    assert (address(page), table(page)) == (before, numbers)
    page.go_forward()
    quiet(page)
    assert (address(page), table(page), entries(page)) == (preset, told, length + 1)
    no_errors(page)


def test_every_action_is_one_step(page: Page, site: str) -> None:
    opened(page, site)
    quiet(page)
    numbers, length = table(page), entries(page)
    slider = page.get_by_role("slider", name="Data heterogeneity")
    for _ in range(3):
        slider.press("ArrowRight", delay=30)
    page.wait_for_url("**heterogeneity=2.3*")
    quiet(page)
    assert entries(page) == length + 1, "steps soon after each other are one"
    page.get_by_role("radio", name="linear").click()
    page.wait_for_url("**scale=linear*")
    quiet(page)
    live_control(page, "Seconds per job of worker 8").press("ArrowUp")
    page.wait_for_url("**speed=custom*")
    quiet(page)
    assert entries(page) == length + 3
    page.go_back()
    quiet(page)
    assert "custom" not in address(page)
    assert "scale=linear" in address(page)
    page.go_back()
    page.wait_for_timeout(300)
    page.go_back()
    first_row = page.get_by_test_id("stTable").first.locator("tbody tr").first
    expect(first_row).to_contain_text(numbers.split("\n\n\t\n\n")[9], timeout=WAIT)
    quiet(page)
    assert (address(page).split("?")[1:], table(page)) == ([], numbers)
    # However soon after each other: the first of two is still being drawn, or has not begun.
    for pause in (0, 240):
        page.go_forward()
        page.go_forward()
        page.wait_for_url("**scale=linear*")
        quiet(page)
        page.go_back()
        page.wait_for_timeout(pause)
        page.go_back()
        expect(first_row).to_contain_text(numbers.split("\n\n\t\n\n")[9], timeout=WAIT)
        quiet(page)
        assert (address(page).split("?")[1:], table(page)) == ([], numbers), pause


def test_a_setting_survives_other_pages(page: Page, site: str) -> None:
    opened(page, site)
    page.get_by_role("button", name="The bias and its cure").click()
    page.wait_for_url("**heterogeneity=5*")
    quiet(page)
    setting, numbers, length = address(page), table(page), entries(page)
    page.get_by_role("link", name="Methods").click()
    page.wait_for_url(re.compile("/methods"))
    page.wait_for_selector("h1", timeout=WAIT)
    page.wait_for_timeout(1500)
    assert entries(page) == length + 1
    page.go_back()
    quiet(page)
    assert (address(page), table(page)) == (setting, numbers)
    page.go_forward()
    page.wait_for_selector("h1", timeout=WAIT)
    page.get_by_role("link", name="Race", exact=True).click()
    quiet(page)
    assert sorted(address(page).split("?")[1].split("&")) == sorted(setting.split("?")[1].split("&"))
    assert table(page) == numbers
    page.reload()
    quiet(page)
    assert table(page) == numbers


def test_a_wrong_link_is_corrected_without_an_entry(page: Page, site: str) -> None:
    page.goto(f"{site}/health")
    length = entries(page)
    page.goto(f"{site}/race?workers=lots&heterogeneity=99&noise=0.5&arrival=100", timeout=WAIT)
    quiet(page)
    expect(page.get_by_test_id("stAlert")).to_contain_text("Workers")
    assert entries(page) == length + 1
    page.go_back()
    page.wait_for_url("**/health")
