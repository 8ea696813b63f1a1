"""The tabs of the Advisor page. To add one: write its file, then its line here."""

from pages.parts.advisor import benchmark_controls, benchmarks, find
from pages.parts.advisor.controls import OWN
from pages.parts.advisor.search_controls import ASKED, FOLDED, KNOWN
from pages.parts.controls.tabbed import Tab, tabs_of

TABS = tabs_of(
    OWN + "tab",
    {
        "Your cluster": Tab(find.show, find.show_sidebar, (*KNOWN, *FOLDED), ASKED),
        "Known benchmarks": Tab(
            benchmarks.show, benchmark_controls.bench_setting, controls=benchmark_controls.CONTROLS
        ),
    },
)
