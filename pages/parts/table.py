"""The table under the figures: one row a method."""

import math

import pandas as pd

from engine import Simulation
from engine.verdict import Verdict
from pages.parts.method_names import linked
from pages.parts.sentences import measure, number, percent


def table_of(simulation: Simulation, verdicts: list[Verdict], target: float) -> pd.DataFrame:
    """Figures of every run as texts. Distances, gap and accuracy are medians over the seeds at the last record."""
    seeds, gap = simulation.scenario.seeds, measure(simulation.problem)
    rows = []
    for verdict in verdicts:
        quartiles = f"{number(verdict.gap_low)} to {number(verdict.gap_high)}" if seeds > 1 else "one seed"
        reached = number(verdict.target_seconds) if math.isfinite(verdict.target_seconds) else "not reached"
        limits = {"To goal": number(verdict.to_goal), "To biased limit": number(verdict.to_biased)}
        tested = {"Test accuracy": percent(verdict.test_accuracy)} if math.isfinite(verdict.test_accuracy) else {}
        rows.append(
            {
                "Method": linked(simulation[verdict.label].settings.kind, verdict.label),
                f"Final {gap}": number(verdict.gap),
                "Quartiles": quartiles,
                **tested,
                **(limits if simulation.problem.minimum_known else {}),
                f"Simulated seconds to {gap} {number(target)}": reached,
                "Mean staleness": number(verdict.mean_staleness),
                "Largest staleness": f"{verdict.largest_staleness:,}",
            }
        )
    return pd.DataFrame(rows).set_index("Method")
