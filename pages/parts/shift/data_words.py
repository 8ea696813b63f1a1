"""What the tab "Real data" says: who is ahead of whom on the target, and why."""

from collections.abc import Sequence

from engine.covariate_shift.real_data import fits
from engine.covariate_shift.real_data.cuts import Cut
from engine.covariate_shift.real_data.study import Comparison
from pages.parts.charts.real_errors import NAMES
from pages.parts.words.numbers import number


def task_words(comparison: Comparison) -> str:
    """What is predicted, and which rows are which."""
    table, question, parts = comparison.table, comparison.question, comparison.parts
    bound = "at most" if question.side == "low" else "at least"
    return (
        f"Predicted is the **{table.response}** of {table.rows} from {len(table.names)} measurements. Source: the "
        f"{len(parts.source)} {table.rows} whose {question.feature} is {bound} {number(parts.boundary)}; target: the "
        f"other {len(parts.target)}. In each of {question.splits} random splits the estimators learn from "
        f"{question.rows} source rows, and from half of the target's rows **without labels**."
    )


def verdict_words(comparison: Comparison) -> str:
    """Min-max beside ridge, then the best of all; of these random splits, which share their rows."""
    mean, spread = comparison.difference()
    wins, splits = comparison.wins(fits.MIN_MAX, fits.RIDGE), comparison.question.splits
    text = {
        "ahead": "**Min-max is ahead of ridge:** its error on the target is smaller",
        "behind": "**Min-max does not beat ridge here:** its error on the target is smaller",
        "close": "**Min-max and ridge are close:** min-max has the smaller error on the target",
    }[comparison.verdict()]
    lower = "lower" if mean < 0 else "higher"
    return (
        f"{text} in {wins} of {splits} splits, and on average {number(abs(mean))} ± {number(spread)} {lower} "
        f"({abs(comparison.lead()):.0%} of ridge's). {best_words(comparison)}"
    )


def best_words(comparison: Comparison) -> str:
    """Whose median is the lowest of all that anyone may use, and what labels of the target would give."""
    best, median = comparison.best()
    return (
        f"The lowest median of all that anyone may use is that of {NAMES[best]}, {number(median)}; ridge on the "
        f"target's own labels has {number(float(comparison.quartiles(comparison.errors(fits.KNOWING))[1]))}."
    )


def why_words(comparison: Comparison) -> str:
    """Which feature counts more in the target, and how much there is to keep along it."""
    names, growth, reason = comparison.table.names, comparison.growth, comparison.reason()
    first, second, (ridge, minmax), rest = reason.feature, reason.second, reason.kept, reason.others
    slope = signed(float(comparison.slopes[first]))
    size = "the largest" if reason.rank == 1 else f"number {reason.rank} by size"
    return (
        f"**Why:** about the source's mean, {names[first]} varies {number(float(growth[first]))} times as much in the "
        f"target as in the source; next comes {names[second]}, {number(float(growth[second]))} times. Of least "
        f"squares' slope along {names[first]}, before other slopes add to it, min-max keeps {minmax:.0%}, of the "
        f"others {rest[1]:.0%} on average; ridge keeps {ridge:.0%} and {rest[0]:.0%}. Keeping a slope pays where it "
        f"is real, and costs noise where it is not: ridge's along {names[first]} is {slope}, "
        f"{size} of {len(names)} (in standard deviations)."
    )


def cost_words(comparison: Comparison) -> str:
    """The same estimators on either side, and what was promised."""
    target, source = (comparison.quartiles(errors)[1] for errors in (comparison.target, comparison.source))
    place = fits.ESTIMATORS.index(fits.MIN_MAX)
    broken, splits = comparison.broken(fits.MIN_MAX), comparison.question.splits
    promised = number(comparison.median_promise(fits.MIN_MAX))
    text = (
        f"**On either side:** min-max has a median error of {number(float(target[place]))} on the target and "
        f"{number(float(source[place]))} on source rows that it has not seen. Its promise, at most "
        f"{promised} on average over the noise, is exceeded in {broken} of {splits} splits"
    )
    if 2 * broken > splits:
        text += (
            f": what it takes for granted, a linear truth of the estimated length and the same noise on both sides, "
            f"does not hold for this cut, or the estimates from {comparison.question.rows} rows are too poor"
        )
    return f"{text}."


def signed(value: float) -> str:
    """A number with its sign."""
    return f"{'−' if value < 0 else '+'}{number(abs(value))}"


def cuts_words(cuts: list[Cut], possible: int, splits: int) -> str:
    """On how many of the cuts asked for min-max is ahead of ridge, and on which."""
    ahead, close, behind = ([cut for cut in cuts if cut.verdict == one] for one in ("ahead", "close", "behind"))
    text = (
        f"On {len(cuts)} cuts of {splits} random splits each, **min-max is ahead of ridge on {len(ahead)}, behind on "
        f"{len(behind)}, and close on {len(close)}**."
    )
    if left := possible - len(cuts):
        text += f" {left} more cannot be made: one side would have too few rows."
    named = ", ".join(f"{cut.feature} (source: {cut.side} values, {cut.wins} of {splits})" for cut in ahead)
    return f"{text} Ahead by {named}." if ahead else text


def uncut_words(names: Sequence[str], features: Sequence[str]) -> str:
    """By which features no cut is made; '' where there is none."""
    left = [name for name in names if name not in features]
    return f" (not by {' and '.join(left)}, which would be the same on all of a side)" if left else ""
