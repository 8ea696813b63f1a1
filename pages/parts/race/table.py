"""The table under the figures: one row a method."""

import math
from collections.abc import Mapping

from engine import Simulation
from engine.results.verdict import Outcome, Verdict
from pages.parts.style import looks
from pages.parts.words.method_names import linked
from pages.parts.words.numbers import measure, number, percent, range_text

ENDS = (
    "Mean end: the mean of the models of that fifth, over all seeds; its distance to the goal is the bias. Scatter: "
    "root mean square distance of these models from it, which noise leaves. "
)


def note(simulation: Simulation) -> str:
    """What the columns mean."""
    problem = simulation.problem
    return (
        f"{measure(problem).capitalize()}: mean over the last fifth of the run, median over the seeds. "
        f"{ENDS if problem.minimum_known else ''}A target is reached where it holds, on average over every twentieth "
        "of the run and every job of the slowest worker, to the end."
    )


def rows_of(
    simulation: Simulation,
    verdicts: list[Verdict],
    target: float,
    further: Mapping[str, Mapping[str, str]] | None = None,
) -> list[dict[str, str]]:
    """Figures of every run as texts: those that the sentences quote; `further` cells by the run's label."""
    seeds, gap = simulation.scenario.seeds, measure(simulation.problem)
    known = simulation.problem.minimum_known
    rows, styles = [], looks(simulation.scenario.methods)
    for verdict in verdicts:
        gone = verdict.outcome is Outcome.DIVERGED
        quartiles = range_text(verdict.gap_low, verdict.gap_high) if seeds > 1 else "one seed"
        ends = {
            "Mean end to goal": verdict.end_to_goal,
            "Mean end to biased limit": verdict.end_to_biased,
            "Scatter": verdict.scatter,
        }
        tested = {"Test accuracy": percent(verdict.test_accuracy)} if math.isfinite(verdict.test_accuracy) else {}
        row = {
            "Method": linked(simulation[verdict.label].settings.kind, verdict.label, styles[verdict.label]),
            gap.capitalize(): number(verdict.gap),
            "Quartiles": "diverged" if gone else quartiles,
            **(further or {}).get(verdict.label, {}),
            **tested,
            **{name: "diverged" if gone else number(value) for name, value in ends.items() if known},
            f"Simulated seconds to {gap} {number(target)}": reached(verdict),
            "Mean staleness": number(verdict.mean_staleness),
            "Largest staleness": f"{verdict.largest_staleness:,}",
        }
        rows.append(row)
    return rows


def reached(verdict: Verdict) -> str:
    """When the target was reached, or that it was touched at most."""
    if math.isfinite(verdict.target_seconds):
        return number(verdict.target_seconds)
    if math.isfinite(verdict.touched_seconds):
        return f"touched at {number(verdict.touched_seconds)}, {'too late to tell' if verdict.late else 'did not stay'}"
    return "not reached"
