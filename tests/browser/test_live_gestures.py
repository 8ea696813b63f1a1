"""Moving and zooming in map and gap by mouse, wheel and keys; nothing else of the page is taken over."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.live import CHOSEN, TOP, arrival, corner, drag, logs, next_frame, opened, point_at, scales, unit
from tests.browser.serving import FIGURE, SCROLLED, no_errors, settled, violations, window

pytestmark = pytest.mark.browser

ACTIVE = f"() => {FIGURE}.node.getRootNode().activeElement.className"


@pytest.fixture(scope="module")
def race(browser: Browser, site: str) -> Iterator[Page]:
    """The Race, for tests that leave both views whole."""
    with window(browser) as page:
        opened(page, site, "?seeds=2")
        page.evaluate(TOP, "gap")
        yield page


def at_pixel(ends: list[float], pixel: float) -> float:
    return ends[0] + (pixel - ends[2]) / (ends[3] - ends[2]) * (ends[1] - ends[0])


@pytest.mark.parametrize("button", ["left", "middle"])
def test_dragging_moves_by_as_many_pixels(race: Page, button: Any) -> None:
    """With Shift, or with the middle button; decades on the logarithmic axis, lengths on the map."""
    for name in ("gap", "map"):
        (x, y), (left, top) = scales(race, name), corner(race, name)
        if button == "left":
            race.keyboard.down("Shift")
        race.mouse.move(left + 200, top + 150)
        race.mouse.down(button=button)
        race.mouse.move(left + 240, top + 130, steps=5)
        race.mouse.move(left + 260, top + 180, steps=5)
        race.mouse.up(button=button)
        race.keyboard.up("Shift")
        next_frame(race)
        moved_x, moved_y = scales(race, name)
        assert moved_x[:2] == pytest.approx([end - 60 * unit(x) for end in x[:2]])
        if name == "gap":
            before, after = logs(y), logs(moved_y)
            decades = 30 * (before[1] - before[0]) / abs(y[3] - y[2])
            assert after == pytest.approx([end + decades for end in before])
        else:
            assert moved_y[:2] == pytest.approx([end + 30 * unit(y) for end in y[:2]])
            assert unit(moved_x) == pytest.approx(unit(moved_y)) == pytest.approx(unit(x))
        race.get_by_role("button", name=f"Whole view of the {name}").click()
        next_frame(race)
        assert scales(race, name) == [x, y]
        assert "surface" in race.evaluate(ACTIVE), "the keys stay where the button was"


def test_the_wheel_zooms_with_ctrl_alone(race: Page) -> None:
    (x, y), (left, top) = scales(race, "map"), corner(race, "map")
    race.mouse.move(left + 200, top + 150)
    scrolled = race.evaluate(SCROLLED)
    race.mouse.wheel(0, -40)
    race.wait_for_timeout(300)
    assert race.evaluate(SCROLLED) < scrolled
    assert scales(race, "map") == [x, y]
    race.evaluate(TOP, "gap")
    left, top = corner(race, "map")
    race.mouse.move(left + 200, top + 150)
    scrolled = race.evaluate(SCROLLED)
    under = [at_pixel(x, 200), at_pixel(y, 150)]
    race.keyboard.down("Control")
    for _ in range(3):
        race.mouse.wheel(0, -20)
    race.keyboard.up("Control")
    race.wait_for_timeout(300)
    near_x, near_y = scales(race, "map")
    assert race.evaluate(SCROLLED) == scrolled
    assert unit(x) / unit(near_x) == pytest.approx(math.exp(0.6))
    assert unit(near_x) == pytest.approx(unit(near_y))
    # A wheel's place is told in whole pixels.
    now = [at_pixel(near_x, 200), at_pixel(near_y, 150)]
    assert now == pytest.approx(under, abs=unit(x)), "what lies under the pointer stays there"
    race.mouse.dblclick(left + 200, top + 150)
    next_frame(race)
    assert scales(race, "map") == [x, y]


BURST = f"""() => new Promise((done) => {{
  const view = {FIGURE}.views.gap, {{node}} = view.surface, {{left, top}} = node.getBoundingClientRect();
  let drawn = 0;
  const draw = view.drawStill;
  view.drawStill = (...given) => {{ drawn++; draw.apply(view, given); }};
  const turn = {{deltaY: -10, ctrlKey: true, cancelable: true, clientX: left + 200, clientY: top + 150}};
  requestAnimationFrame(() => {{
    for (let i = 0; i < 7; i++) node.dispatchEvent(new WheelEvent("wheel", turn));
    const before = drawn;
    requestAnimationFrame(() => requestAnimationFrame(() => {{
      delete view.drawStill;
      done([before, drawn]);
    }}));
  }});
}})"""


def test_many_gestures_are_drawn_once_a_frame(race: Page) -> None:
    x, y = scales(race, "gap")
    assert race.evaluate(BURST) == [0, 1]
    assert unit(x) / unit(scales(race, "gap")[0]) == pytest.approx(math.exp(0.7)), "and none of them is lost"
    race.locator(".surface.gap").press("Escape")
    next_frame(race)
    assert scales(race, "gap") == [x, y]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_keys_zoom_move_and_go_back(race: Page, scheme: Any) -> None:
    race.emulate_media(color_scheme=scheme)
    race.wait_for_timeout(800)
    race.get_by_label("Method whose jobs are shown").focus()
    for name in ("map", "gap"):
        race.keyboard.press("Tab")
        surface = race.locator(f".surface.{name}")
        assert race.evaluate(ACTIVE) == f"surface {name}"
        assert surface.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
        assert surface.evaluate("node => parseFloat(getComputedStyle(node).outlineWidth)") >= 2
        at = arrival(race)
        x, y = scales(race, name)
        for key, factor in (("+", 1.25), ("=", 1.25**2), ("-", 1.25)):
            race.keyboard.press(key)
            next_frame(race)
            assert unit(x) / unit(scales(race, name)[0]) == pytest.approx(factor)
        middle = sum(x[:2]) / 2
        assert sum(scales(race, name)[0][:2]) / 2 == pytest.approx(middle)
        race.keyboard.press("Shift+ArrowRight")
        race.keyboard.press("Shift+ArrowUp")
        next_frame(race)
        right_x, up_y = scales(race, name)
        assert sum(right_x[:2]) / 2 == pytest.approx(middle + 0.1 * (right_x[1] - right_x[0]))
        assert up_y[1] > scales(race, name)[1][0]
        if name == "map":
            assert sum(up_y[:2]) / 2 == pytest.approx(sum(y[:2]) / 2 + 0.1 * (up_y[1] - up_y[0]))
        assert arrival(race) == at
        race.keyboard.press("ArrowLeft")
        assert arrival(race) == at - 1, "plain arrows are the playhead's"
        race.keyboard.press("ArrowRight")
        assert "A part of it is shown" in (surface.locator(".picture").get_attribute("aria-label") or "")
        assert violations(race) == []
        race.keyboard.press("0" if name == "map" else "Escape")
        next_frame(race)
        assert scales(race, name) == [x, y]
        assert surface.get_attribute("aria-keyshortcuts") == (
            "Plus - 0 Escape Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp Shift+ArrowDown"
        )


def test_a_moved_view_stays_through_a_new_simulation(page: Page, site: str) -> None:
    opened(page, site, "?seeds=2")
    page.evaluate(TOP, "gap")
    page.keyboard.down("Shift")
    drag(page, "Map of", (0.5, 0.5), (0.6, 0.4))
    page.keyboard.up("Shift")
    page.locator(".surface.gap").focus()
    page.keyboard.press("+")
    next_frame(page)
    before, shown = page.evaluate(CHOSEN)["zoom"], [scales(page, name) for name in ("map", "gap")]
    assert before["map"] and before["gap"]
    page.get_by_role("slider", name="Data heterogeneity").press("ArrowRight")
    page.wait_for_url("**heterogeneity=2.1*")
    settled(page)
    assert page.evaluate(CHOSEN)["zoom"] == before
    assert [scales(page, name) for name in ("map", "gap")] == shown
    no_errors(page)


def test_the_mouse_s_values_go_with_the_mouse(race: Page) -> None:
    race.evaluate(TOP, "gap")
    assert "simulated seconds" in point_at(race, "gap", 200, 100)
    race.mouse.move(5, 5)
    assert not race.locator(".surface.gap .tip").is_visible()
