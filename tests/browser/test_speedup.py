"""The Speedup page in a browser."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.answers import charts_answer
from tests.browser.serving import CHARTS, WAIT, address, fits, no_errors, pictures_stand, settled, table, violations

pytestmark = pytest.mark.browser

SMALL = "speedup?speedup_dimension=20&speedup_rows=100&speedup_most=16&speedup_seeds=2"
APPLICATIONS = (
    "&speedup_blend_workers=2&speedup_blend_seeds=2&speedup_tune_workers=4&speedup_tune_seconds=20&speedup_tune_seeds=2"
)


@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 390)])
@pytest.mark.parametrize("tab", ["Speedup", "Bound", "Real threads", "Model blending", "Hyper-parameter tuning"])
def test_axe_finds_nothing(browser: Browser, site: str, theme: Literal["light", "dark"], width: int, tab: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=theme)
    page.goto(f"{site}/{SMALL}{APPLICATIONS}&speedup_tab={tab}", timeout=WAIT)
    ready(page, tab)
    assert violations(page) == []
    assert fits(page)
    if theme == "light":
        charts_answer(page)
    else:
        pictures_stand(page)
    no_errors(page)
    page.close()


def ready(page: Page, tab: str) -> None:
    """Wait for what a tab shows."""
    if tab == "Real threads":
        page.get_by_role("button", name=re.compile("^Run")).click()
    if tab == "Bound":
        expect(page.locator(CHARTS)).to_have_count(1, timeout=WAIT)
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=WAIT)
    else:
        settled(page)


def test_the_page_opens_and_its_tabs_change(page: Page, site: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site}/{SMALL}", timeout=WAIT)
    settled(page)
    expect(page.locator(CHARTS)).to_have_count(2, timeout=WAIT)
    assert "16" in table(page)
    page.get_by_role("radio", name="Bound").click()
    expect(page.get_by_role("heading", name="Measured gradients and their bound")).to_be_visible(timeout=WAIT)
    expect(page.locator(CHARTS)).to_have_count(1, timeout=WAIT)
    page.wait_for_url("**speedup_tab=Bound*")
    slider = page.get_by_role("slider", name="Workers n")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    # A step that is proved for fewer workers would leave the button there.
    page.wait_for_url("**speedup_workers=32*")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=WAIT)
    button = page.get_by_role("button", name="Take the largest proved step")
    button.click(timeout=WAIT)
    expect(button).to_have_count(0, timeout=WAIT)
    expect(page.get_by_text("times above")).to_be_visible(timeout=WAIT)
    page.wait_for_url("**speedup_factor=*")
    no_errors(page)
    link = address(page)
    page.reload()
    expect(page.get_by_text("times above")).to_be_visible(timeout=WAIT)
    assert address(page) == link
    # Streamlit asks for its own host configuration under every page's path, and lives without it.
    assert [text for text in said if "404" not in text] == []


def test_blending_and_tuning_follow_their_controls(page: Page, site: str) -> None:
    page.goto(f"{site}/speedup?speedup_tab=Model blending{APPLICATIONS}", timeout=WAIT)
    assert "Exact optimum" in table(page)
    expect(page.locator(CHARTS)).to_have_count(2, timeout=WAIT)
    page.get_by_role("radio", name="simulated seconds").click()
    page.wait_for_url("**speedup_blend_axis=simulated+seconds*")
    expect(page.get_by_role("group", name=re.compile("over simulated seconds"))).to_be_visible(timeout=WAIT)
    page.get_by_role("radio", name="Hyper-parameter tuning").click()
    heading = page.get_by_role("heading", name="What was found")
    expect(heading).to_be_visible(timeout=WAIT)
    before = table(page)
    page.get_by_role("radio", name="linear").click()
    page.wait_for_url("**speedup_tune_speed=linear*")
    expect(page.locator("[data-testid=stTable]").first).not_to_have_text(before, timeout=WAIT)
    assert table(page) != before
    no_errors(page)


def test_a_race_can_be_stopped(page: Page, site: str) -> None:
    page.goto(f"{site}/speedup?speedup_tab=Hyper-parameter tuning&speedup_tune_workers=16&speedup_tune_seeds=9")
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible(timeout=WAIT)
    expect(page.get_by_text(re.compile("^Tuning, seed 1: "))).to_be_visible(timeout=WAIT)
    page.get_by_test_id("stMain").get_by_role("button", name="Stop").click()
    expect(page.get_by_text("The race was stopped before its end")).to_be_visible(timeout=WAIT)
    expect(bar).to_have_count(0)
    again = page.get_by_role("button", name="Go on")
    again.click()
    expect(bar).to_be_visible(timeout=WAIT)
    no_errors(page)
