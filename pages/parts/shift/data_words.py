"""What the tab "Real data" says: who is ahead of whom on the target, and why."""

from collections.abc import Sequence

import numpy as np

from engine.covariate_shift.real_data.cuts import Cut
from engine.covariate_shift.real_data.fits import (
    AWARE,
    ESTIMATORS,
    KNOWING,
    LEAST_SQUARES,
    MEAN,
    MIN_MAX,
    RIDGE,
    SGD,
    WEIGHTED,
)
from engine.covariate_shift.real_data.study import Comparison
from pages.parts.words.numbers import number

NAMES = {
    MEAN: "mean response",
    LEAST_SQUARES: "least squares",
    WEIGHTED: "importance weights",
    SGD: "SGD, one pass",
    RIDGE: "ridge",
    AWARE: "target-aware ridge",
    MIN_MAX: "min-max",
    KNOWING: "with target labels",
}


def task_words(found: Comparison) -> str:
    """What is predicted, and which rows are which."""
    table, question, parts = found.table, found.question, found.parts
    bound = "at most" if question.side == "low" else "at least"
    return (
        f"Predicted is the **{table.response}** of {table.rows} from {len(table.names)} measurements. Source: the "
        f"{len(parts.source)} {table.rows} whose {question.feature} is {bound} {number(parts.boundary)}; target: the "
        f"other {len(parts.target)}. In each of {question.splits} random splits the estimators learn from "
        f"{question.rows} source rows, and from half of the target's rows **without labels**."
    )


def verdict_words(found: Comparison) -> str:
    """Min-max beside ridge, then the best of all; of these random splits, which share their rows."""
    mean, spread = found.difference()
    wins, splits = found.wins(MIN_MAX, RIDGE), found.question.splits
    share = abs(mean) / float(np.mean(found.errors(RIDGE)))
    match found.verdict():
        case "ahead":
            text = "**Min-max is ahead of ridge:** its error on the target is smaller"
        case "behind":
            text = "**Min-max does not beat ridge here:** its error on the target is smaller"
        case _:
            text = "**Min-max and ridge are close:** min-max has the smaller error on the target"
    lower = "lower" if mean < 0 else "higher"
    return (
        f"{text} in {wins} of {splits} splits, and on average {number(abs(mean))} ± {number(spread)} {lower} "
        f"({share:.0%} of ridge's). {best_words(found)}"
    )


def best_words(found: Comparison) -> str:
    """Whose median is the lowest of all that anyone may use, and what labels of the target would give."""
    medians = dict(zip(ESTIMATORS, np.median(found.target, axis=0), strict=True))
    yardstick = float(medians.pop(KNOWING))
    best = min(medians, key=lambda name: medians[name])
    return (
        f"The lowest median of all that anyone may use is that of {NAMES[best]}, {number(float(medians[best]))}; "
        f"ridge on the target's own labels has {number(yardstick)}."
    )


def why_words(found: Comparison) -> str:
    """Which feature counts more in the target, and how much there is to keep along it."""
    names, growth, slopes = found.table.names, found.growth, found.slopes
    first, second = np.argsort(-growth)[:2]
    rank = 1 + int(np.sum(np.abs(slopes) > abs(slopes[first])))
    size = "the largest" if rank == 1 else f"number {rank} by size"
    (ridge, minmax), rest = found.kept[:, first], np.delete(found.kept, first, axis=1).mean(axis=1)
    return (
        f"**Why:** about the source's mean, {names[first]} varies {number(float(growth[first]))} times as much in the "
        f"target as in the source; next comes {names[second]}, {number(float(growth[second]))} times. Of least "
        f"squares' slope along {names[first]}, before other slopes add to it, min-max keeps {minmax:.0%}, of the "
        f"others {rest[1]:.0%} on average; ridge keeps {ridge:.0%} and {rest[0]:.0%}. Keeping a slope pays where it "
        f"is real, and costs noise where it is not: ridge's along {names[first]} is {signed(float(slopes[first]))}, "
        f"{size} of {len(names)} (in standard deviations)."
    )


def cost_words(found: Comparison) -> str:
    """The same estimators on either side, and what was promised."""
    target, source = (found.quartiles(errors)[1] for errors in (found.target, found.source))
    place = ESTIMATORS.index(MIN_MAX)
    broken, splits = int(np.sum(found.errors(MIN_MAX) > found.promises(MIN_MAX))), found.question.splits
    text = (
        f"**On either side:** min-max has a median error of {number(float(target[place]))} on the target and "
        f"{number(float(source[place]))} on source rows that it has not seen. Its promise, at most "
        f"{number(float(np.median(found.promises(MIN_MAX))))} on average over the noise, is exceeded in "
        f"{broken} of {splits} splits"
    )
    if 2 * broken > splits:
        text += (
            f": what it takes for granted, a linear truth of the estimated length and the same noise on both sides, "
            f"does not hold for this cut, or the estimates from {found.question.rows} rows are too poor"
        )
    return f"{text}."


def signed(value: float) -> str:
    """A number with its sign."""
    return f"{'−' if value < 0 else '+'}{number(abs(value))}"


def cuts_words(cuts: list[Cut], asked: int, splits: int) -> str:
    """On how many of the cuts asked for min-max is ahead of ridge, and on which."""
    ahead, close, behind = ([cut for cut in cuts if cut.verdict == one] for one in ("ahead", "close", "behind"))
    text = (
        f"On {len(cuts)} cuts of {splits} random splits each, **min-max is ahead of ridge on {len(ahead)}, behind on "
        f"{len(behind)}, and close on {len(close)}**."
    )
    if left := asked - len(cuts):
        text += f" {left} more cannot be made: one side would have too few rows."
    named = ", ".join(f"{cut.feature} (source: {cut.side} values, {cut.wins} of {splits})" for cut in ahead)
    return f"{text} Ahead by {named}." if ahead else text


def uncut_words(names: Sequence[str], features: Sequence[str]) -> str:
    """By which features no cut is made; '' where there is none."""
    left = [name for name in names if name not in features]
    return f" (not by {' and '.join(left)}, which would be the same on all of a side)" if left else ""
