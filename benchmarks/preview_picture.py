"""`python -m benchmarks.preview_picture`: the picture that links to the lab show where they are shared.

It takes the default race, embedded, of a server of its own in headless Chromium, and needs the packages of the extra
"test".
"""

import io

from PIL import Image
from playwright.sync_api import ViewportSize

from pages.parts.server.previews import PICTURE, PICTURE_SIZE
from tests.browser.serving import WAIT, chromium, serving

LINK = "race?embed=true&part=map&part=gap&methods=ASGD&methods=Rescaled+ASGD&methods=OrMo&embed_options=light_theme"
SCALE = 1.2
"""Pixels of the picture a pixel of the window: letters are read in a small picture."""
SETTLED = 1500
"""Milliseconds until everything is painted."""


def take() -> bytes:
    """The picture as PNG."""
    width, height = PICTURE_SIZE
    with serving() as site, chromium() as browser:
        size: ViewportSize = {"width": round(width / SCALE), "height": round(height / SCALE)}
        context = browser.new_context(viewport=size, device_scale_factor=SCALE)
        page = context.new_page()
        page.goto(f"{site}/{LINK}", timeout=WAIT)
        page.wait_for_selector(".figure canvas", timeout=WAIT)
        page.wait_for_timeout(SETTLED)
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    file = io.BytesIO()
    shot.save(file, "PNG", optimize=True)
    return file.getvalue()


def main() -> None:
    content = take()
    PICTURE.write_bytes(content)
    print(f"{PICTURE}: {len(content) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
