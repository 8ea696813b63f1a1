"""The Race's views as charts, its step sensitivity, and the report that opens from a disk."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.parts.race.seen import CONTRIBUTION, GAP, MAP, STALENESS, TIMELINE, TITLES
from tests.browser.answers import chart_answers, until
from tests.browser.serving import CHARTS, WAIT, no_errors, settled, violations

pytestmark = pytest.mark.browser

SMALL = "race?workers=3&seeds=2&arrivals=500&dimension=2"
CHART = ".js-plotly-plot"
WORDS = {
    GAP: "Gap of ASGD", MAP: "The paths of the models", TIMELINE: "The jobs of ASGD",
    STALENESS: "How often each staleness", CONTRIBUTION: "Each worker's share of all steps",
}  # fmt: skip
"""How the words of each view's chart begin."""


def test_every_view_opens_as_a_chart(page: Page, site: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{site}/{SMALL}")
    settled(page)
    page.get_by_role("button", name=re.compile("^Try 24 steps")).click()
    expect(page.locator(CHARTS)).to_have_count(1, timeout=WAIT)
    for title in TITLES:
        page.get_by_role("radio", name=title, exact=True).click()
        expect(page.locator(CHARTS)).to_have_count(2, timeout=WAIT)
        settled(page)
        chart_answers(page, page.get_by_role("group", name=WORDS[title]))
    chart_answers(page, page.get_by_role("group", name="Result against step"))
    # A zoom into other quantities would show another place.
    page.get_by_role("radio", name=GAP, exact=True).click()
    gap = page.get_by_role("group", name=WORDS[GAP])
    expect(gap.locator(".main-svg").first).to_be_visible(timeout=WAIT)
    gap.evaluate("node => window.Plotly.relayout(node, { 'yaxis.range[0]': -1.5, 'yaxis.range[1]': -1 })")
    page.get_by_role("radio", name="linear", exact=True).click()
    settled(page)
    until(lambda: gap.evaluate("node => node.layout.yaxis.type") == "linear", "the axis stays logarithmic", 30)
    assert gap.evaluate("node => node.layout.yaxis.range[0]") >= 0
    assert violations(page) == []
    no_errors(page)
    assert [text for text in said if "404" not in text] == []


def test_the_report_opens_from_a_disk_and_its_charts_answer(
    browser: Browser, page: Page, site: str, tmp_path: Path
) -> None:
    page.goto(f"{site}/{SMALL}")
    settled(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Report (HTML)").click()
    path = tmp_path / "race.html"
    coming.value.save_as(path)
    assert path.stat().st_size < 6e6
    context = browser.new_context(offline=True)
    report = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    report.on("request", lambda request: asked.append(request.url))
    report.on("console", lambda message: said.append(message.text))
    report.on("pageerror", lambda error: said.append(str(error)))
    report.goto(path.as_uri())
    expect(report.locator(CHART)).to_have_count(len(TITLES))
    area = report.locator(".nsewdrag").first
    area.hover()
    expect(report.locator(".hoverlayer").first).to_contain_text(re.compile(r"ASGD.*\d"))
    # What the page says stands there, too.
    sentences = page.get_by_test_id("stMain").get_by_test_id("stMarkdown").filter(has_text="Rescaled ASGD is")
    for line in sentences.first.inner_text().splitlines():
        expect(report.locator("body")).to_contain_text(line.strip(" ━╍┅┉"))
    assert violations(report) == []
    assert (asked, said) == ([path.as_uri()], [])
    context.close()
