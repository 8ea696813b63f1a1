"""What the tab "Asynchrony" says of the workers as sources, and their table."""

import numpy as np

from engine import Scenario
from engine.covariate_shift.asynchrony.truths import Truths
from engine.kernel.state import Floats
from pages.parts.words.method_names import linked
from pages.parts.words.numbers import number, percent, share_words

MOST_ROWS = 12
SAME = 1e-6
FEW = 0.1
"""Pulls that are further off have too few counted arrivals."""


def pull_words(truths: Truths) -> str:
    """Whether each method pulls as the theory of the shift says."""
    p, off = truths.own.mixture.frequencies, truths.deviations
    if truths.vanilla.exact and max(off) < SAME:
        if np.ptp(p) < SAME / p.size:
            return "All workers are equally fast: source and target are one, and all weights are 1."
        return (
            "Read off the rules: ASGD pulls with $p_i$, the source; Rescaled ASGD with $p_i$ times the importance "
            "weight, which is $1/n$, the target."
        )
    if max(off) > FEW:
        return (
            f"{truths.own.heard.sum():,} arrivals are too few to see the shares: ASGD's pulls differ by up to "
            f"{percent(off[0])} from $p_i$, the source, and Rescaled ASGD's by up to {percent(off[1])} from $1/n$, the "
            "target."
        )
    return (
        f"ASGD's pulls are within {percent(off[0])} of $p_i$, the source, and Rescaled ASGD's within {percent(off[1])} "
        "of $1/n$, the target."
    )


def rows_shown(means: Floats) -> list[int]:
    """The first workers, and the slowest if it is not among them."""
    first = list(range(min(MOST_ROWS, means.size)))
    slowest = int(means.argmax())
    return first if slowest in first else [*first, slowest]


def worker_rows(truths: Truths, scenario: Scenario) -> list[dict[str, str]]:
    """A row a worker."""
    mixed, means = truths.own.mixture, scenario.cluster.means()
    return [
        {
            "Worker": str(i + 1),
            "Seconds a job": number(float(means[i])),
            "Share of samples pᵢ (source)": share_words(float(mixed.frequencies[i])),
            "Target 1/n": share_words(1 / means.size),
            "Importance weight 1/(n pᵢ)": number(float(mixed.importance[i])),
            f"Pull of {linked('asgd', 'ASGD')}": share_words(float(truths.vanilla.weights[i])),
            f"Pull of {linked('rescaled_asgd', 'Rescaled ASGD')}": share_words(float(truths.rescaled.weights[i])),
        }
        for i in rows_shown(means)
    ]
