"""The tabs of the Advisor page. To add one: write its file, then its line here."""

from pages.parts.advisor import benchmark_controls, benchmarks
from pages.parts.advisor.controls import OWN
from pages.parts.controls.tabbed import Tab, tabs_of

TABS = tabs_of(
    OWN + "tab",
    {
        "Known benchmarks": Tab(
            benchmarks.show, benchmark_controls.bench_setting, controls=benchmark_controls.CONTROLS
        ),
    },
)
