"""Races that claims are tried on, and the numbers of them."""

import math
from typing import Any

from engine import Scenario, Simulation, simulate
from engine.results.verdict import Verdict, judge
from engine.search import Goal, search

CAP = 30.0
"""A power of ten beyond which no ratio is told apart: one of the two left all numbers behind."""


def setting(seed: int, *methods: dict[str, Any], **fields: Any) -> Scenario:
    """The Race's default setting with these methods, and what `fields` say otherwise of the scenario's parts.

    A problem that names its kind is taken as it is.
    """
    cluster = {"workers": 8, "speed": {"kind": "linear"}} | fields.get("cluster", {})
    problem = fields.get("problem", {})
    if "kind" not in problem:
        problem = {"kind": "quadratic", "dimension": 10, "heterogeneity": 2.0, "noise": 0.1} | problem
    budget = fields.get("budget", {"arrivals": 5000})
    each = [{"step": 0.05, **method} for method in methods]
    return Scenario.model_validate(
        {"seed": seed, "seeds": 4, "cluster": cluster, "problem": problem, "methods": each, "budget": budget}
    )


def race(seed: int, *methods: dict[str, Any], **fields: Any) -> Simulation:
    """The race of a setting."""
    return simulate(setting(seed, *methods, **fields))


def at_best_steps(scenario: Scenario, share: float) -> dict[str, Verdict]:
    """What came of each method at the step that a search finds to hold a share of the first gap the soonest."""
    found = search(scenario, Goal(share=share))
    without = [label for label, tuning in found.items() if not tuning.reached]
    if without:
        raise ArithmeticError(f"no step of {', '.join(without)} reaches the target")
    return judged(simulate(found.tuned(scenario)), share)


def judged(simulation: Simulation, share: float = 0.01) -> dict[str, Verdict]:
    """What came of each method, by its label; the target is a share of the first gap."""
    target = share * float(simulation.problem.gaps(simulation.problem.start))
    return {verdict.label: verdict for verdict in judge(simulation, target)}


def powers(one: float, other: float) -> float:
    """The decimal logarithm of one number over another, at most CAP."""
    if not (math.isfinite(one) and one > 0):
        return CAP
    return min(CAP, math.log10(one / other)) if other > 0 and math.isfinite(other) else -CAP


def apart(better: Verdict, worse: Verdict) -> float:
    """Powers of ten by which one gap fell below the first one and another rose above it; the lesser of the two."""
    return min(powers(better.first_gap, better.gap), powers(worse.gap, worse.first_gap))


def over(one: float, other: float) -> float:
    """One time over another: 0 where the other is never reached, infinite only where the one alone is not."""
    return math.nan if math.isinf(one) and math.isinf(other) else one / other
