"""The list of keys: every key that it names does something where it says so."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import arrival, live_control, next_frame, opened, scales
from tests.browser.serving import FIGURE, THEMES, no_errors, settled, violations

pytestmark = pytest.mark.browser

PRESSED = {
    "Space": " ",
    "←": "ArrowLeft",
    "→": "ArrowRight",
    "↑": "ArrowUp",
    "↓": "ArrowDown",
    "Esc": "Escape",
    "−": "-",
}
LISTED = """(list, name) => [...list.querySelectorAll(`[data-keys=${name}] dt`)].map((key) => key.textContent)"""
PLAYING = f"() => {FIGURE}.playhead.playing"
FOCUSED = f"() => {FIGURE}.node.getRootNode().activeElement.tagName"


def keys_of(name: str) -> list[str]:
    """What playwright presses for a key, or for each of several."""
    return [
        "+".join(PRESSED.get(part, part) for part in one.split()) if one != "+" else one for one in name.split(" or ")
    ]


def test_every_key_that_is_listed_does_what_it_says(page: Page, site: str) -> None:
    opened(page, site, "?seeds=2")
    listed = page.locator(".keys")
    expect(listed.get_by_text("Space")).to_be_hidden()
    page.locator(".surface.map").focus()
    page.keyboard.press("?")
    expect(listed.get_by_text("Space")).to_be_visible()
    assert page.evaluate(FOCUSED) == "SUMMARY"
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(800)
        assert violations(page, ("serious", "critical")) == [], theme
    groups = {name: listed.evaluate(LISTED, name) for name in ("figure", "zoom", "live")}
    assert [len(keys) for keys in groups.values()] == [6, 8, 5]
    playhead(page, groups["figure"])
    for name in ("map", "gap"):
        zoom(page, name, groups["zoom"])
    live(page, groups["live"])
    no_errors(page)


def playhead(page: Page, keys: list[str]) -> None:
    for name in keys:
        (key,) = keys_of(name)
        page.locator(".surface.map").focus()
        page.evaluate(f"() => {FIGURE}.playhead.seek(50)")
        page.locator(".keys").evaluate("list => (list.open = false)")
        page.keyboard.press(key)
        did = {
            " ": lambda: page.evaluate(PLAYING),
            "ArrowLeft": lambda: arrival(page) == 49,
            "ArrowRight": lambda: arrival(page) == 51,
            "Home": lambda: arrival(page) == 0,
            "End": lambda: arrival(page) == 5000,
            "?": lambda: page.locator(".keys").evaluate("list => list.open"),
        }[key]
        assert did(), name


def zoom(page: Page, view: str, keys: list[str]) -> None:
    page.locator(f".surface.{view}").focus()
    whole = scales(page, view)
    for name in keys:
        (key,) = keys_of(name)
        page.keyboard.press("+")
        next_frame(page)
        before = scales(page, view)
        page.keyboard.press(key)
        next_frame(page)
        after = scales(page, view)
        assert after != before, name
        assert (after == whole) == (key in ("0", "Escape")) or key == "-", name
        page.keyboard.press("0")
        next_frame(page)


def live(page: Page, keys: list[str]) -> None:
    control = live_control(page, "Data heterogeneity")
    control.focus()

    def shown() -> Any:
        return float(control.input_value())

    for name in keys:
        for key in keys_of(name):
            settled(page)
            # Away from the end at which the last key left it, and held.
            away = "ArrowLeft" if shown() == 6 else "ArrowRight"
            page.keyboard.down(away)
            before = shown()
            page.keyboard.down(key)
            assert shown() != before, name
            page.keyboard.up(key)
            page.keyboard.up(away)
