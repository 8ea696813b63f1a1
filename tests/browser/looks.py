"""A page in light and dark, in a wide and a narrow window: it is loaded once, and switches."""

from collections.abc import Iterable, Iterator
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tests.browser.serving import PICTURES, still

Look = tuple[Literal["light", "dark"], int]
"""A theme, and the width of the window."""
BOTH: tuple[Look, ...] = (("dark", 390), ("light", 1400))
ALL: tuple[Look, ...] = (("dark", 390), ("light", 390), ("light", 1400), ("dark", 1400))
HEIGHT = 1000


def dress(page: Page, look: Look) -> None:
    """What the next page that is loaded finds."""
    theme, width = look
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": HEIGHT})


def each(page: Page, looks: Iterable[Look]) -> Iterator[Look]:
    """Show a page that is loaded in one look after the other."""
    for look in looks:
        dress(page, look)
        still(page, look[0])
        yield look


def violations(page: Page, impacts: tuple[str, ...] = ()) -> list[str]:
    """What axe finds, of these impacts or of any: the rule and the first place."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if not impacts or v["impact"] in impacts]


def fits(page: Page) -> bool:
    """Does nothing scroll sideways?"""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"))


def drawn(picture: Locator) -> bool:
    """Can the browser show this picture, once it is in sight?"""
    picture.scroll_into_view_if_needed()
    return bool(picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0)


def pictures_stand(page: Page) -> None:
    """Every picture is drawn and comes with words."""
    for picture in page.locator(PICTURES).all():
        assert drawn(picture)
        assert len(picture.get_attribute("alt") or "") > 20
