"""What every chart of a page can: tell values, zoom, keep what a visitor chose, and be taken away."""

import csv
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.answers import middle, until
from tests.browser.serving import CHARTS, SCROLLED, WAIT, in_sight, settled, touch, window
from tests.browser.test_bias import SMALL as BIAS
from tests.browser.test_speedup import SMALL as SPEEDUP

pytestmark = pytest.mark.browser

RANGE = "node => node.layout.xaxis.range"
HEIGHTS = "node => [node.clientHeight, node._fullLayout.height]"
DRAWN = "performance.getEntriesByName('chart drawn').at(-1)?.startTime ?? 0"


@pytest.fixture(scope="module")
def bias(browser: Browser, site: str) -> Iterator[Page]:
    """The Bias page with its charts drawn."""
    with window(browser) as page:
        opened(page, f"{site}/bias")
        yield page


def opened(page: Page, address: str) -> None:
    """Open a page and wait until it rests: what is measured at leisure makes it anew."""
    page.goto(address)
    settled(page)
    expect(page.get_by_text("To be computed as soon as")).to_have_count(0, timeout=WAIT)
    settled(page)


def first_chart(page: Page) -> Locator:
    return in_sight(page.locator(CHARTS).first)


def zoom(page: Page, chart: Locator) -> list[float]:
    """Drag over the middle half; the range that is seen then."""
    x, y, width, height = middle(chart)
    page.mouse.move(x + width / 4, y + height / 4)
    page.mouse.down()
    page.mouse.move(x + 3 * width / 4, y + 3 * height / 4, steps=5)
    page.mouse.up()
    page.wait_for_timeout(400)
    return list(chart.evaluate(RANGE))


def test_values_stand_under_the_pointer(bias: Page) -> None:
    chart = first_chart(bias)
    x, y, width, height = middle(chart)
    bias.mouse.move(x + width / 2, y + height / 2)
    told = chart.locator(".hoverlayer")
    expect(told).to_contain_text(re.compile(r"ASGD.*\d"))


def test_a_chart_keeps_its_height_when_the_window_changes(bias: Page) -> None:
    for chart in bias.locator(CHARTS).all():
        in_sight(chart)
    before = [chart.evaluate(HEIGHTS) for chart in bias.locator(CHARTS).all()]
    bias.set_viewport_size({"width": 1100, "height": 900})
    bias.wait_for_timeout(800)
    after = [chart.evaluate(HEIGHTS) for chart in bias.locator(CHARTS).all()]
    bias.set_viewport_size({"width": 1400, "height": 1000})
    assert after == before
    assert all(len(set(heights)) == 1 for heights in after)


def hidden(chart: Locator) -> list[str]:
    """The lines that the legend hides; what is measured at leisure may not be there yet."""
    names = chart.evaluate("n => n._fullData.filter((t) => t.visible === 'legendonly').map((t) => t.name)")
    return [name for name in names if "measured" not in name]


@pytest.mark.parametrize(
    ("link", "control"),
    [
        ("bias", "Data heterogeneity"),
        ("momentum", "Momentum"),
        (SPEEDUP, "Seeds"),
        ("covariate-shift?shift_dimension=5", "Turn of T against S, degrees"),
    ],
)
def test_a_zoom_and_hidden_lines_survive_eight_changes(page: Page, site: str, link: str, control: str) -> None:
    opened(page, f"{site}/{link}")
    chart = first_chart(page)
    chart.locator(".legendtoggle").first.click()
    page.wait_for_timeout(600)
    gone, seen = hidden(chart), zoom(page, chart)
    assert gone
    slider = page.get_by_role("slider", name=control).first
    for turn in range(8):
        before = page.evaluate(DRAWN)
        slider.press("ArrowRight" if turn < 4 else "ArrowLeft")
        until(lambda before=before: page.evaluate(DRAWN) != before, "the chart is not drawn anew", WAIT / 1e3)
        settled(page)
        chart = first_chart(page)
        assert hidden(chart) == gone
        assert chart.evaluate(RANGE) == pytest.approx(seen)
    x, y, width, height = middle(chart)
    page.mouse.dblclick(x + width / 2, y + height / 2)
    page.wait_for_timeout(600)
    assert chart.evaluate(RANGE) != pytest.approx(seen), "a double click leads back"


