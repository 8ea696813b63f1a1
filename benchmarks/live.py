"""`python -m benchmarks.live`: from a slider's release to repainted curves, and what a frame costs while it plays.

It starts a server of its own, opens the Race in headless Chromium and needs the packages of the extra "test".
"""

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from playwright.sync_api import Page

from engine import simulate
from engine.results.plane import draw_map
from engine.results.verdict import judge
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.live.payload.figure import payload
from pages.parts.live.payload.gap import View
from tests.browser.live import live_control
from tests.browser.serving import FIGURE, WAIT, chromium, serving, settled

T = TypeVar("T")


FIRST = 10
"""Changes before the counted ones: a browser compiles a script once it has run a few times."""
CHANGES = 40
THUMB = 16
"""Pixels of the slider's thumb in Chromium: a press on it moves nothing, so each value is farther away."""
LARGEST = 6.0
"""The slider goes from 0 to this."""
PLAYED = 6.0
"""Real seconds of playing that are measured."""
LISTEN = """() => addEventListener('pointerup', () => { window.released = performance.now() }, true)"""
PAINTED = """() => {
  const at = (name) => performance.getEntriesByName(name).at(-1)?.startTime ?? 0;
  return [window.released, at('figure data'), at('figure drawn'), at('figure painted')];
}"""
BARE = """(seconds) => new Promise((done) => {
  const began = performance.now(); let frames = 0;
  const next = (time) => {
    frames++;
    if (time - began < 1000 * seconds) requestAnimationFrame(next); else done(frames / seconds);
  };
  requestAnimationFrame(next);
})"""
PLAY = """(seconds) => new Promise((done) => {
  const figure = FIGURE; figure.playhead.seek(0); figure.costs.length = 0; figure.playhead.toggle();
  setTimeout(() => { figure.playhead.pause(true); done([...figure.costs]) }, 1000 * seconds);
})""".replace("FIGURE", FIGURE)


def timed(action: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds, and the result."""
    began = time.perf_counter()
    result = action()
    return 1e3 * (time.perf_counter() - began), result


def spread(name: str, values: list[float], unit: str = "ms") -> None:
    ordered = sorted(values)
    high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{name:44} median {statistics.median(ordered):7.2f} {unit}   95% {high:7.2f} {unit}")


def positions() -> Iterator[float]:
    """Values of the slider, none of them twice and none from 2.1 to 3.9."""
    for turn in range(CHANGES):
        yield 0.1 * (1 + turn // 2) if turn % 2 else 5.9 - 0.1 * (turn // 2)


def change(page: Page, slider: Any, value: float) -> list[float]:
    """Press on the slider's line at a value; when it was let go, and when data came, were drawn and painted."""
    track = slider.bounding_box()
    assert track is not None
    before = page.evaluate(PAINTED)[3]
    room = track["width"] - THUMB
    page.mouse.move(track["x"] + THUMB / 2 + room * value / LARGEST, track["y"] + track["height"] / 2)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_timeout(250)
    deadline = time.monotonic() + 20
    while (times := page.evaluate(PAINTED))[3] <= before or times[3] < times[2]:
        assert time.monotonic() < deadline, f"nothing was painted after the slider went to {value}"
        page.wait_for_timeout(30)
    page.wait_for_timeout(250)
    return list(page.evaluate(PAINTED))


class Taken(NamedTuple):
    """Milliseconds of each part of one change on the server, and the payload."""

    engine: float
    map_and_verdict: float
    serialisation: float
    payload: bytes


def computed(value: float) -> Taken:
    """What the server computes for one change, without a browser."""
    scenario = scenario_of({**DEFAULTS, "heterogeneity": value})
    engine, simulation = timed(lambda: simulate(scenario, film=True))
    telling, drawn = timed(lambda: (draw_map(simulation), judge(simulation, 0.01))[0])
    packing, packed = timed(lambda: payload("key", simulation, drawn, View(), {}))
    return Taken(engine, telling, packing, packed)


def measure_changes(page: Page) -> None:
    slider = live_control(page, "Data heterogeneity")
    page.evaluate(LISTEN)
    first = [change(page, slider, 3.2 - turn % 2 + 0.1 * (turn // 2)) for turn in range(FIRST)]
    times = [change(page, slider, value) for value in positions()]
    taken = [computed(value) for value in positions()]
    print(f"payload of the default scenario: {len(taken[0].payload) / 1e3:.0f} kB")
    spread(f"the first {FIRST} changes of a fresh page", [t[3] - t[0] for t in first])
    spread("slider released to curves painted", [t[3] - t[0] for t in times])
    for name in ("engine", "map_and_verdict", "serialisation"):
        spread(f"  {name.replace('_', ' ')} (alone)", [getattr(t, name) for t in taken])
    server = statistics.median(sum(t[:3]) for t in taken)
    spread("  transport and the browser's own work (rest)", [t[1] - t[0] - server for t in times])
    spread("  decoding and drawing", [t[2] - t[1] for t in times])
    spread("  painting", [t[3] - t[2] for t in times])


def measure_playing(page: Page) -> None:
    for _ in range(3):
        bare = page.evaluate(BARE, PLAYED)
        costs = page.evaluate(PLAY, PLAYED)
        rate = len(costs) / PLAYED
        spread("drawing a frame while playing", costs)
        print(f"{'frames a second':44} {rate:.1f}, bare loop {bare:.1f}, ratio {rate / bare:.3f}")


def main() -> None:
    with serving() as site, chromium() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"{site}/race", timeout=WAIT)
        settled(page)
        page.wait_for_selector(".figure", timeout=WAIT)
        measure_changes(page)
        measure_playing(page)


if __name__ == "__main__":
    main()
