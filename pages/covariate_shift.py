"""The Covariate shift page: learning from one distribution of features, being judged on another."""

from pages.parts.controls.tabbed import show_tabbed
from pages.parts.shift.tabs import TABS

INTRODUCTION = (
    "**Learning here, being judged there.** Least squares sees n samples whose features have the covariance S, the "
    "source; errors count under another one, T, the target; the truth lies in the ellipse b'Mb ≤ 1. The "
    "**min-max estimator** A* corrects least squares so that the worst truth hurts least "
    "([arXiv 2502.09047](https://arxiv.org/abs/2502.09047)). SGD is such a correction, too. **Exact** numbers follow "
    "from S, T and M; **bounds** hold for every estimator; **measured** ones are means over real samples."
)

show_tabbed("Covariate shift", INTRODUCTION, TABS, "_shift")
