"""Verdicts by hand, and what is said of them."""

import math
from typing import Any

from engine import Simulation
from engine.results.verdict import Outcome, Verdict
from pages.parts.words.verdicts import fastest
from tests.support.made import GOAL, TWO_WORKERS, resting, simulation

LABELS = ("asgd", "rescaled_asgd", "ormo")


def three(fields: dict[str, Any] = TWO_WORKERS, seeds: int = 4) -> Simulation:
    """Three runs; what they did is told by the verdicts of each test."""
    return simulation(*[resting(GOAL, seeds)] * 3, fields=fields)


def verdict(outcome: Outcome, label: str = "asgd", **figures: Any) -> Verdict:
    usual: dict[str, Any] = {
        "gap": 0.25, "gap_low": 0.125, "gap_high": 0.5, "first_gap": 50.0, "end_to_goal": 0.625,
        "end_to_biased": 0.375, "scatter": 0.75, "target_seconds": math.inf, "touched_seconds": math.inf, "late": False,
        "diverged": 0, "diverged_at": math.nan, "falling": 1.0, "mean_staleness": 6.98, "largest_staleness": 1234,
        "heard": 1, "quietest": 1, "unheard": 1, "tail_updates": 9,
    }  # fmt: skip
    return Verdict(label=label, outcome=outcome, **(usual | figures))


GONE = {"diverged": 4, "diverged_at": 12.5, "gap": math.inf, "end_to_goal": math.nan, "end_to_biased": math.nan}


def first(*seconds: float, touched: float = math.inf) -> str:
    verdicts = [
        verdict(Outcome.AT_GOAL, label, target_seconds=at, touched_seconds=min(at, touched))
        for label, at in zip(LABELS, seconds, strict=False)
    ]
    return fastest(three(), verdicts, target=0.01)


NETWORK: dict[str, Any] = {"problem": {"kind": "network", "hidden": 4, "batch": 2}}
"""Nobody knows its minimum."""
