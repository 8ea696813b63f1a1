"""What the live figure keeps: through changes, in the link, and without its scripts or its socket."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.live import CHOSEN, arrival, drag, opened
from tests.browser.serving import FIGURE, WAIT, address, no_errors, settled

pytestmark = pytest.mark.browser


def test_zoom_and_hidden_method_survive_eight_changes(page: Page, site: str) -> None:
    opened(page, site, "?seeds=2")
    drag(page, "Gap of", (0.3, 0.3), (0.7, 0.7))
    drag(page, "Map of", (0.3, 0.3), (0.6, 0.6))
    page.locator(".methods").get_by_role("button", name="ASGD", exact=True).click()
    before = page.evaluate(CHOSEN)
    assert before["zoom"]["gap"] and before["zoom"]["map"] and before["hidden"] == ["ASGD"]
    keys = {page.evaluate(f"() => {FIGURE}.simulation.key")}
    page.evaluate(f"() => {FIGURE}.node.dataset.mark = 'the same node'")
    slider = page.get_by_role("slider", name="Data heterogeneity")
    for turn in range(8):
        slider.press("ArrowRight")
        page.wait_for_url(f"**heterogeneity=2.{turn + 1}*")
        settled(page)
        keys.add(page.evaluate(f"() => {FIGURE}.simulation.key"))
    assert len(keys) == 9, "each change draws another simulation"
    assert page.evaluate(CHOSEN) == before
    assert page.evaluate(f"() => {FIGURE}.node.dataset.mark") == "the same node"
    expect(page.locator(".methods").get_by_role("button", name="ASGD", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )
    scales = page.evaluate(f"() => {{ const {{x}} = {FIGURE}.views.gap.scales; return [x.low, x.high] }}")
    assert scales == before["zoom"]["gap"]["x"], "the zoom is what is drawn"
    page.get_by_role("button", name="Whole view of the gap").click()
    assert page.evaluate(CHOSEN)["zoom"]["gap"] is None
    no_errors(page)


def test_keys_play_step_and_stand_in_the_link(page: Page, site: str, browser: Browser) -> None:
    opened(page, site, "?arrival=100")
    page.get_by_role("button", name="One arrival forward").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert arrival(page) == 101
    page.wait_for_url("**arrival=101*")
    page.locator(".transport select").focus()
    page.locator(".numbers summary").focus()
    page.get_by_role("slider", name="Playhead").focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="Pause").wait_for()
    page.keyboard.press(" ")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    at = arrival(page)
    assert at > 101
    page.wait_for_url(f"**arrival={at}*")
    settled(page)
    page.get_by_role("button", name="Share", exact=True).click()
    assert f"arrival={at}" in page.get_by_test_id("stCode").first.inner_text()
    other = browser.new_page(viewport={"width": 1400, "height": 1000})
    other.goto(address(page), timeout=WAIT)
    settled(other)
    expect(other.locator(".where")).to_contain_text(f"arrival {at:,} of 5,000")
    expect(other.get_by_test_id("stAlert")).to_have_count(0)
    other.close()


def test_the_playhead_keeps_its_fraction_when_the_budget_changes(page: Page, site: str) -> None:
    opened(page, site, "?arrival=1000")
    page.get_by_role("slider", name=re.compile("^Arrivals")).press("ArrowLeft")
    page.wait_for_url("**arrivals=3000*")
    settled(page)
    expect(page.locator(".where")).to_contain_text("arrival 600 of 3,000")


def test_a_link_to_no_arrival_is_told(page: Page, site: str) -> None:
    opened(page, site, "?arrival=lots&follow=Nobody")
    expect(page.get_by_test_id("stAlert")).to_contain_text("Arrival: lots")
    expect(page.get_by_test_id("stAlert")).to_contain_text("Jobs of: Nobody")
    assert arrival(page) == 5000


def test_without_its_scripts_the_page_says_so(page: Page, site: str) -> None:
    page.route("**/live/**", lambda route: route.abort())
    page.goto(f"{site}/race", timeout=WAIT)
    settled(page)
    expect(page.get_by_role("alert").filter(has_text="could not be loaded")).to_be_visible()
    expect(page.get_by_text("is at the biased limit").first).to_be_visible()
    expect(page.get_by_test_id("stTable").first).to_contain_text("Rescaled ASGD")


def test_without_a_socket_the_figure_follows_all_the_same(page: Page, site: str) -> None:
    page.route_web_socket("**/live-feed/**", lambda socket: socket.close())
    opened(page, site)
    before = page.evaluate(f"() => {FIGURE}.simulation.key")
    page.get_by_role("slider", name="Data heterogeneity").press("ArrowRight")
    page.wait_for_url("**heterogeneity=2.1*")
    settled(page)
    page.wait_for_timeout(500)
    assert page.evaluate(f"() => {FIGURE}.simulation.key") != before
    no_errors(page)
