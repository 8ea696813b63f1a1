"""`python -m benchmarks.drag`: live controls under a moving pointer, and from their release to the whole result.

It starts a server of its own, opens the default Race in headless Chromium and needs the packages of the extra "test".
A pointer's move counts from the event that the browser dates, a picture once the frame that shows it has been painted;
the whole result once the picture of all seeds is painted and the sentences are new.
"""

import itertools
import statistics
import time
from typing import Any

from playwright.sync_api import Locator, Page

from benchmarks.live import spread, timed
from engine import simulate
from engine.results.plane import draw_map
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.live.payload.figure import payload
from pages.parts.live.payload.gap import View
from tests.browser.live import live_control
from tests.browser.serving import WAIT, chromium, serving, settled

CONTROLS = ("Data heterogeneity", "Momentum", "Seconds per job of worker 8")
SECONDS = 6.0
"""Real seconds of dragging each control."""
SWEEP = 1.5
"""Real seconds from one end of a control to the other: most moves change its value."""
RELEASES = 40
PAUSE = 0.005
LISTEN = """() => {
  window.marks = [];
  new PerformanceObserver((list) => {
    for (const {name, detail, startTime} of list.getEntries()) window.marks.push([name, detail, startTime]);
  }).observe({entryTypes: ["mark"]});
  addEventListener("pointerup", ({timeStamp}) => { window.released = timeStamp; window.told = 0 }, true);
  const told = () => requestAnimationFrame(() => setTimeout(() => { window.told = performance.now() }));
  const watch = {subtree: true, childList: true, characterData: true};
  new MutationObserver(told).observe(document.querySelector(".st-key-race_answer"), watch);
}"""
WHOLE = """() => {
  const painted = window.marks.filter(([name]) => name === "figure painted").map((mark) => mark[2]);
  return [window.released, window.told, Math.max(0, ...painted)];
}"""


def place(box: Any, upright: bool, share: float) -> tuple[float, float]:
    """The pointer's place at a share of the control's length."""
    if upright:
        return box["x"] + box["width"] / 2, box["y"] + box["height"] * (1 - share)
    return box["x"] + box["width"] * share, box["y"] + box["height"] / 2


def drag(page: Page, name: str) -> None:
    """Sweep to and fro, and print what came of it."""
    box, upright = live_control(page, name).bounding_box(), name.startswith("Seconds")
    page.mouse.move(*place(box, upright, 0.5))
    page.mouse.down()
    page.evaluate("() => { window.marks.length = 0 }")
    began, moves = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < SECONDS:
        turn = (passed / SWEEP) % 2
        page.mouse.move(*place(box, upright, 0.05 + 0.9 * min(turn, 2 - turn)))
        moves += 1
        time.sleep(PAUSE)
    marks = page.evaluate("() => window.marks")
    page.mouse.up()
    page.wait_for_timeout(1500)
    at: dict[str, dict[int, float]] = {}
    for mark, number, start in marks:
        at.setdefault(mark, {})[number] = start
    painted = {number: end for number, end in at["preview painted"].items() if number in at["preview asked"]}
    print(f"{name}: {len(painted) / SECONDS:.1f} pictures a second, {moves / SECONDS:.0f} moves of the pointer")
    spread("  pointer to painted", [end - at["preview asked"][number] for number, end in painted.items()])
    spread("  waiting, server, transport", [at["preview data"][n] - at["preview asked"][n] for n in painted])
    spread("  decoding and drawing", [at["preview drawn"][n] - at["preview data"][n] for n in painted])
    spread("  painting", [end - at["preview drawn"][number] for number, end in painted.items()])


def release(page: Page, slider: Locator, share: float) -> tuple[float, float]:
    """Move the pointer to a share of the slider and let go: milliseconds to the picture, and to all of the result."""
    box = slider.bounding_box()
    page.mouse.move(*place(box, False, 0.5))
    page.mouse.down()
    page.mouse.move(*place(box, False, share), steps=5)
    page.wait_for_timeout(100)
    page.evaluate("() => { window.marks.length = 0 }")
    page.mouse.up()
    deadline = time.monotonic() + 20
    page.wait_for_timeout(400)
    while not all(page.evaluate(WHOLE)):
        assert time.monotonic() < deadline, "nothing came after the release"
        page.wait_for_timeout(50)
    settled(page)
    released, told, painted = page.evaluate(WHOLE)
    return painted - released, max(told, painted) - released


def computed(value: float) -> tuple[float, float]:
    """Milliseconds of one preview on the server, without a browser: engine, then map and payload."""
    scenario = scenario_of({**DEFAULTS, "heterogeneity": value, "seeds": 1})
    engine, simulation = timed(lambda: simulate(scenario, threads=1, film=True))
    packing, _ = timed(lambda: payload("key", simulation, draw_map(simulation), View(), {}))
    return engine, packing


def main() -> None:
    with serving() as site, chromium() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"{site}/race", timeout=WAIT)
        settled(page)
        page.evaluate(LISTEN)
        for name in CONTROLS:
            drag(page, name)
        slider = live_control(page, CONTROLS[0])
        shares = itertools.cycle([0.1 + 0.02 * k for k in range(15)] + [0.6 + 0.02 * k for k in range(15)])
        times = [release(page, slider, share) for share in itertools.islice(shares, RELEASES)]
        print(f"{RELEASES} releases, all {DEFAULTS['seeds']} seeds")
        spread("  released to painted", [picture for picture, _ in times])
        spread("  released to picture and sentences", [whole for _, whole in times])
        alone = [computed(0.1 * k) for k in range(1, 60)]
        print(f"a preview alone: engine {statistics.median(a for a, _ in alone):.1f} ms, ", end="")
        print(f"map and payload {statistics.median(b for _, b in alone):.1f} ms")


if __name__ == "__main__":
    main()
