"""The Advisor page: searching where settings depend on settings."""

from pages.parts.advisor.tabs import TABS
from pages.parts.controls.tabbed import show_tabbed

INTRODUCTION = (
    "**Searching where settings depend on settings.** A method has settings that others lack, and some of those have "
    "settings of their own: a hierarchical design space "
    "([arXiv 2506.22621](https://arxiv.org/abs/2506.22621))."
)


show_tabbed("Advisor", INTRODUCTION, TABS, "_advisor")
