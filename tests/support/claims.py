"""What would make a verdict or a sentence false (docs/verdicts.md)."""

import math
from typing import Any

import numpy as np

from engine import Run, Scenario, Simulation
from engine.problems import Problem
from engine.results.verdict import Outcome, Verdict
from engine.theory import NoTheoryError, exact

PLACES = (Outcome.AT_GOAL, Outcome.AT_BIASED, Outcome.MOVING, Outcome.SETTLED, Outcome.UNCLEAR, Outcome.RISEN)
"""Outcomes that say where a run is."""
LOUD = (Outcome.DIVERGED, Outcome.UNSTABLE, Outcome.RISEN)


def tail_gaps(run: Run) -> Any:
    """Mean gap of each seed over the records of the last fifth, from the scenario's own records."""
    records = run.gap.shape[1]
    return run.gap[:, records - max(1, records // 5) :].mean(axis=1)


def contradictions(simulation: Simulation, run: Run, verdict: Verdict, target: float) -> list[str]:
    """What the run's numbers, computed here anew, say against its verdict."""
    found = []
    with np.errstate(all="ignore"):
        tail, first = float(np.median(tail_gaps(run))), float(run.gap[0, 0])
    records = run.gap.shape[1]
    if tail > 3 * max(first, 1e-15) and records >= 20 and not (verdict.rose or verdict.outcome in LOUD):
        found.append(f"ends at {tail:g}, above its first gap of {first:g}, without saying so")
    if verdict.outcome in PLACES:
        if verdict.tail_updates < 1:
            found.append("made no update in its tail")
        counts = np.bincount(run.arrivals["worker"], minlength=simulation.scenario.cluster.workers)
        if counts.min() < 5 and not run.settings.leaves_out:
            found.append(f"a worker was heard {counts.min()} times")
    if verdict.outcome is Outcome.AT_GOAL and verdict.diverged == 0:
        away = np.linalg.norm(simulation.problem.start - simulation.optimum)
        apart = np.linalg.norm(simulation.biased_optimum - simulation.optimum)
        if verdict.end_to_goal > 0.51 * max(away, apart):
            found.append(f"at the goal, but its mean end is {verdict.end_to_goal:g} from it")
    if verdict.outcome is Outcome.NOTHING and run.all_updates.max() > 0:
        found.append("made updates")
    if math.isfinite(verdict.target_seconds):
        found += against_reached(run, verdict, target)
    if verdict.outcome in (Outcome.DIVERGED, Outcome.UNSTABLE) and math.isfinite(verdict.target_seconds):
        found.append("is said to stay at the target")
    return found


def against_reached(run: Run, verdict: Verdict, target: float) -> list[str]:
    """The rest of the run is a twentieth of it, and its mean is at most the target, but for what records miss."""
    seconds = np.median(run.times, axis=0)
    end, at = float(seconds[-1]), verdict.target_seconds
    found = []
    if end - at < end / 20 * (1 - 1e-9):
        found.append(f"reached at {at:g} of {end:g} s")
    if verdict.touched_seconds > at:
        found.append("reached before it was touched")
    after = run.gap[:, seconds >= at]
    if after.shape[1] > 10 and np.median(after.mean(axis=1)) > 2 * target:
        found.append(f"reached, but then {np.median(after.mean(axis=1)) / target:g} times the target")
    if verdict.gap > target:
        found.append(f"reached, but ends at {verdict.gap / target:g} times the target")
    return found


def against_theory(scenario: Scenario, verdict: Verdict, problem: Problem) -> list[str]:
    """What the exact rate and limit say against it, where theory knows them."""
    try:
        known = exact(scenario, verdict.label)
    except NoTheoryError:
        return []
    found = []
    if known.rate > 1 + 1e-8 and verdict.outcome not in (Outcome.DIVERGED, Outcome.UNSTABLE, Outcome.NOTHING):
        found.append(f"does not converge (rate {known.rate:g}), without saying so")
    if known.rate < 1 - 1e-8 and verdict.outcome is Outcome.UNSTABLE:
        found.append(f"converges (rate {known.rate:g})")
    before = 0.8 * (scenario.budget.arrivals or 0)
    if verdict.outcome is Outcome.MOVING and verdict.converges and known.rate**before < 1e-4:
        found.append(f"still moving, though {known.rate**before:g} of the way is left where its tail begins")
    if verdict.outcome is Outcome.SETTLED and verdict.converges:
        biased = problem.minimiser(scenario.cluster.frequencies())
        away = float(np.linalg.norm(problem.start - problem.optimum))
        if min(known.bias, float(np.linalg.norm(known.limit - biased))) < 0.02 * away:
            found.append(f"settled elsewhere, but its limit is {known.bias:g} from the goal")
    return found