def test_a_kept_zoom_is_left_by_the_button_and_by_a_double_click(page: Page, site: str) -> None:
    """Also in the new node of a page that a visitor comes back to."""
    opened(page, f"{site}/{BIAS}")
    chart = first_chart(page)
    whole, seen = chart.evaluate(RANGE), zoom(page, chart)
    assert seen != pytest.approx(whole)
    chart.evaluate("node => { window.earlier = node }")
    for name in ("Momentum", "Bias"):
        page.get_by_role("link", name=name).first.click()
        page.wait_for_url(f"**/{name.lower()}*")
        settled(page)
    chart = first_chart(page)
    assert chart.evaluate("node => node !== window.earlier")
    assert chart.evaluate(RANGE) == pytest.approx(seen)
    chart.hover()
    chart.locator("[data-title='Reset axes']").click()
    page.wait_for_timeout(600)
    assert chart.evaluate(RANGE) == pytest.approx(whole, abs=0.1)
    again = zoom(page, chart)
    x, y, width, height = middle(chart)
    page.mouse.dblclick(x + width / 2, y + height / 2)
    page.wait_for_timeout(600)
    assert chart.evaluate(RANGE) != pytest.approx(again)
    assert chart.evaluate(RANGE) == pytest.approx(whole, abs=0.1)


def test_pictures_and_data_are_taken_away(bias: Page) -> None:
    chart = first_chart(bias)
    x, y, width, height = middle(chart)
    bias.mouse.move(x + width / 2, y + height / 2)
    chart.locator("[data-title^='Take away']").click()
    dialog = bias.get_by_role("dialog")
    with bias.expect_download() as coming:
        dialog.get_by_role("button", name="Data (CSV)").click()
    rows = list(csv.DictReader(coming.value.path().read_text(encoding="utf-8").splitlines()))
    assert {"ASGD", "Rescaled ASGD"} <= {row["trace"] for row in rows}
    assert all(float(row["x"]) > 0 for row in rows)
    dialog.get_by_label("Title").fill("Bias of my cluster")
    dialog.get_by_label("Width, px").fill("640")
    with bias.expect_download() as coming:
        dialog.get_by_role("button", name="Picture").click()
    picture = ElementTree.fromstring(coming.value.path().read_text(encoding="utf-8"))
    assert picture.get("width") == "640"
    assert "Bias of my cluster" in "".join(picture.itertext())
    dialog.get_by_label("Format").select_option("PNG")
    with bias.expect_download() as coming:
        dialog.get_by_role("button", name="Picture").click()
    assert coming.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def test_on_a_phone_one_finger_scrolls_and_a_tap_tells_values(browser: Browser, site: str) -> None:
    with window(browser, 390, 844, touch=True) as page:
        page.goto(f"{site}/{BIAS}")
        settled(page)
        chart = first_chart(page)
        x, y, width, height = middle(chart)
        fingers = page.context.new_cdp_session(page)
        before, seen = page.evaluate(SCROLLED), chart.evaluate(RANGE)
        touch(fingers, "touchStart", (x + width / 2, y + height / 2))
        for step in range(10):
            touch(fingers, "touchMove", (x + width / 2, y + height / 2 - 12 * step))
            page.wait_for_timeout(16)
        touch(fingers, "touchEnd")
        page.wait_for_timeout(400)
        assert page.evaluate(SCROLLED) > before
        assert chart.evaluate(RANGE) == seen
        x, y, width, height = middle(chart)
        touch(fingers, "touchStart", (x + width / 2, y + height / 2))
        touch(fingers, "touchEnd")
        expect(chart.locator(".hoverlayer")).to_contain_text(re.compile(r"ASGD.*\d"))
