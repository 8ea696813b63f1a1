"""What the tab "Asynchrony" says, from the numbers, and its table of workers."""

import numpy as np
import pandas as pd

from engine import Scenario
from engine.covariate_shift.cures import RESCALED_CORRECTED, VANILLA_CORRECTED, Cures
from engine.covariate_shift.link import RESCALED, VANILLA
from engine.curves import quartiles
from engine.state import Floats
from pages.parts.figures.shift_cures import HIGHEST
from pages.parts.method_names import linked
from pages.parts.sentences import number, percent
from pages.parts.shift.link_kept import Linked

MOST_ROWS = 12
NEAR = 0.05
"""Two risks that differ by less are called about the same."""
SAME = 1e-6
FAR = 1.5
"""A risk so many times above what small steps would have is put down to the step."""


def medians(found: Cures, name: str) -> Floats:
    """The median risk (P,) over the seeds."""
    return np.asarray(quartiles(found.lines[name].risk)[1])


def lost(found: Cures) -> str:
    """Which method diverged, in a sentence; '' where none did."""
    names = {VANILLA: "ASGD", RESCALED: "Rescaled ASGD"}
    gone = [title for name, title in names.items() if not medians(found, name)[-1] < HIGHEST]
    return f"{' and '.join(gone)} diverged: the step is too large for one sample a job." if gone else ""


def words_right(found: Cures) -> str:
    """Where one linear model is right for all: noise is all that hurts."""
    begin = "**One truth for all workers.** "
    if lost(found):
        return begin + lost(found)
    vanilla, rescaled, corrected = (medians(found, name) for name in (VANILLA, RESCALED, VANILLA_CORRECTED))
    if not vanilla[-1] > SAME:
        return begin + "There is no noise: all methods end at the truth."
    words = f"Nothing but noise hurts. {gain_words(found, vanilla, corrected)} {price_words(vanilla, rescaled)}"
    return begin + words + step_words(found)


def gain_words(found: Cures, vanilla: Floats, corrected: Floats) -> str:
    """What A* gains, and when most."""
    ratio = corrected / vanilla
    best = int(np.argmin(ratio))
    if ratio[best] > 1 - NEAR:
        return "**A\\*** never helps much here: with so little noise, or so small a step, the start shrinks enough."
    text = (
        f"**A\\*** is the cure: after {found.arrivals[best]:,} arrivals it leaves ASGD {number(float(ratio[best]))} "
        "times its risk"
    )
    return f"{text}; with more samples it has nothing left to do." if ratio[-1] > 1 - NEAR else f"{text}."


def price_words(vanilla: Floats, rescaled: Floats) -> str:
    """What the weights cost."""
    ratio = float(rescaled[-1] / vanilla[-1])
    if abs(ratio - 1) <= NEAR:
        return "Rescaled ASGD's weights make no difference."
    if ratio < 1:
        return f"Rescaled ASGD ends at {number(ratio)} times ASGD's risk, within what so few seeds and arrivals say."
    return f"Rescaled ASGD has no bias to cure and pays for its weights: in the end {number(ratio)} times ASGD's risk."


def step_words(found: Cures) -> str:
    """How much of Rescaled ASGD's risk the step makes, where that is much; else ''."""
    line = found.lines[RESCALED]
    if not medians(found, RESCALED)[-1] > FAR * line.expected[-1]:
        return ""
    return (
        f" Much of its risk is the step's: small ones would leave {number(float(line.expected[-1]))}, but the slowest "
        f"worker's are {number(float(found.mixture.importance.max()))} times as large as ASGD's."
    )


def words_wrong(found: Cures) -> str:
    """Where every worker has its own truth: bias is what stays."""
    begin = "**Every worker has its own truth.** "
    if lost(found):
        return begin + lost(found)
    vanilla, rescaled, corrected, both = (
        float(medians(found, name)[-1]) for name in (VANILLA, RESCALED, VANILLA_CORRECTED, RESCALED_CORRECTED)
    )
    bias = found.lines[VANILLA].limit
    if bias < SAME * vanilla or bias < SAME:
        return begin + "All workers are heard alike, so ASGD has no bias and there is nothing to cure."
    text = (
        f"ASGD tends to the wrong point, {number(bias)} in target risk, and no A\\* can know that: it ends at "
        f"{number(vanilla)}, with A\\* at {number(corrected)}."
    )
    least = min(rescaled, both)
    if least < (1 - NEAR) * min(vanilla, corrected):
        return f"{begin}{text} **Rescaled ASGD** is the cure: {number(rescaled)}, with A\\* {number(both)}."
    return (
        f"{begin}{text} Rescaled ASGD, {number(rescaled)} (with A\\* {number(both)}), needs more arrivals before its "
        f"noise falls below that bias.{step_words(found)}"
    )


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
                "Share of samples pᵢ (source)": percent(float(mixed.frequencies[i])),
                "Target 1/n": percent(1 / means.size),
                "Importance weight 1/(n pᵢ)": number(float(mixed.importance[i])),
                f"Pull of {linked('asgd', 'ASGD')}": percent(float(found.vanilla.weights[i])),
                f"Pull of {linked('rescaled_asgd', 'Rescaled ASGD')}": percent(float(found.rescaled.weights[i])),
            }
        )
    return pd.DataFrame(rows).set_index("Worker")
