"""Who wins on a covariate shift, and why, from the numbers."""

import math

from engine.covariate_shift import Best
from engine.covariate_shift.contest import Contest
from engine.covariate_shift.diagnosis import Diagnosis, diagnose
from engine.covariate_shift.spectra import ShiftSettings
from pages.parts.charts.estimators import LONG
from pages.parts.shift.answers import Study
from pages.parts.words.numbers import number, number_or, percent

EXACT = 1e-15
SAME = 1.02
"""Risks within this factor are called nearly equal."""
SOME_TURNED = 0.01
FEW = 1 / 3
"""Up to this share of the directions are called few enough to name their number."""
MUCH = 2.0
"""SGD's bias is called too large from so many times that of min-max on."""
ENOUGH = 2
"""Samples a direction from which on their covariance is taken to be near S."""


def certificate_words(study: Study) -> str:
    """What proves the min-max estimator."""
    best = study.contest.best
    text = (
        f"**Certificate:** the worst case of A* is {best.risk:.6g}; the least favourable prior proves that no linear "
        f"estimator has a lower one than {best.dual:.6g}. Relative gap {gap_words(best)}, found in "
        f"{number(study.seconds)} real seconds."
    )
    return text if best.converged else f"{text} That is **approximate**: the gap is above 1e-8."


def gap_words(best: Best) -> str:
    """The relative gap; what rounding hides is told as that."""
    return f"{best.relative_gap:.0e}" if best.relative_gap > EXACT else f"below {EXACT:.0e}"


def words_of(settings: ShiftSettings, study: Study) -> str:
    """The sentences, one a line."""
    contest, reasons = study.contest, diagnose(study.contest.best)
    lines = [few_words(settings), winner_words(contest), ols_words(contest, reasons), ridge_words(contest, reasons)]
    lines.append(sgd_words(contest))
    return "  \n".join(line for line in lines if line)


def winner_words(contest: Contest) -> str:
    """Min-max and who is next."""
    rest = {kind: contest.times_best(kind) for kind in LONG if kind != "minmax"}
    second = min(rest, key=lambda kind: rest[kind])
    risk = f"a worst-case risk of {number(contest.best.risk)}"
    if not math.isfinite(rest[second]):
        return f"**Min-max wins** with {risk}; every other estimator's is infinite."
    if rest[second] < SAME:
        return f"**Nobody wins clearly:** min-max has {risk}, and {inline(second)} is within {percent(SAME - 1)} of it."
    return f"**Min-max wins** with {risk}; {inline(second)} is next, with {number(rest[second])} times that."


def inline(kind: str) -> str:
    """An estimator's name within a sentence."""
    name = LONG[kind]
    return name if name.startswith("SGD") else name[0].lower() + name[1:]


def ols_words(contest: Contest, reasons: Diagnosis) -> str:
    """What least squares pays for."""
    if not math.isfinite(contest.times_best("ols")):
        return "**Least squares** fails: T counts directions that the source never shows."
    if contest.times_best("ols") < SAME:
        return "**Least squares** is as good: with so little noise there is next to nothing to shrink."
    text = f"**Least squares** has {number(contest.times_best('ols'))} times that risk, all of it noise"
    if 0 < reasons.noisy <= FEW * contest.best.shift.dimension:
        plural = f"{reasons.noisy} directions" if reasons.noisy > 1 else "one direction"
        text += f"; {percent(reasons.noisy_share)} comes from {plural} of {contest.best.shift.dimension}, "
        text += "seen too little for how much they count"
    return f"{text}."


def ridge_words(contest: Contest, reasons: Diagnosis) -> str:
    """What ridge cannot do."""
    behind = contest.times_best("ridge")
    text = f"**Ridge** with its best penalty has {number(behind)} times the risk of min-max."
    if behind < SAME:
        if contest.times_best("ols") < SAME:
            return f"{text} Nothing is to be gained by shrinking."
        return f"{text} Shrinking by how well a direction is seen is nearly all there is to gain here."
    if reasons.commuting:
        given = f" and gives up {reasons.given_up} of them" if reasons.given_up else ""
        return (
            f"{text} Both shrink along the same axes: ridge by how well a direction is seen, min-max by how much it "
            f"counts and how large the truth may be there{given}."
        )
    if reasons.turned < SOME_TURNED:
        return f"{text} Min-max shrinks by how much a direction counts, too."
    return (
        f"{text} Ridge shrinks along the axes of S alone; {percent(reasons.turned)} of A* (squared entries) lies off "
        "them, since T or M has other axes."
    )


def sgd_words(contest: Contest) -> str:
    """The best variant of SGD, and what holds it back."""
    variants = [name for name, entry in contest.entries.items() if entry.plan is not None]
    kind = min(variants, key=contest.times_best)
    behind, worst = contest.times_best(kind), contest.entries[kind].worst
    if not math.isfinite(behind):
        return "**SGD** diverges with every step that was tried."
    text = f"**One pass of SGD** comes to {number(behind)} times at its best ({inline(kind)}), on random samples"
    if behind < SAME:
        return f"{text}: nearly as good as min-max of a known S."
    share = max(worst.bias, worst.variance) / worst.risk
    if worst.variance >= worst.bias:
        return f"{text}; {percent(share)} of that is variance, the noise of its steps."
    if worst.bias > MUCH * contest.entries["minmax"].worst.bias:
        return f"{text}; {percent(share)} of that is bias: it has not come far enough, or its samples scatter too much."
    return f"{text}; {percent(share)} of that is bias, as shrinking has it."


def few_words(settings: ShiftSettings) -> str:
    """Where there are too few samples to have a covariance near S."""
    n, d = settings.samples, settings.dimension
    if n >= ENOUGH * d:
        return ""
    begin = f"{n} samples do not determine {d} directions" if n < d else f"{n} samples hardly determine {d} directions"
    return (
        f"**Few samples:** {begin}. The exact risks of least squares, ridge and min-max below are those of samples "
        "whose covariance is S itself, which so few random ones do not have; what they come to on random samples "
        "stands under Measured in the table, in the form of ridge that needs no more samples than there are. SGD's are "
        "those on random samples."
    )


def or_none(value: float | None) -> str:
    """A number for the table."""
    return "none" if value is None else number_or(value, "infinite")
