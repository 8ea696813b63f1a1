"""A race inside a page of another site: it works where the operator allows it, and nowhere else."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from pages.parts.links import parts
from pages.parts.race.embed_code import COLUMN, embed_html, frame_height, parameters
from pages.parts.server.frames import SETTING
from pages.parts.server.previews import PREVIEWS, window_title
from tests.browser.serving import FIGURE, WAIT, fits, serving, violations, window

pytestmark = pytest.mark.browser

RACE = {"arrivals": "500", "seeds": "2"}
USUAL = parts.Frame(parts.USUAL, ("times", "heterogeneity"))
SHOWN = f"() => {FIGURE}.placed.map(({{ surface }}) => [surface.name, surface.width > 200])"
SCROLLS = """() => { const main = document.querySelector("[data-testid=stMain]");
  return main.scrollHeight > main.clientHeight + 1; }"""
TALL = """() => document.querySelector(".st-key-frame").getBoundingClientRect().height"""
GROUND = """() => getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor"""
STEPS = "[location.href, history.length]"
AROUND = "[data-testid=stSidebar], [data-testid=stTopNavLink], [data-testid=stToolbar], [data-testid=stButton]"


class Course(http.server.BaseHTTPRequestHandler):
    """Another site's page, which holds whatever HTML it was given."""

    body = ""

    def do_GET(self) -> None:
        content = f"<!doctype html><title>Course</title><body style='margin: 0'>{self.body}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


@contextmanager
def course() -> Iterator[int]:
    """The port of the other site."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Course) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def embedded(page: Page, origin: str, site: str, frame: parts.Frame, theme: str | None = None) -> Frame:
    """What the other site's page has in its frame."""
    address = f"{site}/race?{urlencode(parameters(frame, theme, RACE), doseq=True)}"
    Course.body = embed_html(address, "Race", frame_height(frame, 3))
    page.goto(origin, timeout=WAIT)
    (inside,) = page.frames[1:]
    return inside


def painted(inside: Frame) -> None:
    """Wait for the figure, and until the page's script has run."""
    inside.wait_for_selector(".figure canvas", timeout=WAIT)
    inside.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=WAIT)


def test_a_race_works_in_the_page_of_a_site_that_is_allowed(browser: Browser, site: str) -> None:
    with course() as port:
        # For a browser this name is another site than the server's number: it has no cookies and no storage there.
        origin = f"http://localhost:{port}"
        with serving(**{SETTING: origin}) as allowing, window(browser, COLUMN, 1600) as page:
            inside = embedded(page, origin, allowing, USUAL)
            painted(inside)
            assert inside.evaluate(SHOWN) == [["map", True], ["gap", True]]
            expect(inside.locator(AROUND)).to_have_count(0)
            expect(inside.get_by_role("button", name="Play")).to_be_visible()
            page.wait_for_timeout(500)
            assert not inside.evaluate(SCROLLS), "the height that Share gives is enough"
            assert inside.evaluate(TALL) > 0.85 * frame_height(USUAL, 3), "and not much more"
            moved_by_hand(page, inside)
            page.set_viewport_size({"width": 390, "height": 1600})
            page.wait_for_timeout(500)
            assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
            themes(page, origin, allowing)
            page.goto(f"{allowing}/race?embed=true&control=heterogeneity&{urlencode(RACE)}", timeout=WAIT)
            painted(page.main_frame)
            expect(page).to_have_title(window_title(PREVIEWS["race"].title))
            assert fits(page)
            assert violations(page, ("critical", "serious")) == []
            lesson(page, origin, allowing)
            refused(page, f"http://127.0.0.1:{port}", allowing)
            refused(page, origin, site)


def moved_by_hand(page: Page, inside: Frame) -> None:
    """Live controls move figure and sentences; neither the other site's address nor its history notices."""
    steps, sentences = page.evaluate(STEPS), inside.locator(".st-key-frame_answer [data-testid=stMarkdown]")
    # Times of one's own come into the link of the frame, too.
    for name, key in (("Data heterogeneity", "ArrowRight"), ("Seconds per job of worker 8", "ArrowUp")):
        before, told = inside.evaluate(f"() => {FIGURE}.simulation.key"), sentences.inner_text()
        control = inside.get_by_role("slider", name=name)
        expect(control).to_be_visible(timeout=WAIT)
        value = control.input_value()
        control.press(key, delay=50)
        expect(sentences).not_to_have_text(told, timeout=WAIT)
        painted(inside)
        page.wait_for_timeout(300)
        assert inside.evaluate(f"() => {FIGURE}.simulation.key") != before
        assert control.input_value() != value
    assert "tau=" in inside.evaluate("location.search")
    assert page.evaluate(STEPS) == steps


def themes(page: Page, origin: str, site: str) -> None:
    """A theme in the link wins over the reader's."""
    page.emulate_media(color_scheme="light")
    found = []
    for theme in (None, "dark_theme"):
        inside = embedded(page, origin, site, parts.Frame(("gap",), ()), theme)
        painted(inside)
        assert inside.evaluate(SHOWN) == [["gap", True]]
        found.append(inside.evaluate(f"() => [{FIGURE}.theme.dark, ({GROUND})()]"))
    assert [dark for dark, _ in found] == [False, True]
    assert found[0][1] != found[1][1]


def lesson(page: Page, origin: str, site: str) -> None:
    """A lesson in a frame, too, without the way to other pages."""
    Course.body = embed_html(f"{site}/lessons?embed=true&lesson=waiting", "Lesson", 900)
    page.goto(origin, timeout=WAIT)
    (inside,) = page.frames[1:]
    painted(inside)
    expect(inside.get_by_test_id("stTopNavLink")).to_have_count(0)


def refused(page: Page, origin: str, site: str) -> None:
    """The browser shows a page of its own instead, and says why."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    inside = embedded(page, origin, site, USUAL)
    page.wait_for_timeout(300)
    assert inside.url.startswith("chrome-error:")
    assert any("frame-ancestors" in text for text in said)
