"""The app as a visitor uses it: in a browser, against a fresh server."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import ALL, Look, dress, each, fits, violations
from tests.browser.serving import address, complaints, no_errors, serving, settled, table

pytestmark = pytest.mark.browser


def test_a_deep_link_is_the_first_hit_of_a_fresh_server(other: Page) -> None:
    """Also while the engine is still being prepared: the parameters survive the wait."""
    with serving(ready=False) as fresh:
        other.goto(f"{fresh}/race?workers=5&heterogeneity=4&speed=equal")
        settled(other)
        expect(other.get_by_role("slider", name="Workers")).to_have_value("5")
        expect(other.get_by_role("slider", name="Data heterogeneity")).to_have_value("4")
        expect(other.get_by_role("link", name="Race")).to_be_visible()
        no_errors(other)


def test_start_page_leads_to_the_race(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("link", name="Open the Race").click()
    settled(page)
    assert "/race" in address(page)
    no_errors(page)


def test_preset_slider_link_and_second_tab(page: Page, other: Page, site: str) -> None:
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

    other.goto(address(page))
    assert table(other) == moved
    no_errors(other)


def test_a_preset_of_the_start_page_is_in_the_link(page: Page, other: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("button", name="Momentum under delay").click()
    page.wait_for_url("**/race?*steps=by+hand*")
    numbers = table(page)
    page.get_by_role("button", name="Share", exact=True).click()
    shared = page.get_by_test_id("stCode").inner_text()
    assert "steps=by+hand" in shared
    other.goto(shared.strip())
    assert table(other) == numbers
    expect(other.get_by_test_id("stAlert")).to_have_count(0)
    # The preset shows a control that was hidden, whose value the page's own address may lack.
    other.get_by_role("button", name="One straggler").click()
    other.wait_for_url("**speed=two+groups*")
    settled(other)
    other.get_by_role("button", name="Share", exact=True).click()
    expect(other.get_by_test_id("stCode")).to_contain_text("slowdown=20")


def test_a_link_edited_into_nonsense_says_what_it_corrected(page: Page, site: str) -> None:
    page.goto(f"{site}/race?workers=lots&heterogeneity=99&speed=warp&foo=1&scale=&momentum=0.5")
    settled(page)
    warning = page.get_by_test_id("stAlert")
    for words in ("Workers", "Data heterogeneity", "Worker speeds", "foo", "Gap axis"):
        expect(warning).to_contain_text(words)
    expect(warning).not_to_contain_text("Momentum")
    no_errors(page)


def test_a_run_can_be_stopped(page: Page, site: str) -> None:
    page.goto(f"{site}/race?problem=digits&batch=64&arrivals=100000&seeds=4")
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
    said = complaints(page)
    page.goto(f"{site}/race?problem=small%20network&arrivals=500&seeds=2&step=0.1")
    settled(page)
    page.wait_for_selector(".figure .where")
    expect(page.get_by_role("img", name=re.compile("^Training loss of"))).to_be_visible()
    page.get_by_role("img", name=re.compile("^Map of")).hover()
    no_errors(page)
    assert said == []


def test_headers_and_a_quiet_console(page: Page, site: str) -> None:
    said = complaints(page)
    answer = page.goto(f"{site}/race")
    assert answer is not None
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    settled(page)
    page.wait_for_selector(".figure .where")
    assert said == []


@pytest.mark.parametrize(("path", "looks"), [("", (("dark", 1400), ("light", 1400))), ("race", ALL)])
def test_axe_finds_nothing_serious(page: Page, site: str, path: str, looks: tuple[Look, ...]) -> None:
    dress(page, looks[0])
    page.goto(f"{site}/{path}")
    page.get_by_role("button", name="Equal workers").wait_for()
    if path:
        settled(page)
        page.wait_for_selector(".figure .where")
    for look in each(page, looks):
        assert violations(page, ("serious", "critical")) == [], look
        assert fits(page), look
