"""What the tab "Asynchrony" says of the workers as sources, and their table."""

import numpy as np
import pandas as pd

from engine import Scenario
from engine.kernel.state import Floats
from pages.parts.shift.asynchrony_answers import Linked
from pages.parts.words.method_names import linked
from pages.parts.words.numbers import number, percent, share_words

MOST_ROWS = 12
SAME = 1e-6
FEW = 0.1
"""Pulls that are further off have too few counted arrivals."""


def pull_words(found: Linked) -> str:
    """Whether each method pulls as the theory of the shift says."""
    p, n = found.wrong.mixture.frequencies, found.wrong.mixture.frequencies.size
    off = [
        float(np.abs(pulls.weights / share - 1).max())
        for pulls, share in ((found.vanilla, p), (found.rescaled, np.full(n, 1 / n)))
    ]
    if found.vanilla.exact and max(off) < SAME:
        if np.ptp(p) < SAME / n:
            return "All workers are equally fast: source and target are one, and all weights are 1."
        return (
            "Read off the rules: ASGD pulls with $p_i$, the source; Rescaled ASGD with $p_i$ times the importance "
            "weight, which is $1/n$, the target."
        )
    if max(off) > FEW:
        return (
            f"{found.wrong.heard.sum():,} arrivals are too few to see the shares: ASGD's pulls differ by up to "
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


def workers_table(found: Linked, scenario: Scenario) -> pd.DataFrame:
    """A row a worker, as texts."""
    mixed, means = found.wrong.mixture, scenario.cluster.means()
    rows = []
    for i in rows_shown(means):
        rows.append(
            {
                "Worker": str(i + 1),
                "Seconds a job": number(float(means[i])),
                "Share of samples pᵢ (source)": share_words(float(mixed.frequencies[i])),
                "Target 1/n": share_words(1 / means.size),
                "Importance weight 1/(n pᵢ)": number(float(mixed.importance[i])),
                f"Pull of {linked('asgd', 'ASGD')}": share_words(float(found.vanilla.weights[i])),
                f"Pull of {linked('rescaled_asgd', 'Rescaled ASGD')}": share_words(float(found.rescaled.weights[i])),
            }
        )
    return pd.DataFrame(rows).set_index("Worker")
