"""What the tab "Asynchrony" says of the two cures, from the numbers."""

import numpy as np

from engine.covariate_shift.asynchrony import causes
from engine.covariate_shift.asynchrony.cures import RESCALED_CORRECTED, VANILLA_CORRECTED, Cures
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA
from pages.parts.words.numbers import number

NEAR = 0.05
"""Two risks that differ by less are called about the same."""
SAME = 1e-6
NOTHING = 1e-20
"""Risks below this are rounding."""
TITLES = {VANILLA: "ASGD", RESCALED: "Rescaled ASGD"}


def lost(cures: Cures) -> str:
    """Which method diverged, in a sentence; '' where none did."""
    gone = [title for name, title in TITLES.items() if causes.diverged(cures, name)]
    return f"{' and '.join(gone)} diverged: the step is too large for one sample a job." if gone else ""


def words_right(cures: Cures) -> str:
    """Where one linear model is right for all: noise is all that hurts once the start is forgotten."""
    begin = "**One truth for all workers.** "
    if lost(cures):
        return begin + lost(cures)
    if cures.mixture.problem.data.noise == 0:
        ends = causes.last(cures, VANILLA), causes.last(cures, RESCALED)
        if max(ends) < NOTHING:
            return begin + "There is no noise: both methods are at the truth, up to rounding."
        vanilla, rescaled = map(number, ends)
        return begin + (
            f"There is no noise, so A\\* has nothing to correct: what is left after {cures.arrivals[-1]:,} arrivals, "
            f"{vanilla} for ASGD and {rescaled} for Rescaled ASGD, is of the start alone."
        )
    return f"{begin}{cause_words(cures)} {gain_words(cures)} {price_words(cures)}{step_words(cures)}"


def cause_words(cures: Cures) -> str:
    """What the risks come of."""
    if causes.forgotten(cures):
        more = [
            f"{number(causes.expected(cures, name))} of {title} (measured: {number(causes.last(cures, name))})"
            for name, title in TITLES.items()
            if causes.extreme(cures, name)
        ]
        if more:
            return f"More than noise hurts: small steps at fixed times would make one expect {' and '.join(more)}."
        return "Nothing but noise hurts."
    if not causes.start_counts(cures):
        wild = [title for name, title in TITLES.items() if causes.growing(cures, name)]
        if wild:
            return f"Noise hurts, and so does the step: the mean squares of {' and '.join(wild)} grow, delays aside."
        return "Noise hurts, and perhaps still the start."
    left = [
        f"{title} {number(float(cures.lines[name].start[0, -1]))} (measured: {number(causes.last(cures, name))})"
        for name, title in TITLES.items()
        if causes.start_counts(cures, name)
    ]
    return f"The start is not forgotten: without noise and delays it would leave {' and '.join(left)}."


def gain_words(cures: Cures) -> str:
    """What A* gains or costs, and when most."""
    ratio = causes.correction(cures)
    best, worst, end = int(np.argmin(ratio)), int(np.argmax(ratio)), float(ratio[-1])
    if ratio[best] > 1 - NEAR:
        if ratio[worst] <= 1 + NEAR:
            return f"**A\\*** changes little here: at most {NEAR:.0%} of ASGD's risk."
        return (
            f"**A\\*** does not help here: after {cures.arrivals[worst]:,} arrivals it makes ASGD's risk "
            f"{number(float(ratio[worst]))} times as large."
        )
    text = f"after {cures.arrivals[best]:,} arrivals it leaves ASGD {number(float(ratio[best]))} times its risk"
    if end > 1 + NEAR:
        return f"**A\\*** helps at times and hurts in the end: {text}, and at last {number(end)} times."
    text = f"**A\\*** is the cure: {text}"
    return f"{text}; in the end it has nothing left to do." if end > 1 - NEAR else f"{text}."


