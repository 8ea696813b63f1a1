"""The current race against the pinned one, A, method by method. Knows nothing of the screen."""

import math
from collections.abc import Mapping

from engine import Simulation
from engine.results.curves import SMALLEST
from engine.results.verdict import Outcome, Verdict, judge
from pages.parts.words.numbers import measure, number
from pages.parts.words.plain_text import as_text

Cells = Mapping[str, Mapping[str, str]]
"""By a method's label: a column's name and its text."""
ALIKE = 1.005
"""Gaps whose ratio is smaller are the same in three digits, or nearly so."""


def against_a(pinned: Simulation, verdicts: list[Verdict], target: float) -> tuple[Cells, list[str]]:
    """The table's cells against the pinned race, and a sentence on the methods that it alone has, if any."""
    others, gap = judge(pinned, target), measure(pinned.problem)
    known = {verdict.label: verdict for verdict in others}
    names = (f"{gap.capitalize()} against A", f"Seconds to {gap} {number(target)} against A")
    told = {now.label: dict(zip(names, cells(now, known.get(now.label)), strict=True)) for now in verdicts}
    return told, only_words(verdicts, others)


def cells(now: Verdict, was: Verdict | None) -> tuple[str, str]:
    """Of one method: the difference of its gap, and of its time to the target."""
    return ("not in A", "not in A") if was is None else (gap_change(now, was), seconds_change(now, was))


def gone(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.DIVERGED or not math.isfinite(verdict.gap)


def gap_change(now: Verdict, was: Verdict) -> str:
    """How many times smaller or larger the gap is; where the quartiles of both overlap, that, too."""
    if gone(now) and gone(was):
        return "diverged in both"
    if gone(was):
        return "diverged in A"
    if gone(now):
        return f"{number(was.gap)} in A"
    if max(now.gap, was.gap) <= SMALLEST or now.gap == was.gap:
        return "the same"
    more, less = max(now.gap, was.gap), max(min(now.gap, was.gap), SMALLEST)
    if more / less < ALIKE:
        return f"nearly the same ({number(was.gap)} in A)"
    overlap = now.gap_low <= was.gap_high and was.gap_low <= now.gap_high
    direction = "smaller" if now.gap < was.gap else "larger"
    quartiles = ", quartiles overlap" if overlap else ""
    return f"{number(more / less)} times {direction}{quartiles} ({number(was.gap)} in A)"


def seconds_change(now: Verdict, was: Verdict) -> str:
    """How much sooner or later the target is reached."""
    if not math.isfinite(was.target_seconds):
        return "not reached in A" if math.isfinite(now.target_seconds) else "reached in neither"
    in_a = f"{number(was.target_seconds)} in A"
    if not math.isfinite(now.target_seconds):
        return in_a
    change = now.target_seconds - was.target_seconds
    return "the same" if change == 0 else f"{number(abs(change))} {'sooner' if change < 0 else 'later'} ({in_a})"


def only_words(verdicts: list[Verdict], others: list[Verdict]) -> list[str]:
    """The methods that only A has, with their gaps, in one sentence; none where there are none."""
    labels = {verdict.label for verdict in verdicts}
    alone = [verdict for verdict in others if verdict.label not in labels]
    ends = [f"{as_text(v.label)} ({'diverged' if gone(v) else number(v.gap)})" for v in alone]
    return [f"Only in A: {', '.join(ends)}."] if ends else []
