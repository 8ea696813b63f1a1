"""`python -m benchmarks.charts`: from a control's release to repainted charts on Bias and Momentum, and a first visit.

A key press on a slider changes the page; the time until its charts have been drawn again, less what the computation
takes, is what the screen costs. It starts a server of its own, and needs the packages of the extra "test".
"""

import statistics
import time

from playwright.sync_api import Page

from tests.browser.serving import CHARTS, WAIT, chromium, serving, settled

CHANGES = 12
LISTEN = "() => addEventListener('keydown', () => { window.pressed = performance.now() }, true)"
DRAWN = "() => [window.pressed ?? 0, performance.getEntriesByName('chart drawn').at(-1)?.startTime ?? 0]"
PAGES = {"bias": "Data heterogeneity", "momentum": "Momentum"}
"""A page, and the slider that changes its charts."""


def change(page: Page, slider: str, key: str) -> float:
    """Milliseconds from a key press to the last chart that was drawn for it."""
    page.get_by_role("slider", name=slider).first.press(key)
    pressed, drawn = page.evaluate(DRAWN)
    deadline = time.monotonic() + WAIT / 1e3
    settled_at = time.monotonic()
    while time.monotonic() - settled_at < 1.0 or drawn < pressed:
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)
        before, (pressed, drawn) = drawn, page.evaluate(DRAWN)
        if drawn != before:
            settled_at = time.monotonic()
    return float(drawn - pressed)


def first_visit(page: Page, site: str, name: str) -> float:
    """Seconds from the navigation to the first drawn chart, with nothing kept."""
    began = time.perf_counter()
    page.goto(f"{site}/{name}", timeout=WAIT)
    page.locator(f"{CHARTS} .main-svg").first.wait_for(timeout=WAIT)
    return time.perf_counter() - began


def main() -> None:
    with serving() as site, chromium() as browser:
        for name, slider in PAGES.items():
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            first = first_visit(page, site, name)
            settled(page)
            page.evaluate(LISTEN)
            keys = ["ArrowRight", "ArrowLeft"] * CHANGES
            times = sorted(change(page, slider, key) for key in keys[:CHANGES])
            print(
                f"{name}: first chart of a new browser {first:.2f} s; key press to repainted charts "
                f"{statistics.median(times):.0f} ms (95% {times[int(0.95 * len(times))]:.0f} ms)"
            )
            page.close()


if __name__ == "__main__":
    main()
