"""`python -m benchmarks.moving_picture`: the README's picture of the Race in motion, docs/race.webp.

It opens the Race of a server of its own in headless Chromium, drags live controls and plays, takes a picture of every
moment, and needs the packages of the extra "test". One function a scene.
"""

import argparse
import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page

from benchmarks.drag import place
from tests.browser.live import live_control
from tests.browser.serving import FIGURE, WAIT, chromium, serving, settled

WINDOW = {"width": 1280, "height": 1060}
WIDTH = 900
"""Pixels of the picture, about what a README shows."""
MILLISECONDS = 80
"""A picture stands so long."""
QUALITY = 60
MOST_BYTES = 3_000_000
SCENES = (("Data heterogeneity", 0.33, 0.85), ("Seconds per job of worker 1", 0.35, 0.75), ("Momentum", 0.9, 0.3))
"""Controls, and from where to where they are dragged and back, in shares of their length."""
STEPS = 12


def picture(page: Page) -> Image.Image:
    """What the window shows now."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return shot.resize((WIDTH, round(WIDTH * shot.height / shot.width)), Image.Resampling.LANCZOS)


def dragging(page: Page, name: str, begin: float, end: float) -> Iterator[Image.Image]:
    """A live control under the hand: to and fro."""
    box: Any = live_control(page, name).bounding_box()
    upright = name.startswith("Seconds")
    page.mouse.move(*place(box, upright, begin))
    page.mouse.down()
    for step in range(2 * STEPS + 1):
        share = begin + (end - begin) * 0.5 * (1 - math.cos(math.pi * step / STEPS))
        page.mouse.move(*place(box, upright, share))
        page.wait_for_timeout(150)
        yield picture(page)
    page.keyboard.press("Escape")
    page.mouse.up()
    page.wait_for_timeout(300)


def playing(page: Page) -> Iterator[Image.Image]:
    """The playhead from the start to the end."""
    for step in range(2 * STEPS + 1):
        share = (step / (2 * STEPS)) ** 2
        page.evaluate(
            f"(share) => {FIGURE}.playhead.seek(Math.round(share * {FIGURE}.playhead.schedule.arrivals))", share
        )
        page.wait_for_timeout(100)
        yield picture(page)


def frames(page: Page) -> Iterator[Image.Image]:
    yield from playing(page)
    for scene in SCENES:
        yield from dragging(page, *scene)


def save(pictures: list[Image.Image], path: Path) -> int:
    """Write the animation; its bytes."""
    first, *rest = pictures
    first.save(path, save_all=True, append_images=rest, duration=MILLISECONDS, loop=0, quality=QUALITY, method=6)
    return path.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.moving_picture")
    parser.add_argument("--output", type=Path, default=Path("docs/race.webp"))
    path: Path = parser.parse_args().output
    with serving() as site, chromium() as browser:
        page = browser.new_page(viewport=WINDOW, color_scheme="light")  # type: ignore[arg-type]
        page.goto(f"{site}/race?heterogeneity=2.5", timeout=WAIT)
        settled(page)
        # What moves is in sight, with the controls beside it.
        page.locator(".st-key-race_answer").evaluate("node => node.scrollIntoView()")
        page.wait_for_timeout(500)
        size = save(list(frames(page)), path)
    print(f"{path}: {size / 1e6:.2f} MB")
    if size > MOST_BYTES:
        raise SystemExit(f"more than {MOST_BYTES / 1e6:.0f} MB: lower QUALITY or STEPS")


if __name__ == "__main__":
    main()
