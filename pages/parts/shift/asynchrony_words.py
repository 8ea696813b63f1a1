"""What the tab "Asynchrony" says of the two cures, from the numbers."""

import numpy as np

from engine.covariate_shift.asynchrony.cures import RESCALED_CORRECTED, VANILLA_CORRECTED, Cures
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA
from engine.kernel.state import Floats
from engine.results.curves import quartiles
from pages.parts.charts.shift_cures import HIGHEST
from pages.parts.words.numbers import number

NEAR = 0.05
"""Two risks that differ by less are called about the same."""
SAME = 1e-6
NOTHING = 1e-20
"""Risks below this are rounding."""
FAR = 1.5
"""A risk so many times above what small steps would have may be put down to the step."""
EXTREME = 10.0
"""So many times above it chance does not bring a risk."""
CLEAR, FEWEST_SEEDS = 2.0, 5
"""Standard errors over the seeds that it must be above that, too, and the seeds that this takes."""
LEFT = 0.1
"""The start counts where it surely leaves more than this share of the risk, and is forgotten where it leaves less."""
FEW = 0.1
"""Shares of the arrivals that are further off in all are not those that theory takes for granted."""
TITLES = {VANILLA: "ASGD", RESCALED: "Rescaled ASGD"}


def medians(found: Cures, name: str) -> Floats:
    """The median risk (P,) over the seeds."""
    return np.asarray(quartiles(found.lines[name].risk)[1])


def last(found: Cures, *names: str) -> list[float]:
    """The last medians of these lines."""
    return [float(medians(found, name)[-1]) for name in names]


def lost(found: Cures) -> str:
    """Which method diverged, in a sentence; '' where none did."""
    gone = [title for name, title in TITLES.items() if diverged(found, name)]
    return f"{' and '.join(gone)} diverged: the step is too large for one sample a job." if gone else ""


def diverged(found: Cures, name: str) -> bool:
    """Is a method's risk out of sight; or above that of the start, while mean squares grow even without delays?"""
    risk = float(medians(found, name)[-1])
    return not risk < HIGHEST or (
        growing(found, name) and risk > found.mixture.target_risk(found.mixture.problem.start)
    )


def growing(found: Cures, name: str) -> bool:
    """Do what the start leaves of the mean squares grow, delays aside?"""
    squares = found.lines[name].start[1]
    return bool(squares[-1] > squares[0])


def start_counts(found: Cures, name: str = "") -> bool:
    """Does the start surely leave a good part of the last risk? Without a name, of either method's."""
    names = [name] if name else TITLES
    return any(found.lines[one].start[0, -1] > LEFT * medians(found, one)[-1] for one in names)


def forgotten(found: Cures, name: str = "") -> bool:
    """Does the start surely leave little of the last risk? Without a name, of both methods'."""
    names = [name] if name else TITLES
    return all(found.lines[one].start[1, -1] <= LEFT * medians(found, one)[-1] for one in names)


def words_right(found: Cures) -> str:
    """Where one linear model is right for all: noise is all that hurts once the start is forgotten."""
    begin = "**One truth for all workers.** "
    if lost(found):
        return begin + lost(found)
    if found.mixture.problem.data.noise == 0:
        ends = last(found, VANILLA, RESCALED)
        if max(ends) < NOTHING:
            return begin + "There is no noise: both methods are at the truth, up to rounding."
        vanilla, rescaled = map(number, ends)
        return begin + (
            f"There is no noise, so A\\* has nothing to correct: what is left after {found.arrivals[-1]:,} arrivals, "
            f"{vanilla} for ASGD and {rescaled} for Rescaled ASGD, is of the start alone."
        )
    return f"{begin}{cause_words(found)} {gain_words(found)} {price_words(found)}{step_words(found)}"


def cause_words(found: Cures) -> str:
    """What the risks come of."""
    if forgotten(found):
        more = [
            f"{number(float(found.lines[name].expected[-1]))} of {title} (measured: {number(medians(found, name)[-1])})"
            for name, title in TITLES.items()
            if extreme(found, name)
        ]
        if more:
            return f"More than noise hurts: small steps at fixed times would make one expect {' and '.join(more)}."
        return "Nothing but noise hurts."
    if not start_counts(found):
        wild = [title for name, title in TITLES.items() if growing(found, name)]
        if wild:
            return f"Noise hurts, and so does the step: the mean squares of {' and '.join(wild)} grow, delays aside."
        return "Noise hurts, and perhaps still the start."
    left = [
        f"{title} {number(float(found.lines[name].start[0, -1]))} (measured: {number(medians(found, name)[-1])})"
        for name, title in TITLES.items()
        if start_counts(found, name)
    ]
    return f"The start is not forgotten: without noise and delays it would leave {' and '.join(left)}."


def extreme(found: Cures, name: str) -> bool:
    """Is a method's risk further above what small steps would have than noise explains?"""
    return bool(medians(found, name)[-1] > EXTREME * found.lines[name].expected[-1])


def gain_words(found: Cures) -> str:
    """What A* gains or costs, and when most."""
    ratio = medians(found, VANILLA_CORRECTED) / medians(found, VANILLA)
    best, worst, end = int(np.argmin(ratio)), int(np.argmax(ratio)), float(ratio[-1])
    if ratio[best] > 1 - NEAR:
        if ratio[worst] <= 1 + NEAR:
            return f"**A\\*** changes little here: at most {NEAR:.0%} of ASGD's risk."
        return (
            f"**A\\*** does not help here: after {found.arrivals[worst]:,} arrivals it makes ASGD's risk "
            f"{number(float(ratio[worst]))} times as large."
        )
    text = f"after {found.arrivals[best]:,} arrivals it leaves ASGD {number(float(ratio[best]))} times its risk"
    if end > 1 + NEAR:
        return f"**A\\*** helps at times and hurts in the end: {text}, and at last {number(end)} times."
    text = f"**A\\*** is the cure: {text}"
    return f"{text}; in the end it has nothing left to do." if end > 1 - NEAR else f"{text}."


