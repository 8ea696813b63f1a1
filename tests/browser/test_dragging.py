"""Live controls in a browser: the figure follows the hand, and what it shows in the end is what a fresh page shows."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.live import live_control, next_frame, opened
from tests.browser.serving import FIGURE, WAIT, address, fits, no_errors, settled, table, touch, violations, window

pytestmark = pytest.mark.browser

SEEN = f"() => [{FIGURE}.simulation.key, Boolean({FIGURE}.simulation.preview)]"
PICTURES = f"""() => ["map", "gap", "staleness", "contribution"].map((name) => {FIGURE}.views[name].surface)
  .flatMap((surface) => surface.layers.map((layer) => surface[layer].canvas.toDataURL()))"""
PREVIEWED = f"() => {FIGURE}.simulation.preview"
WHOLE = f"() => !{FIGURE}.simulation.preview"
PALE = """() => document.querySelector(".st-key-race_answer").style.opacity"""


def hold(page: Page, control: Locator, begin: tuple[float, float], end: tuple[float, float]) -> None:
    """Press on a control and move the pointer, in shares of its width and height; it stays pressed."""
    box = control.bounding_box()
    assert box is not None
    (x1, y1), (x2, y2) = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (begin, end)]
    page.mouse.move(x1, y1)
    page.mouse.down()
    page.mouse.move(x2, y2, steps=6)


def rested(page: Page) -> None:
    """All seeds are drawn, and the page's script has ended."""
    page.wait_for_function(WHOLE)
    settled(page)
    next_frame(page)


def test_the_figure_follows_before_the_release(page: Page, site: str, browser: Browser) -> None:
    opened(page, site, "?seeds=3")
    before, numbers, link = page.evaluate(SEEN), table(page), address(page)
    hold(page, live_control(page, "Data heterogeneity"), (0.35, 0.5), (0.8, 0.5))
    page.wait_for_function(PREVIEWED)
    expect(page.locator(".preview")).to_have_text("Preview: the first of 3 seeds")
    expect(page.locator(".legend [role=status]")).to_have_text("")
    assert "Drag in map or gap to zoom" in page.locator(".gap .caption").inner_text()
    assert page.evaluate(PALE) == "0.4", "sentences tell of what was before"
    assert address(page) == link
    assert table(page) == numbers
    page.mouse.up()
    page.wait_for_url("**heterogeneity=*")
    rested(page)
    assert page.evaluate(SEEN)[0] != before[0]
    assert table(page) != numbers
    assert page.evaluate(PALE) == ""
    expect(page.locator(".preview")).to_have_text("")
    expect(page.locator(".legend [role=status]")).to_contain_text("Rescaled ASGD is", timeout=WAIT)
    other = browser.new_page(viewport={"width": 1400, "height": 1000})
    opened(other, site, address(page).split("/race")[1])
    next_frame(other)
    assert other.evaluate(SEEN) == page.evaluate(SEEN)
    assert other.evaluate(PICTURES) == page.evaluate(PICTURES)
    assert table(other) == table(page)
    other.close()
    no_errors(page)


def test_who_goes_back_has_what_was_before(page: Page, site: str) -> None:
    opened(page, site, "?seeds=2")
    before, link = page.evaluate(SEEN), address(page)
    control = live_control(page, "Momentum")
    value = control.input_value()
    hold(page, control, (0.9, 0.5), (0.2, 0.5))
    page.wait_for_function(PREVIEWED)
    page.keyboard.press("Escape")
    page.mouse.up()
    rested(page)
    assert (page.evaluate(SEEN), page.evaluate(PALE), control.input_value(), address(page)) == (before, "", value, link)


def test_a_bar_makes_times_of_ones_own(page: Page, site: str) -> None:
    opened(page, site, "?seeds=2")
    hold(page, live_control(page, "Seconds per job of worker 8"), (0.5, 0.4), (0.5, 0.02))
    page.wait_for_function(PREVIEWED)
    page.mouse.up()
    page.wait_for_url("**speed=custom*")
    rested(page)
    typed = page.locator(".live input[type=text] >> visible=true")
    assert typed.input_value().startswith("1, 2, 3, 4, 5, 6, 7, ")
    assert page.get_by_label("Seconds per job", exact=True).input_value() == typed.input_value()
    typed.fill("1, 2, 3")
    typed.press("Enter")
    expect(page.get_by_text("3 numbers are typed for 8 workers.")).to_be_visible()
    typed.fill("1, 1, 1, 1, 1, 1, 1, 3.25")
    typed.press("Enter")
    page.wait_for_url("**3.25*")
    rested(page)
    assert live_control(page, "Seconds per job of worker 8").get_attribute("aria-valuetext") == "3.25 seconds"
    no_errors(page)


def test_keys_alone_do_the_same(page: Page, site: str) -> None:
    opened(page, site, "?seeds=2")
    control = live_control(page, "Data heterogeneity")
    control.focus()
    numbers, link = table(page), address(page)
    page.keyboard.down("ArrowRight")
    page.keyboard.down("ArrowRight")
    page.keyboard.down("ArrowRight")
    page.wait_for_function(PREVIEWED)
    assert address(page) == link, "a key that is held is no release"
    page.keyboard.up("ArrowRight")
    page.wait_for_url("**heterogeneity=2.3*")
    rested(page)
    assert table(page) != numbers
    expect(control).to_be_focused()
    page.keyboard.press("Tab")
    expect(live_control(page, "Gradient noise")).to_be_focused()
    assert live_control(page, "Step").get_attribute("aria-valuetext") == "0.05"
    assert not violations(page, ("serious", "critical"))


def test_on_a_phone_they_stand_above_the_figure(site: str, browser: Browser) -> None:
    with window(browser, 390, 844, touch=True) as page:
        opened(page, site, "?seeds=2")
        control = live_control(page, "Data heterogeneity")
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        assert box is not None
        session = page.context.new_cdp_session(page)
        places = [(box["x"] + share * box["width"], box["y"] + box["height"] / 2) for share in (0.33, 0.5, 0.7)]
        touch(session, "touchStart", places[0])
        for place in places[1:]:
            touch(session, "touchMove", place)
        page.wait_for_function(PREVIEWED)
        touch(session, "touchEnd")
        page.wait_for_url("**heterogeneity=*")
        rested(page)
        assert fits(page)
        words = " ".join(page.locator(".caption").all_inner_texts())
        assert "two fingers zoom" in words
        assert "Tap a job" in words
        assert not any(word in words for word in ("Click", "Drag", "wheel", "Shift"))


def test_without_a_socket_the_ordinary_controls_serve(page: Page, site: str) -> None:
    page.route_web_socket("**/live-feed/**", lambda socket: socket.close())
    opened(page, site)
    expect(page.locator(".live >> visible=true")).to_have_count(0)
    page.get_by_role("slider", name="Momentum").press("ArrowLeft")
    page.wait_for_url("**momentum=0.89*")
