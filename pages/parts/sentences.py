"""What happened, in plain words. Every number is computed; what the numbers do not support is not said."""

import math
import re

from engine import Simulation
from engine.problems import Problem
from engine.verdict import CLOSE, Outcome, Verdict
from pages.parts.method_names import marked

OFTEN, RARELY = 1.5, 0.5
"""A worker is said to be heard too often, or too rarely, from these multiples of its fair share on."""

ROUNDED_AWAY, MOST_DIGITS = 5e-4, 6
"""Below this, a share has more decimal digits than one, and so many at most."""


def number(value: float) -> str:
    """Three digits, as people write them."""
    if not math.isfinite(value):
        return "beyond all bounds"
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:,.3g}" if abs(value) < 999.5 else f"{value:,.0f}"
    return f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def named(simulation: Simulation, label: str) -> str:
    """A run's name behind its line."""
    return marked(simulation[label].settings.kind, label)


def unmarked(text: str) -> str:
    """A sentence without its colours and bold letters, for those who hear it."""
    return re.sub(r":color\[.*?\]\{.*?\} ?|\*\*", "", text)


def measure(problem: Problem) -> str:
    """What a gap is called: without a known minimum it is the loss itself."""
    return "gap" if problem.minimum_known else "training loss"


def percent(share: float) -> str:
    """A share as people write it."""
    return f"{share:.1%}"


def share_words(share: float) -> str:
    """A worker's share of all, as `percent`; but who has a share is not said to have 0.0%, nor to have all of it."""
    if 0 < share < ROUNDED_AWAY:
        digits = -math.floor(math.log10(100 * share))
        return f"{100 * share:.{digits}f}%" if digits <= MOST_DIGITS else f"{number(100 * share)}%"
    return "more than 99.9%" if 1 - ROUNDED_AWAY <= share < 1 else percent(share)


def biased_cause(simulation: Simulation) -> str:
    """Who is heard too often, or else too rarely, where somebody is."""
    shares = simulation.frequencies * len(simulation.frequencies)
    loudest, quietest = int(shares.argmax()), int(shares.argmin())
    if shares[loudest] >= OFTEN:
        return f": worker {loudest + 1} is heard {number(float(shares[loudest]))} times as often as its fair share"
    if shares[quietest] <= RARELY:
        return f": worker {quietest + 1} is heard only {number(float(shares[quietest]))} times its fair share"
    return ""


def describe_all(simulation: Simulation, verdicts: list[Verdict]) -> list[str]:
    """One sentence a run; the cause of the bias is told once."""
    lines: list[str] = []
    told = False
    for verdict in verdicts:
        lines.append(describe(simulation, verdict, told))
        told = told or verdict.outcome is Outcome.AT_BIASED
    return lines


def describe(simulation: Simulation, verdict: Verdict, told: bool) -> str:
    """One sentence on one run; `told` leaves the cause of the bias out."""
    seeds = len(simulation[verdict.label].gap)
    text = f"{named(simulation, verdict.label)} {what_happened(simulation, verdict, told)}"
    if verdict.outcome is not Outcome.DIVERGED and verdict.diverged:
        text += f"; {verdict.diverged} of {seeds} seeds diverged, the first by t = {number(verdict.diverged_at)} s"
    return f"{text}."


def what_happened(simulation: Simulation, verdict: Verdict, told: bool) -> str:
    """How the run ended, without its name and the full stop."""
    if verdict.outcome in (Outcome.MOVING, Outcome.SETTLED) and not simulation.problem.minimum_known:
        return what_was_learned(verdict)
    away, biased = number(verdict.end_to_goal), number(verdict.end_to_biased)
    match verdict.outcome:
        case Outcome.DIVERGED:
            seeds = len(simulation[verdict.label].gap)
            which = "" if verdict.diverged == seeds else f" in {verdict.diverged} of {seeds} seeds"
            text = f"diverged by t = {number(verdict.diverged_at)} s{which}: the step is too large"
        case Outcome.NOTHING:
            text = "made no update within the budget"
        case Outcome.AT_GOAL:
            text = f"is at the goal: its mean end lies {away} from it, with a gap of {number(verdict.gap)}"
        case Outcome.AT_BIASED:
            cause = ", too" if told else f" (the biased limit){biased_cause(simulation)}"
            text = f"stopped {away} from the goal, at the frequency-weighted point{cause}"
        case Outcome.MOVING:
            text = f"is still moving: {away} from the goal, with a gap of {number(verdict.gap)}{fallen(verdict)}"
        case Outcome.SETTLED:
            where = "" if together(simulation) else f" and {biased} from the frequency-weighted point"
            text = f"settled {away} from the goal{where}"
    return text


def fallen(verdict: Verdict) -> str:
    """How far the gap fell within the tail, where it did."""
    return f", {verdict.falling:.0%} of what it was before the last fifth of the run" if verdict.falling < 1 else ""


def what_was_learned(verdict: Verdict) -> str:
    """How a run ended whose goal nobody knows."""
    loss = f"a training loss of {number(verdict.gap)}"
    tested = f"; test accuracy {percent(verdict.test_accuracy)}" if math.isfinite(verdict.test_accuracy) else ""
    if verdict.outcome is Outcome.SETTLED:
        return f"settled at {loss}{tested}"
    return f"is still moving, with {loss}{fallen(verdict)}{tested}"


def together(simulation: Simulation) -> bool:
    """Are the goal and the biased limit practically one point?"""
    apart = ((simulation.optimum - simulation.biased_optimum) ** 2).sum() ** 0.5
    return bool(apart <= CLOSE * ((simulation.problem.start - simulation.optimum) ** 2).sum() ** 0.5)


def fastest(simulation: Simulation, verdicts: list[Verdict], target: float) -> str:
    """Who is first at the target, where more than one method races and one is ahead."""
    arrived = sorted((v for v in verdicts if math.isfinite(v.target_seconds)), key=lambda v: v.target_seconds)
    if len(verdicts) < 2 or not arrived:
        none = f"No method's median {measure(simulation.problem)} falls to {number(target)}."
        return "" if arrived or len(verdicts) < 2 else none
    first = arrived[0]
    what, when = measure(simulation.problem), number(first.target_seconds)
    when = f"to a {what} of {number(target)}, after {when} simulated seconds"
    if len(arrived) > 1 and arrived[1].target_seconds <= first.target_seconds * 1.02:
        return f"The first methods come {when}."
    return f"{named(simulation, first.label)} is the first {when}."