def price_words(found: Cures) -> str:
    """What the weights cost."""
    vanilla, rescaled = last(found, VANILLA, RESCALED)
    ratio = rescaled / vanilla
    if abs(ratio - 1) <= NEAR:
        return "Rescaled ASGD's weights make no difference in the end."
    if start_counts(found) and not growing(found, RESCALED):
        return f"Rescaled ASGD comes from the start at its own pace, and ends at {number(ratio)} times ASGD's risk."
    text = f"Rescaled ASGD ends at {number(ratio)} times ASGD's risk"
    if not forgotten(found) or extreme(found, VANILLA) or extreme(found, RESCALED):
        return f"{text}."
    rest, small = "this", float(found.lines[RESCALED].expected[-1] / found.lines[VANILLA].expected[-1])
    if ratio > 1 and not overlapping(found):
        return (
            "Rescaled ASGD has no bias to cure and pays for its weights: in the end "
            f"{number(ratio)} times ASGD's risk, {number(small)} times with small steps."
        )
    if small > 1 + NEAR:
        text += f"; its weights would cost it {number(small)} times in the mean, with small steps"
        rest = "the rest" if ratio > 1 else rest
    if len(found.lines[VANILLA].risk) == 1:
        return f"{text}. One seed cannot tell chance from cause."
    return f"{text}. The seeds' bands overlap: {rest} may be chance." if overlapping(found) else f"{text}."


def overlapping(found: Cures) -> bool:
    """Do the interquartile ranges of both methods' last risks meet?"""
    low, _, high = np.stack([quartiles(found.lines[name].risk)[:, -1] for name in TITLES], axis=1)
    return bool(low.max() <= high.min()) or len(found.lines[VANILLA].risk) == 1


def step_words(found: Cures) -> str:
    """How much of Rescaled ASGD's risk the step makes, where that is much and nothing else explains it; else ''."""
    line, largest = found.lines[RESCALED], float(found.mixture.importance.max())
    risks, expected = line.risk[:, -1], float(line.expected[-1])
    if len(risks) < FEWEST_SEEDS or largest <= 1 + NEAR or not forgotten(found, RESCALED) or not in_proportion(found):
        return ""
    surely = risks.mean() - CLEAR * risks.std(ddof=1) / np.sqrt(len(risks))
    if not (surely > expected and medians(found, RESCALED)[-1] > FAR * expected):
        return ""
    return (
        f" Much of its risk is the step's: small ones would leave {number(expected)}, but the slowest worker's are "
        f"{number(largest)} times as large as ASGD's."
    )


def in_proportion(found: Cures) -> bool:
    """Do the counted shares of the workers differ little from those that the small-step risks take for granted?"""
    heard = found.heard / found.heard.sum()
    return bool(np.abs(heard - found.mixture.frequencies).sum() / 2 < FEW)


def words_wrong(found: Cures) -> str:
    """Where every worker has its own truth: bias is what stays."""
    begin, p = "**Every worker has its own truth.** ", found.mixture.frequencies
    if lost(found):
        return begin + lost(found)
    vanilla, corrected = last(found, VANILLA, VANILLA_CORRECTED)
    if np.ptp(p) < SAME / p.size:
        return begin + "All workers are heard alike in the long run, so ASGD has no bias and there is nothing to cure."
    bias = found.lines[VANILLA].limit
    if bias < SAME * vanilla:
        return f"{begin}ASGD's bias, {number(bias)} in target risk, is nothing beside its risk of {number(vanilla)}."
    text = (
        f"{begin}ASGD tends to the wrong point, {number(bias)} in target risk, and no A\\* can know that: it ends at "
        f"{number(vanilla)}, with A\\* at {number(corrected)}."
    )
    return f"{text} {cure_words(found)}"


def cure_words(found: Cures) -> str:
    """Whether Rescaled ASGD is ahead where ASGD has a bias."""
    vanilla, rescaled, corrected, both = last(found, VANILLA, RESCALED, VANILLA_CORRECTED, RESCALED_CORRECTED)
    ends = f"{number(rescaled)}, with A\\* {number(both)}"
    if start_counts(found):
        return f"Rescaled ASGD ends at {ends}. The start still counts, so that these say little of the bias yet."
    goal = (1 - NEAR) * min(vanilla, corrected)
    if rescaled < goal and expected_ahead(found):
        return f"**Rescaled ASGD** is the cure: {ends}."
    if rescaled < goal:
        return f"Rescaled ASGD is ahead, {ends}, which small steps would not make it in the mean: it may be chance."
    if both < goal:
        return f"Rescaled ASGD alone is not ahead of both, but with A\\* after it: {ends}.{step_words(found)}"
    return (
        f"Rescaled ASGD has no such bias, but is not ahead after {found.arrivals[-1]:,} arrivals: {ends}."
        f"{step_words(found)}"
    )


def expected_ahead(found: Cures) -> bool:
    """Would small steps leave Rescaled ASGD ahead of ASGD, with A* or without, in the mean?"""
    vanilla, rescaled, corrected = (
        float(found.lines[name].expected[-1]) for name in (VANILLA, RESCALED, VANILLA_CORRECTED)
    )
    return rescaled < min(vanilla, corrected)
