"""What happened, decided from the numbers: where each run ended, and the figures a table shows."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.curves import gap_curve
from engine.simulation import Run, Simulation
from engine.state import Floats

TAIL = 5
"""The last 1/TAIL of the records say where a run ended; their mean takes the noise out."""
CLOSE = 0.02
"""A run is at a point when its mean end is within this share of the start's distance to the goal,"""
NEAR = 0.25
"""or within this share of the distance between the goal and the biased limit."""
DIVERGED = 1e4
"""A gap that grew by more than this factor, or is not finite, has diverged."""


APPROACH = 0.01
"""A run still moves when its distance to one of the two points falls by more than this share within its tail."""


class Outcome(StrEnum):
    """How a run ended."""

    AT_GOAL = "at the minimiser of f"
    AT_BIASED = "at the minimiser of F_p"
    MOVING = "still moving"
    SETTLED = "settled at another point"
    DIVERGED = "diverged"


@dataclass(frozen=True)
class Verdict:
    """Figures of one run; medians over seeds unless they say otherwise."""

    label: str
    outcome: Outcome
    gap: float  # at the last record
    gap_low: float  # quartile over seeds
    gap_high: float
    to_goal: float  # distance of the last record to the minimiser of f
    to_biased: float  # and to the minimiser of F_p
    end_to_goal: float  # the same of the mean end (over seeds and the tail's records)
    end_to_biased: float
    target_seconds: float  # when the median gap first falls to the target; inf where it does not
    diverged: int  # seeds that diverged
    diverged_at: float  # simulated seconds, earliest seed; nan where none did
    falling: float  # gap at the end over gap at the tail's beginning
    mean_staleness: float  # of the first seed's arrivals
    largest_staleness: int


def judge(simulation: Simulation, target: float) -> list[Verdict]:
    """One verdict a run, in the scenario's order; `target` is the gap whose time is taken."""
    return [judge_run(simulation, run, target) for run in simulation.values()]


def judge_run(simulation: Simulation, run: Run, target: float) -> Verdict:
    """The verdict on one run."""
    goal, biased = simulation.optimum, simulation.biased_optimum
    final = run.gap[:, -1]
    with np.errstate(all="ignore"):
        to_goal = np.linalg.norm(run.iterate[:, -1] - goal, axis=-1)
        to_biased = np.linalg.norm(run.iterate[:, -1] - biased, axis=-1)
        end = tail_means(run).mean(axis=0)
        end_to_goal, end_to_biased = (float(np.linalg.norm(end - point)) for point in (goal, biased))
    when = divergence_times(run)
    gone = np.isfinite(when)
    curve = gap_curve(run, "seconds")
    low, middle, high = quartiles(final)
    tail_start = quartiles(run.gap[:, tail_length(run)])[1]
    return Verdict(
        label=run.label,
        outcome=Outcome.DIVERGED if 2 * gone.sum() >= gone.size else outcome(simulation, run),
        gap=middle,
        gap_low=low,
        gap_high=high,
        to_goal=quartiles(to_goal)[1],
        to_biased=quartiles(to_biased)[1],
        end_to_goal=end_to_goal,
        end_to_biased=end_to_biased,
        target_seconds=first_below(curve.x, curve.median, target),
        diverged=int(gone.sum()),
        diverged_at=float(when[gone].min()) if gone.any() else math.nan,
        falling=middle / tail_start if 0 < tail_start < math.inf else math.nan,
        mean_staleness=float(run.arrivals["staleness"].mean()) if run.arrivals.size else 0.0,
        largest_staleness=int(run.arrivals["staleness"].max(initial=0)),
    )


def quartiles(values: Floats) -> tuple[float, float, float]:
    """Quartile, median, quartile, as order statistics: infinite and missing values stay what they are."""
    ordered = np.where(np.isnan(values), math.inf, values)
    low, middle, high = np.quantile(ordered, [0.25, 0.5, 0.75], method="closest_observation")
    return float(low), float(middle), float(high)


def tail_length(run: Run) -> int:
    """The first record of the tail."""
    records = int(run.gap.shape[1])
    return records - max(1, records // TAIL)


def tail_means(run: Run) -> Floats:
    """Each seed's mean model over the tail (S, d)."""
    return np.asarray(run.iterate[:, tail_length(run) :].mean(axis=1))


def divergence_times(run: Run) -> Floats:
    """Simulated seconds at which each seed had diverged (S,); inf for those that did not."""
    early = run.gap[:, : max(2, run.gap.shape[1] // 10)]
    usual = np.where(np.isfinite(early) & (early > 0), early, math.inf).min(axis=1)
    first = np.where(run.gap[:, 0] > 0, run.gap[:, 0], usual)
    bad = ~(run.gap <= DIVERGED * np.where(np.isfinite(first), first, math.inf)[:, None]) | ~np.isfinite(run.gap)
    when = run.times[np.arange(len(bad)), bad.argmax(axis=1)]
    return np.where(bad[:, -1], when, math.inf)


def first_below(x: Floats, values: Floats, target: float) -> float:
    """The first x (R,) where `values` (R,) are at most `target`; inf where none is."""
    there = values <= target
    return float(x[there.argmax()]) if there.any() else math.inf


def outcome(simulation: Simulation, run: Run) -> Outcome:
    """Where a run that did not diverge ended."""
    goal, biased = simulation.optimum, simulation.biased_optimum
    means = tail_means(run)
    means = means[np.isfinite(means).all(axis=1)]
    end = means.mean(axis=0)
    close = CLOSE * float(np.linalg.norm(simulation.problem.start - goal))
    apart = float(np.linalg.norm(goal - biased))
    to_goal, to_biased = float(np.linalg.norm(end - goal)), float(np.linalg.norm(end - biased))
    # The mean over seeds and records still carries noise: twice its standard error is no distance.
    error = float(np.linalg.norm(means.std(axis=0))) / math.sqrt(len(means))
    reach = max(close, 2 * error)
    if apart > close:
        # Noise may not blur the two points into one.
        reach = min(max(NEAR * apart, reach), apart / 2)
    if min(to_goal, to_biased) <= reach:
        return Outcome.AT_GOAL if to_goal <= to_biased or apart <= close else Outcome.AT_BIASED
    return Outcome.MOVING if approaching(run, (goal, biased)) else Outcome.SETTLED


def approaching(run: Run, points: tuple[Floats, Floats]) -> bool:
    """Did the seeds come nearer to one of `points` during the tail, beyond chance?"""
    first = tail_length(run)
    middle = (run.iterate.shape[1] + first) // 2
    before, after = (run.iterate[:, a:b].mean(axis=1) for a, b in ((first, middle + 1), (middle, None)))
    for point in points:
        distance = np.linalg.norm(before - point, axis=1)
        drop = distance - np.linalg.norm(after - point, axis=1)
        if drop.mean() > max(APPROACH * distance.mean(), 3 * drop.std() / math.sqrt(len(drop))):
            return True
    return False
