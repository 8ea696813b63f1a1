"""Races that claims are tried on, and the numbers of them."""

import math
from typing import Any

from engine import Scenario, Simulation, simulate
from engine.results.verdict import Verdict, judge

CAP = 30.0
"""A power of ten beyond which no ratio is told apart: one of the two left all numbers behind."""


def race(seed: int, *methods: dict[str, Any], **fields: Any) -> Simulation:
    """The Race's default setting with these methods, and what `fields` say otherwise of the scenario's parts."""
    cluster = {"workers": 8, "speed": {"kind": "linear"}} | fields.get("cluster", {})
    problem = {"kind": "quadratic", "dimension": 10, "heterogeneity": 2.0, "noise": 0.1} | fields.get("problem", {})
    budget = fields.get("budget", {"arrivals": 5000})
    each = [{"step": 0.05, **method} for method in methods]
    return simulate(
        Scenario.model_validate(
            {"seed": seed, "seeds": 4, "cluster": cluster, "problem": problem, "methods": each, "budget": budget}
        )
    )


def judged(simulation: Simulation, share: float = 0.01) -> dict[str, Verdict]:
    """What came of each method, by its label; the target is a share of the first gap."""
    target = share * float(simulation.problem.gaps(simulation.problem.start))
    return {verdict.label: verdict for verdict in judge(simulation, target)}


def powers(one: float, other: float) -> float:
    """The decimal logarithm of one number over another, at most CAP."""
    if not (math.isfinite(one) and one > 0):
        return CAP
    return min(CAP, math.log10(one / other)) if other > 0 and math.isfinite(other) else -CAP


def over(one: float, other: float) -> float:
    """One time over another: 0 where the other is never reached, infinite only where the one alone is not."""
    return math.nan if math.isinf(one) and math.isinf(other) else one / other
