"""The Advisor page: which method, with which step and settings, suits a cluster and data."""

from pages.parts.advisor.tabs import TABS
from pages.parts.controls.tabbed import show_tabbed

INTRODUCTION = (
    "**Which method, with which step and settings, for your cluster and your data?** The methods and their settings "
    "form a hierarchical design space ([arXiv 2506.22621](https://arxiv.org/abs/2506.22621)): the method decides which "
    "settings there are. A search tries points of it on the simulated cluster, learns where better ones may lie, and "
    "what it finds is judged on seeds that it has not seen. All times are simulated, but for how long the search takes."
)


show_tabbed("Advisor", INTRODUCTION, TABS, "_advisor")
