"""What happened, in plain words. Every number is computed; what the numbers do not support is not said."""

import math

import numpy as np

from engine import Simulation
from engine.results.ending import CLOSE, HEARD
from engine.results.verdict import Outcome, Verdict
from pages.parts.style import looks
from pages.parts.words.lists import listed
from pages.parts.words.method_names import marked
from pages.parts.words.numbers import measure, number, percent

OFTEN, RARELY = 1.5, 0.5
"""A worker is said to be heard too often, or too rarely, from these multiples of its fair share on."""


def named(simulation: Simulation, label: str) -> str:
    """A run's name behind its line."""
    scenario = simulation.scenario
    return marked(scenario.method(label).kind, label, looks(scenario.methods)[label])


def biased_cause(simulation: Simulation) -> str:
    """Who is heard too often, or else too rarely, where somebody is."""
    shares = simulation.frequencies * len(simulation.frequencies)
    loudest, quietest = int(shares.argmax()), int(shares.argmin())
    if shares[loudest] >= OFTEN:
        return f"; worker {loudest + 1} is heard {number(float(shares[loudest]))} times as often as its fair share"
    if shares[quietest] <= RARELY:
        return f"; worker {quietest + 1} is heard only {number(float(shares[quietest]))} times its fair share"
    return ""


def describe_all(simulation: Simulation, verdicts: list[Verdict]) -> list[str]:
    """One sentence a run; the cause of the bias is cause_given once."""
    lines, cause_given = [], False
    for verdict in verdicts:
        lines.append(describe(simulation, verdict, cause_given))
        cause_given = cause_given or verdict.outcome is Outcome.AT_BIASED
    return lines


def describe(simulation: Simulation, verdict: Verdict, cause_given: bool) -> str:
    """One sentence on one run; `cause_given` leaves the cause of the bias out."""
    seeds = len(simulation[verdict.label].gap)
    text = f"{named(simulation, verdict.label)} {what_happened(simulation, verdict, cause_given)}"
    if verdict.outcome not in RISING and verdict.rose:
        what, gap, first = measure(simulation.problem), number(verdict.gap), number(verdict.first_gap)
        kept = f"scatter keeps its {what} at {gap}," if verdict.outcome is Outcome.AT_GOAL else f"{what} of {gap} is"
        text += f"; its {kept} above its first, {first}"
    if verdict.outcome is not Outcome.DIVERGED and verdict.diverged:
        text += f"; {verdict.diverged} of {seeds} seeds diverged, the first by t = {number(verdict.diverged_at)} s"
    return f"{text}."


BARELY = 0.9
"""A gap that is still above this share of the first one has hardly fallen."""
UNCLEAR = "too slowly or too scattered to tell"
RISING = (Outcome.DIVERGED, Outcome.UNSTABLE, Outcome.RISEN)
"""Their sentences say themselves that the run ended above its start."""


def what_happened(simulation: Simulation, verdict: Verdict, cause_given: bool) -> str:
    """How the run ended, without its name and the full stop."""
    if verdict.outcome in (Outcome.MOVING, Outcome.SETTLED, Outcome.UNCLEAR) and not simulation.problem.minimum_known:
        return what_was_learned(verdict)
    end = f"its mean end is {number(verdict.end_to_goal)} from"
    what, gap = measure(simulation.problem), number(verdict.gap)
    match verdict.outcome:
        case Outcome.DIVERGED:
            seeds = len(simulation[verdict.label].gap)
            which = "" if verdict.diverged == seeds else f" in {verdict.diverged} of {seeds} seeds"
            text = f"diverged by t = {number(verdict.diverged_at)} s{which}: the step is too large"
        case Outcome.UNSTABLE:
            so_far = f"its {what} is at {gap}, above its first, {number(verdict.first_gap)}"
            so_far = so_far if verdict.rose else f"its {what} of {gap} will grow"
            text = f"is unstable: at this step it does not converge (exact theory); {so_far}"
        case Outcome.NOTHING:
            text = "made no update within the budget"
        case Outcome.TOO_SHORT:
            text = f"ran too short to tell where it ends: {too_short(simulation, verdict)}"
        case Outcome.AT_GOAL:
            both = ", which is all but the biased limit here" if nearly_one(simulation) else ""
            text = f"is at the goal{both}: {end} it, with a scatter of {number(verdict.scatter)}"
        case Outcome.AT_BIASED:
            which = "too" if cause_given else "the frequency-weighted point"
            cause = "" if cause_given or verdict.rose else biased_cause(simulation)
            near, far = number(verdict.end_to_biased), number(verdict.end_to_goal)
            text = f"is at the biased limit, {which}: its mean end is {near} from it and {far} from the goal{cause}"
        case Outcome.MOVING:
            text = f"is still moving: {end} the goal, with a {what} of {gap}{fallen(verdict)}"
        case Outcome.SETTLED:
            rests = "settled elsewhere" if verdict.converges else "no longer moves visibly"
            where = "" if together(simulation) else f" and {number(verdict.end_to_biased)} from the biased limit"
            text = f"{rests}: {end} the goal{where}"
        case Outcome.UNCLEAR if BARELY * verdict.first_gap <= verdict.gap and not verdict.rose:
            text = f"has hardly begun: its {what} fell from {number(verdict.first_gap)} to {gap}"
        case Outcome.UNCLEAR:
            text = f"may rest or still move, {UNCLEAR}: {end} the goal, with a scatter of {number(verdict.scatter)}"
        case Outcome.RISEN:
            where = f"to its noise floor, {gap}:" if verdict.converges else f"to one of {gap}, and stays there:"
            scatter = f"its scatter is {number(verdict.scatter)}"
            text = f"rose from a {what} of {number(verdict.first_gap)} {where} {scatter}"
    return text