def price_words(cures: Cures) -> str:
    """What the weights cost."""
    ratio = causes.last(cures, RESCALED) / causes.last(cures, VANILLA)
    if abs(ratio - 1) <= NEAR:
        return "Rescaled ASGD's weights make no difference in the end."
    if causes.start_counts(cures) and not causes.growing(cures, RESCALED):
        return f"Rescaled ASGD comes from the start at its own pace, and ends at {number(ratio)} times ASGD's risk."
    text = f"Rescaled ASGD ends at {number(ratio)} times ASGD's risk"
    if not causes.forgotten(cures) or causes.extreme(cures, VANILLA) or causes.extreme(cures, RESCALED):
        return f"{text}."
    rest, small = "this", causes.expected(cures, RESCALED) / causes.expected(cures, VANILLA)
    if ratio > 1 and not causes.overlapping(cures):
        return (
            "Rescaled ASGD has no bias to cure and pays for its weights: in the end "
            f"{number(ratio)} times ASGD's risk, {number(small)} times with small steps."
        )
    if small > 1 + NEAR:
        text += f"; its weights would cost it {number(small)} times in the mean, with small steps"
        rest = "the rest" if ratio > 1 else rest
    if len(cures.lines[VANILLA].risk) == 1:
        return f"{text}. One seed cannot tell chance from cause."
    return f"{text}. The seeds' bands overlap: {rest} may be chance." if causes.overlapping(cures) else f"{text}."


def step_words(cures: Cures) -> str:
    """How much of Rescaled ASGD's risk the step makes, where that is much and nothing else explains it; else ''."""
    if not causes.step_makes_it(cures):
        return ""
    small, largest = number(causes.expected(cures, RESCALED)), number(float(cures.mixture.importance.max()))
    return (
        f" Much of its risk is the step's: small ones would leave {small}, but the slowest worker's are {largest} "
        "times as large as ASGD's."
    )


def words_wrong(cures: Cures) -> str:
    """Where every worker has its own truth: bias is what stays."""
    begin, p = "**Every worker has its own truth.** ", cures.mixture.frequencies
    if lost(cures):
        return begin + lost(cures)
    vanilla, corrected = causes.last(cures, VANILLA), causes.last(cures, VANILLA_CORRECTED)
    if np.ptp(p) < SAME / p.size:
        return begin + "All workers are heard alike in the long run, so ASGD has no bias and there is nothing to cure."
    bias = cures.lines[VANILLA].limit
    if bias < SAME * vanilla:
        return f"{begin}ASGD's bias, {number(bias)} in target risk, is nothing beside its risk of {number(vanilla)}."
    text = (
        f"{begin}ASGD tends to the wrong point, {number(bias)} in target risk, and no A\\* can know that: it ends at "
        f"{number(vanilla)}, with A\\* at {number(corrected)}."
    )
    return f"{text} {cure_words(cures)}"


def cure_words(cures: Cures) -> str:
    """Whether Rescaled ASGD is ahead where ASGD has a bias."""
    rescaled, both = causes.last(cures, RESCALED), causes.last(cures, RESCALED_CORRECTED)
    ends = f"{number(rescaled)}, with A\\* {number(both)}"
    if causes.start_counts(cures):
        return f"Rescaled ASGD ends at {ends}. The start still counts, so that these say little of the bias yet."
    goal = (1 - NEAR) * min(causes.last(cures, VANILLA), causes.last(cures, VANILLA_CORRECTED))
    if rescaled < goal and causes.expected_ahead(cures):
        return f"**Rescaled ASGD** is the cure: {ends}."
    if rescaled < goal:
        return f"Rescaled ASGD is ahead, {ends}, which small steps would not make it in the mean: it may be chance."
    if both < goal:
        return f"Rescaled ASGD alone is not ahead of both, but with A\\* after it: {ends}.{step_words(cures)}"
    return (
        f"Rescaled ASGD has no such bias, but is not ahead after {cures.arrivals[-1]:,} arrivals: {ends}."
        f"{step_words(cures)}"
    )
