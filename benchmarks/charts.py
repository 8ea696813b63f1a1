"""`python -m benchmarks.charts`: from a control's release to repainted charts on Bias and Momentum, and a first visit.

A key press on a slider changes the page; the time until its charts have been drawn again, less what the computation
takes, is what the screen costs. It starts a server of its own, and needs the packages of the extra "test".
"""

import statistics
import time

from playwright.sync_api import Browser, Page

from tests.browser.serving import CHARTS, WAIT, chromium, serving, settled

CHANGES = 12
VISITS = 5
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


def first_visit(browser: Browser, address: str, plotly: bool) -> float:
    """Seconds from the navigation to the first table, and with Plotly to the first drawn chart, with nothing kept."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    if not plotly:
        page.route("**/plotly.min.js", lambda route: route.abort())
    began = time.perf_counter()
    page.goto(address, timeout=WAIT)
    page.wait_for_selector("[data-testid=stTable]", timeout=WAIT)
    if plotly:
        page.locator(f"{CHARTS} .main-svg").first.wait_for(timeout=WAIT)
    taken = time.perf_counter() - began
    context.close()
    return taken


def main() -> None:
    with serving() as site, chromium() as browser:
        for name, slider in PAGES.items():
            address = f"{site}/{name}"
            first_visit(browser, address, plotly=True)
            visits = [[first_visit(browser, address, plotly) for plotly in (True, False)] for _ in range(VISITS)]
            with_it, without = map(statistics.median, zip(*visits, strict=True))
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            page.goto(address, timeout=WAIT)
            settled(page)
            page.evaluate(LISTEN)
            keys = ["ArrowRight", "ArrowLeft"] * CHANGES
            times = sorted(change(page, slider, key) for key in keys[:CHANGES])
            print(
                f"{name}: new browser to the first chart {with_it:.2f} s, without Plotly to the first table "
                f"{without:.2f} s; key press to repainted charts {statistics.median(times):.0f} ms "
                f"(95% {times[int(0.95 * len(times))]:.0f} ms)"
            )
            page.close()


if __name__ == "__main__":
    main()
