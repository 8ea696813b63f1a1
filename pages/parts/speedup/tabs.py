"""The tabs of the Speedup page. To add one: write its file, then its line here."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pages.parts.control_types import Choice, Control
from pages.parts.progress import Telling
from pages.parts.speedup import bound, curves, threads
from pages.parts.speedup.controls import KNOWN as SIDEBAR
from pages.parts.speedup.controls import OWN
from pages.parts.speedup.sidebar import show_sidebar


class Tab(NamedTuple):
    """`show(choices, made)` draws the tab, `made` being what its `sidebar(choices, telling)` made of the controls.

    Where a sidebar makes None, it has told why. `controls` are the tab's own, drawn above it; all may stand in a link.
    """

    show: Callable[[dict[str, Any], Any], None]
    controls: tuple[Control, ...] = ()
    sidebar: Callable[[dict[str, Any], Telling], Any] = show_sidebar


TABS: dict[str, Tab] = {
    "Speedup": Tab(curves.show),
    "Bound": Tab(bound.show, bound.CONTROLS),
    "Real threads": Tab(threads.show),
}
"""By the name that the visitor reads and the link holds."""
TAB = Choice(OWN + "tab", "Show", next(iter(TABS)), options=tuple(TABS))
KNOWN: dict[str, Control] = {
    TAB.key: TAB, **SIDEBAR, **{control.key: control for tab in TABS.values() for control in tab.controls}
}  # fmt: skip
"""All that a link to this page may hold."""
