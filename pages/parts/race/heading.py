"""What a visitor sees on the Race, in a sentence."""

from engine import Scenario
from engine.problems import Problem
from pages.parts.words.numbers import measure


def seen_words(scenario: Scenario, problem: Problem) -> str:
    """What runs, what moves on the map, and what the gap's curves count."""
    workers = scenario.cluster.workers
    who = "One worker computes" if workers == 1 else f"{workers:,} workers compute"
    curves = "how far it is from the goal" if problem.minimum_known else f"its {measure(problem)}"
    return f"{who} for one model. Map: where it goes with each method. Curves: {curves}."
