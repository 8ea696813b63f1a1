"""What is known of a method, in words and formulas for people: the Methods page shows it, the engine reads none of it.

Formulas are LaTeX. In them and in the texts: x or w the model, g the gradient that arrives, i its worker, delta its
staleness, k the updates so far, n the workers, gamma the step, beta the momentum, eta = gamma (1 - beta), sigma the
noise's standard deviation, L the smoothness of f, eps the squared gradient norm to reach, D = f(x_0) - f*.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Family = Literal[
    "asynchronous", "momentum", "rounds and batches", "one row a worker", "assigned jobs", "some coordinates at a time"
]
Unbiased = Literal["yes", "up to the step", "no"]
"""Is the limit the minimiser of f when the workers' data differ: exactly, up to a bias linear in the step, or not."""
Status = Literal["published", "published, a part is derived here", "recalled, not checked", "this project's own"]

How = Literal[
    "",
    "equal to the authors' code",
    "equal to public code",
    "read beside the authors' code",
    "rebuilt from the log",
    "agrees with the paper",
]
"""How a rule was held against what nobody here wrote; '' where it was not."""


class Check(NamedTuple):
    """What a rule was held against outside this project, and how well the two agree."""

    how: How = ""
    detail: str = ""  # Markdown, in sentences: the code, where it stands in public, and the agreement


NOTHING: Mapping[str, Any] = MappingProxyType({})


class Facts(NamedTuple):
    """One method's card. A text that is empty is not known, and the page says so where that matters."""

    family: Family
    formula: str  # the rule in one line of text
    rule: tuple[str, ...]  # LaTeX, one formula a line, aligned at &
    pseudo: tuple[str, ...]  # at most ten lines that do what the rule does
    needs: str  # what it must know to run, beside the step
    vectors: str  # of d numbers on the server beside the model, in terms of n
    memory: str  # what these hold
    stale: str  # what becomes of stale gradients
    unbiased: Unbiased
    limit: str  # where it goes on different data, and why
    weight: str  # what the step is the weight of
    status: Status
    source: str = ""  # arXiv number
    origin: str = ""  # what the status leaves open: who, or which part
    check: Check = Check()  # against whose code or figures the rule was held, and how well they agree
    variants: Mapping[str, str] = NOTHING  # what its variants are called on screen, by the setting's words
    credit: str = ""  # who is to be quoted where there is no arXiv number: words, or a link in Markdown
    theory: tuple[str, ...] = ()  # LaTeX: what theory takes, one formula a line, aligned at &
    step_from: str = ""  # who says so, where no paper does: what is proved, and what is checked
    complexity: str = ""  # LaTeX
    conditions: str = ""  # what the complexity is of, under which conditions, and who says so
    example: Mapping[str, Any] = NOTHING  # fields under which a few workers show how it dispatches
    jitter: bool = False  # the example needs job times that scatter
    local: bool = False  # a worker that keeps its model takes a step of its own
    cuts: bool = False  # its unused jobs did not arrive in vain but were cut off

    def vectors_for(self, workers: int) -> int:
        """Vectors of d numbers that the server holds beside the model, for so many workers."""
        number = 0
        for term in self.vectors.split(" + "):
            factor = term.removesuffix("n")
            number += int(factor or 1) * (workers if term.endswith("n") else 1)
        return number


RINGMASTER_CODE = "[vectozavr/ringmaster-lmo](https://github.com/vectozavr/ringmaster-lmo)"
"""By the authors of Ringmaster and Ringleader; it holds their rivals, too."""
ASGRAD_CODE = "[Rustem-Islamov/AsGrad-public](https://github.com/Rustem-Islamov/AsGrad-public)"


BEST_ON_EQUAL_DATA = r"\min_m H_m \left( \frac{L D}{\varepsilon} + \frac{\sigma^2 L D}{m\, \varepsilon^2} \right)"
BEST_ON_DIFFERENT_DATA = (
    r"\tau_{\max} \frac{L D}{\varepsilon} + \tau_{\text{avg}} \frac{\sigma^2 L D}{n\, \varepsilon^2}"
)
"""The lower bounds under fixed times, up to constants (arXiv 2305.12387, 2605.13434)."""
JOBS_THAT_OVERLAP = r"N_{ij} &= 1 + \lceil \tau_i / \tau_j \rceil, \quad N_{ii} = 1"
PULL_MET = r"\rho &= \text{largest eigenvalue of } (N_{ij} L_j)"
OVERLAP_STEP = r"\gamma &= \min\!\left( \frac{1}{\rho}, \frac{\varepsilon}{2 L \sigma^2} \right)"
SAME_OVERLAP_STEP = (JOBS_THAT_OVERLAP, PULL_MET, OVERLAP_STEP)
RESCALED_OVERLAP_STEP = (
    JOBS_THAT_OVERLAP,
    r"c_i &= \gamma_i / \gamma, \quad \kappa = \frac{\sum_i p_i c_i^2}{\sum_i p_i c_i}",
    r"\rho &= \text{largest eigenvalue of } (N_{ij} L_j c_j)",
    r"\gamma &= \min\!\left( \frac{1}{\rho}, \frac{\varepsilon}{2 L \sigma^2 \kappa} \right)",
)
"""The steps of engine.theory.derived_step."""
PROVED_HERE = (
    "Derived here and proved for convex $f_i$ of smoothness $L_i$, $L$ being the largest: every step below $2 / \\rho$ "
    "is stable, and on equal data this one gets to $\\varepsilon$. At most $N_{ij}$ jobs of worker $j$ overlap one of "
    "worker $i$; of random times it is the mean that counts."
)
CHECKED_HERE = (
    "Derived here: that it is stable is proved for workers with equal times and data. Elsewhere it is checked: on "
    "1,000 random quadratics the exact largest step was at least $2 / \\rho$. At most $N_{ij}$ jobs of worker $j$ "
    "overlap one of worker $i$; of random times it is the mean that counts."
)
