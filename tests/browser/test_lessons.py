"""A lesson in a browser: by keys alone, read in order, on a phone, and with a guess that is dragged."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from pages.parts.lessons.catalogue import NAMES, lesson_of
from tests.browser.live import live_control, next_frame
from tests.browser.serving import FIGURE, THEMES, WAIT, address, fits, no_errors, rested, violations, window

pytestmark = pytest.mark.browser

ORDER = ["heading", "figure", "question", "Show the answer", "Next"]
PLACES = """() => {
  const find = (name) => [...document.querySelectorAll("button")].find(({ innerText }) => innerText.includes(name));
  const nodes = [document.querySelector("h1"), document.querySelector("[data-testid=stBidiComponentIsolated]"),
    document.querySelector("[role=radiogroup]"), find("Show the answer"), find("Next")];
  const follows = (one, other) => Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  return nodes.slice(1).every((node, i) => follows(nodes[i], node));
}"""
STILL = f"() => {FIGURE}.views.gap.surface.still.canvas.toDataURL()"


def opened(page: Page, site: str, name: str, step: int, more: str = "") -> Page:
    page.goto(f"{site}/lessons?lesson={name}&step={step}{more}", timeout=WAIT)
    rested(page)
    page.locator(".figure .methods").wait_for()
    page.wait_for_function(f"() => {FIGURE}.simulation")
    return page


def answered(page: Page) -> Locator:
    return page.locator(".st-key-lesson_answer")


def test_a_lesson_by_keys_alone_and_in_order(page: Page, site: str) -> None:
    opened(page, site, "bias", 1)
    lesson = lesson_of("bias")
    for number, step in enumerate(lesson.steps[:4], 1):
        expect(page.get_by_role("heading", level=1)).to_have_text(step.title)
        page.wait_for_function(f"() => {FIGURE}.lesson.veiled && {FIGURE}.playhead.fraction < 0.1")
        assert page.evaluate(PLACES), ORDER
        group = page.get_by_role("radiogroup", name=step.question)
        expect(group).to_be_visible()
        group.get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        rested(page)
        assert answered(page).count() == 0
        page.get_by_role("button", name="Show the answer").press("Enter")
        rested(page)
        expect(answered(page)).to_contain_text("Right." if number == 4 else "It is: ")
        page.wait_for_function(f"() => !{FIGURE}.lesson.veiled && {FIGURE}.playhead.fraction > 0.1")
        page.get_by_role("button", name="Next").press("Enter")
        page.wait_for_url(f"**step={number + 1}*")
        rested(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson.steps[3].title)
    no_errors(page)


def test_a_guess_is_dragged_and_the_end_is_hidden_until_the_answer(page: Page, site: str) -> None:
    opened(page, site, "bias", 5)
    hidden = page.evaluate(STILL)
    assert page.evaluate(f"() => {FIGURE}.views.gap.words(400)") == ""
    assert not page.get_by_role("group", name="Playhead").is_visible()
    slider = page.get_by_role("slider", name="Gap of ASGD at the end")
    expect(slider).to_have_attribute("aria-valuetext", "no guess yet")
    slider.press("ArrowRight")
    by_keys = page.evaluate(f"() => {FIGURE}.guessed")
    box = page.locator(".surface.gap").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 320, box["y"] + 60, steps=4)
    page.mouse.up()
    guess = page.evaluate(f"() => {FIGURE}.guessed")
    assert guess > 3 * by_keys
    rested(page)
    page.get_by_role("button", name="Show the answer").click()
    rested(page)
    expect(answered(page)).to_contain_text("Your guess was")
    expect(answered(page)).to_contain_text("times too large")
    expect(slider).not_to_be_visible()
    page.wait_for_function(f"() => {FIGURE}.playhead.fraction > 0.2")
    next_frame(page)
    assert page.evaluate(STILL) != hidden
    # The control moves the race under the answer, which is that of the race as it is.
    before = answered(page).inner_text()
    live_control(page, "Data heterogeneity").press("End")
    page.wait_for_function(f"() => !{FIGURE}.simulation.preview")
    expect(answered(page)).not_to_have_text(before)
    expect(answered(page)).to_contain_text("the gap grows")
    no_errors(page)


def test_a_classroom_goes_on_by_a_presenters_keys(page: Page, site: str) -> None:
    opened(page, site, "staleness", 1, "&teach=true")
    assert page.evaluate("() => getComputedStyle(document.querySelector('.st-key-lesson_large p')).fontSize") != "16px"
    page.keyboard.press("PageDown")
    page.wait_for_url("**step=2*")
    rested(page)
    page.keyboard.press("Enter")
    expect(answered(page)).to_be_visible(timeout=WAIT)
    page.keyboard.press("PageUp")
    page.wait_for_url("**step=1*")
    # The step before has a figure of its own, in the place of this one.
    rested(page)
    # Drawn larger, a place in the picture still is where the pointer is.
    page.locator(".figure .methods").wait_for()
    page.wait_for_function(f"() => {FIGURE}.simulation")
    expect(page.locator(".surface.map")).to_be_visible()
    node = page.locator(".surface.map").bounding_box()
    assert node is not None
    width = page.evaluate(f"() => {FIGURE}.views.map.surface.width")
    assert node["width"] == pytest.approx(1.3 * width, abs=2)
    assert violations(page, ("serious", "critical")) == []


def test_nothing_serious_on_any_lesson_and_it_fits_a_phone(browser: Browser, site: str) -> None:
    with window(browser, 390, 844, touch=True) as page:
        page.goto(f"{site}/lessons", timeout=WAIT)
        rested(page)
        assert fits(page)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            page.wait_for_timeout(300)
            assert violations(page, ("serious", "critical")) == [], theme
        for name in NAMES:
            opened(page, site, name, 2)
            assert fits(page), name
            page.get_by_role("button", name="Show the answer").click()
            expect(answered(page)).to_be_visible(timeout=WAIT)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            page.wait_for_timeout(300)
            assert violations(page, ("serious", "critical")) == [], theme
        assert "lessons" in address(page)
