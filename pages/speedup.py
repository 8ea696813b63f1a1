"""The Speedup page: when more workers help, and when they stop helping, from zeroth to first order."""

from pages.parts.controls.tabbed import show_tabbed
from pages.parts.speedup.tabs import TABS

INTRODUCTION = (
    "**Linear speedup, from zeroth to first order.** All workers share one objective and one model; each job moves Y "
    "of the model's N coordinates, by function values, by derivatives, or all at once. Twice the workers should take "
    "half the time, until delays grow beyond what step, block and noise allow "
    "([arXiv 1606.00498](https://arxiv.org/abs/1606.00498)). **Measured** numbers are simulated, or run on real "
    "threads. The **bound** is this project's own derivation, with explicit constants. **Ideal** is speedup n with n "
    "workers."
)


show_tabbed("Speedup", INTRODUCTION, TABS, "_speedup")