def too_short(simulation: Simulation, verdict: Verdict) -> str:
    """What was missing: updates, or workers."""
    if verdict.tail_updates == 0:
        return "it made no update in the last fifth of the run"
    times = {0: "never heard", 1: "heard once", 2: "heard twice"}.get(verdict.heard, f"heard {verdict.heard} times")
    least = f"worker {verdict.quietest + 1} was {times}"
    if verdict.unheard == 1:
        return f"{least}, and a verdict needs {HEARD} times"
    workers = simulation.scenario.cluster.workers
    return f"{verdict.unheard} of {workers} workers were heard fewer than {HEARD} times, {least}"


def fallen(verdict: Verdict) -> str:
    """How far the gap fell within the tail, where it did visibly."""
    if not verdict.falling < 0.995:
        return ""
    share = f"{verdict.falling:.0%}" if verdict.falling >= 0.005 else "less than 1%"
    return f", {share} of what it was before the last fifth of the run"


def what_was_learned(verdict: Verdict) -> str:
    """How a run ended whose goal nobody knows."""
    loss = f"a training loss of {number(verdict.gap)}"
    tested = f"; test accuracy {percent(verdict.test_accuracy)}" if math.isfinite(verdict.test_accuracy) else ""
    if verdict.outcome is Outcome.SETTLED:
        return f"no longer moves visibly, with {loss}{tested}"
    if verdict.outcome is Outcome.UNCLEAR:
        return f"may rest or still move, {UNCLEAR}, with {loss}{tested}"
    return f"is still moving, with {loss}{fallen(verdict)}{tested}"


def nearly_one(simulation: Simulation) -> bool:
    """Are they two points, though nobody could tell them apart from where the run began?"""
    return together(simulation) and bool(np.any(simulation.optimum != simulation.biased_optimum))


def together(simulation: Simulation) -> bool:
    """Are the goal and the biased limit practically one point?"""
    apart = ((simulation.optimum - simulation.biased_optimum) ** 2).sum() ** 0.5
    return bool(apart <= CLOSE * ((simulation.problem.start - simulation.optimum) ** 2).sum() ** 0.5)


def fastest(simulation: Simulation, verdicts: list[Verdict], target: float) -> str:
    """Who is first at the target and stays, where more than one method races."""
    if len(verdicts) < 2:
        return ""
    arrived = sorted((v for v in verdicts if math.isfinite(v.target_seconds)), key=lambda v: v.target_seconds)
    what = f"{measure(simulation.problem)} of {number(target)}"
    if not arrived:
        return f"No method reaches a {what} and stays there on average{touches(simulation, verdicts)}."
    first = [v for v in arrived if v.target_seconds <= arrived[0].target_seconds * TIED]
    # Of a run that is too short to tell where it ends nobody knows how long it stays.
    so_far = " so far" if any(v.outcome is Outcome.TOO_SHORT for v in first) else ""
    names = listed([named(simulation, v.label) for v in first])
    who = f"{names} is the first" if len(first) == 1 else f"{names} are the first"
    when = f"after {number(first[0].target_seconds)} simulated seconds"
    return f"{who} to reach a {what} and stay there on average{so_far}, {when}."


TIED = 1.02
"""Methods whose times differ by less come together."""


def touches(simulation: Simulation, verdicts: list[Verdict]) -> str:
    """Who comes there first without staying, or too late to tell."""
    gone = (Outcome.DIVERGED, Outcome.UNSTABLE)
    touched = [v for v in verdicts if math.isfinite(v.touched_seconds) and v.outcome not in gone]
    if not touched:
        return ""
    first = min(touched, key=lambda v: v.touched_seconds)
    when = f"{named(simulation, first.label)} touches it after {number(first.touched_seconds)} s"
    return f"; {when}{', too late to tell' if first.late else ''}"
