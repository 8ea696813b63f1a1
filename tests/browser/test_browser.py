"""The app as a visitor uses it: in a browser, against a fresh server."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import WAIT, address, fits, no_errors, serving, settled, table, violations

pytestmark = pytest.mark.browser

BLAMELESS = ("_stcore/health", "_stcore/host-config")
"""Streamlit's front end looks for these under every folder of a deep link; a 404 is its normal answer."""


def test_a_deep_link_is_the_first_hit_of_a_fresh_server(browser: Browser) -> None:
    """Also while the engine is still being prepared: the parameters survive the wait."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    with serving(ready=False) as fresh:
        page = context.new_page()
        page.goto(f"{fresh}/race?workers=5&heterogeneity=4&speed=equal", timeout=WAIT)
        settled(page)
        expect(page.get_by_role("slider", name="Workers")).to_have_value("5")
        expect(page.get_by_role("slider", name="Data heterogeneity")).to_have_value("4")
        expect(page.get_by_role("link", name="Race")).to_be_visible()
        no_errors(page)
    context.close()


def test_start_page_leads_to_the_race(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("link", name="Open the Race").click()
    settled(page)
    assert "/race" in address(page)
    no_errors(page)


def test_preset_slider_link_and_second_tab(page: Page, site: str, browser: Browser) -> None:
    page.goto(f"{site}/race")
    first = table(page)
    page.get_by_role("button", name="The bias and its cure").click()
    page.wait_for_url("**/race?*heterogeneity=5*")
    preset = table(page)
    assert preset != first
    expect(page.get_by_text("is at the biased limit").first).to_be_visible()

    page.get_by_role("slider", name="Momentum").press("ArrowLeft")
    page.wait_for_url("**/race?*momentum=0.89*")
    moved = table(page)
    assert moved != preset

    other = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    other.goto(address(page), timeout=WAIT)
    assert table(other) == moved
    no_errors(other)
    other.context.close()


def test_a_preset_of_the_start_page_is_in_the_link(page: Page, site: str, browser: Browser) -> None:
    page.goto(site)
    page.get_by_role("button", name="Momentum under delay").click()
    page.wait_for_url("**/race?*steps=by+hand*")
    numbers = table(page)
    page.get_by_role("button", name="Share", exact=True).click()
    shared = page.get_by_test_id("stCode").first.inner_text()
    assert "steps=by+hand" in shared
    other = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    other.goto(shared.strip(), timeout=WAIT)
    assert table(other) == numbers
    expect(other.get_by_test_id("stAlert")).to_have_count(0)
    # The preset shows a control that was hidden, whose value the page's own address may lack.
    other.get_by_role("button", name="One straggler").click()
    other.wait_for_url("**speed=two+groups*")
    settled(other)
    other.get_by_role("button", name="Share", exact=True).click()
    expect(other.get_by_test_id("stCode").last).to_contain_text("slowdown=20")
    other.context.close()


def test_a_link_edited_into_nonsense_says_what_it_corrected(page: Page, site: str) -> None:
    page.goto(f"{site}/race?workers=lots&heterogeneity=99&speed=warp&foo=1&scale=&momentum=0.5")
    settled(page)
    warning = page.get_by_test_id("stAlert")
    for words in ("Workers", "Data heterogeneity", "Worker speeds", "foo", "Gap axis"):
        expect(warning).to_contain_text(words)
    expect(warning).not_to_contain_text("Momentum")
    no_errors(page)


def test_a_run_can_be_stopped(page: Page, site: str) -> None:
    page.goto(f"{site}/race?problem=digits&batch=64&arrivals=100000&seeds=4", timeout=WAIT)
    page.get_by_test_id("stBaseButton-secondary").get_by_text("Stop", exact=True).click()
    expect(page.get_by_text("Stopped before the end.")).to_be_visible()
    expect(page.get_by_role("button", name="Run it again")).to_be_visible()
    no_errors(page)


def test_divergence_is_told_and_drawn(page: Page, site: str) -> None:
    page.goto(f"{site}/race?step=10")
    settled(page)
    expect(page.get_by_text("diverged by t =").first).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Gap of"))).to_be_visible()
    no_errors(page)


def test_a_problem_without_a_known_minimum_is_drawn(page: Page, site: str) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site}/race?problem=small%20network&arrivals=500&seeds=2&step=0.1")
    settled(page)
    page.wait_for_selector(".figure .where")
    expect(page.get_by_role("img", name=re.compile("^Training loss of"))).to_be_visible()
    page.get_by_role("img", name=re.compile("^Map of")).hover()
    no_errors(page)
    assert complaints == []


def test_headers_and_a_quiet_console(page: Page, site: str) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(f"{message.text} {message.location.get('url', '')}") if message.type == "error" else None
        ),
    )
    answer = page.goto(f"{site}/race")
    assert answer is not None
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    settled(page)
    page.wait_for_selector(".figure .where")
    assert [c for c in complaints if not c.split("?")[0].endswith(BLAMELESS)] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("path", "width"), [("", 1400), ("race", 1400), ("race", 390)])
def test_axe_finds_nothing_serious(
    browser: Browser, site: str, path: str, width: int, theme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=theme)
    page.goto(f"{site}/{path}", timeout=WAIT)
    page.get_by_role("button", name="Equal workers").wait_for(timeout=WAIT)
    if path:
        settled(page)
        page.wait_for_selector(".figure .where", timeout=WAIT)
    assert violations(page, ("serious", "critical")) == []
    page.close()


@pytest.mark.parametrize("width", [1400, 390])
def test_nothing_scrolls_sideways(browser: Browser, site: str, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 844}).new_page()
    page.goto(f"{site}/race", timeout=WAIT)
    settled(page)
    assert fits(page)
    page.context.close()
