"""The tabs of the Speedup page. To add one: write its file, then its line here."""

from pages.parts.controls.tabbed import Tab, tabs_of
from pages.parts.speedup import blending, bound, curves, threads, tuning
from pages.parts.speedup.controls import KNOWN, OWN
from pages.parts.speedup.sidebar import show_sidebar

SIDEBAR = tuple(KNOWN.values())
TABS = tabs_of(
    OWN + "tab",
    {
        "Speedup": Tab(curves.show, show_sidebar, SIDEBAR),
        "Bound": Tab(bound.show, show_sidebar, SIDEBAR, bound.CONTROLS),
        "Real threads": Tab(threads.show, show_sidebar, SIDEBAR),
        "Model blending": Tab(blending.show, blending.blend_asked, controls=blending.CONTROLS),
        "Hyper-parameter tuning": Tab(tuning.show, tuning.race_asked, controls=tuning.CONTROLS),
    },
)
