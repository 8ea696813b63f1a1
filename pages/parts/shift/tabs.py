"""The tabs of the Covariate shift page. To add one: write its file, then its line here."""

from pages.parts.controls.tabbed import Tab, tabs_of
from pages.parts.shift import asynchrony, data, data_controls, estimators, sgd, sgd_choices
from pages.parts.shift.asynchrony_controls import KNOWN as LINKED
from pages.parts.shift.controls import OWN, SIDEBAR
from pages.parts.shift.sidebar import show_sidebar

TABS = tabs_of(
    OWN + "tab",
    {
        "Estimators": Tab(estimators.show, show_sidebar, SIDEBAR),
        "SGD as a map": Tab(sgd.show, show_sidebar, SIDEBAR, sgd_choices.CONTROLS),
        "Real data": Tab(data.show, data.show_sidebar, data_controls.SIDEBAR),
        "Asynchrony": Tab(asynchrony.show, asynchrony.show_sidebar, LINKED),
    },
)
