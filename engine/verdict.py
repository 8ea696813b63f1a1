"""What happened, decided from the numbers: where each run ended, and the figures a table shows."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.stats import linregress
from scipy.stats import t as student

from engine.curves import gap_curve, quartiles
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
"""A run still moves when its distance to one of the two points changes by more than this share within its tail,"""
CHANCE = 0.01
"""and by more than noise alone would change it with this probability."""
BATCHES = 4
"""Parts of half a tail, whose means scatter little with each other: they tell how large the noise is."""
LATE = 2
"""Without a known minimum a run still moves when its loss changes so within the last 1/LATE of its records: a loss
scatters more than a distance, so that it needs more of them."""
GROWN = 100.0
"""A run that diverged ends so many times above its first half; one that only rose to its noise floor does not."""


class Outcome(StrEnum):
    """How a run ended."""

    AT_GOAL = "at the minimiser of f"
    AT_BIASED = "at the minimiser of F_p"
    MOVING = "still moving"
    SETTLED = "settled at another point"
    DIVERGED = "diverged"
    NOTHING = "no update within the budget"


@dataclass(frozen=True)
class Verdict:
    """Figures of one run; medians over seeds unless they say otherwise."""

    label: str
    outcome: Outcome
    gap: float  # at the last record
    gap_low: float  # quartile over seeds
    gap_high: float
    to_goal: float  # distance of the last record to the minimiser of f; nan where that is not known
    to_biased: float  # and to the minimiser of F_p
    end_to_goal: float  # the same of the mean end (over seeds and the tail's records)
    end_to_biased: float
    target_seconds: float  # when the median gap first falls to the target; inf where it does not
    diverged: int  # seeds that diverged
    diverged_at: float  # simulated seconds, earliest seed; nan where none did
    falling: float  # gap at the end over gap at the tail's beginning
    mean_staleness: float  # of the first seed's arrivals
    largest_staleness: int
    test_accuracy: float = math.nan  # at the last record; nan where the problem holds no samples out


def judge(simulation: Simulation, target: float) -> list[Verdict]:
    """One verdict a run, in the scenario's order; `target` is the gap whose time is taken."""
    return [judge_run(simulation, run, target) for run in simulation.values()]


def judge_run(simulation: Simulation, run: Run, target: float) -> Verdict:
    """The verdict on one run. Where some seeds diverged, its end is that of the others."""
    when = divergence_times(simulation, run)
    gone = np.isfinite(when)
    tail = run.iterate[~gone, tail_start(run) :]
    end = tail.mean(axis=(0, 1)) if tail.size else np.full(tail.shape[2], math.nan)
    to_goal, to_biased = distances(simulation, run.iterate[:, -1])
    end_to_goal, end_to_biased = distances(simulation, end[None])
    low, middle, high = (float(gap) for gap in quartiles(run.gap[:, -1]))
    before = float(quartiles(run.gap[:, tail_start(run)])[1])
    curve = gap_curve(run, "seconds")
    return Verdict(
        label=run.label,
        outcome=outcome_of(simulation, run, gone),
        gap=middle,
        gap_low=low,
        gap_high=high,
        to_goal=to_goal,
        to_biased=to_biased,
        end_to_goal=end_to_goal,
        end_to_biased=end_to_biased,
        target_seconds=first_below(curve.x, curve.median, target),
        diverged=int(gone.sum()),
        diverged_at=float(when[gone].min()) if gone.any() else math.nan,
        falling=middle / before if 0 < before < math.inf else math.nan,
        mean_staleness=float(run.arrivals["staleness"].mean()) if run.arrivals.size else 0.0,
        largest_staleness=int(run.arrivals["staleness"].max(initial=0)),
        test_accuracy=math.nan if run.test_accuracy is None else float(quartiles(run.test_accuracy[:, -1])[1]),
    )


def distances(simulation: Simulation, points: Floats) -> tuple[float, float]:
    """Median distances of points (S, d) to the minimisers of f and of F_p; nan where those are not known."""
    if not simulation.problem.minimum_known:
        return math.nan, math.nan
    with np.errstate(all="ignore"):
        away = [np.linalg.norm(points - point, axis=-1) for point in (simulation.optimum, simulation.biased_optimum)]
    to_goal, to_biased = (float(quartiles(lengths)[1]) for lengths in away)
    return to_goal, to_biased


def outcome_of(simulation: Simulation, run: Run, gone: NDArray[np.bool_]) -> Outcome:
    """How a run ended whose seeds `gone` (S,) diverged."""
    if 2 * gone.sum() >= gone.size:
        return Outcome.DIVERGED
    if run.all_updates[:, -1].max() == 0:
        return Outcome.NOTHING
    if simulation.problem.minimum_known:
        return outcome(simulation, run.iterate[~gone, tail_start(run) :])
    return Outcome.MOVING if changes(run.gap[~gone, run.gap.shape[1] // LATE :]) else Outcome.SETTLED


def first_below(x: Floats, values: Floats, target: float) -> float:
    """The first x (R,) where `values` (R,) are at most `target`; inf where none is."""
    there = values <= target
    return float(x[there.argmax()]) if there.any() else math.inf


def tail_start(run: Run) -> int:
    """The first record of the tail."""
    records = int(run.gap.shape[1])
    return records - max(1, records // TAIL)


def divergence_times(simulation: Simulation, run: Run) -> Floats:
    """Simulated seconds at which each seed had diverged (S,); inf for those that did not."""
    gaps = run.gap
    # A start at the goal has no gap to compare with; the biased limit's is the next natural measure.
    usual = max(float(gaps[0, 0]), simulation.biased_gap)
    bad = ~(gaps <= DIVERGED * usual)
    early = quartiles(gaps[:, : max(2, gaps.shape[1] // 2)].T)[1]
    final = gaps[:, -1]
    gone = bad[:, -1] & (~np.isfinite(final) | (final > GROWN * early))
    when = run.times[np.arange(len(bad)), bad.argmax(axis=1)]
    return np.where(gone, when, math.inf)


def outcome(simulation: Simulation, tail: Floats) -> Outcome:
    """Where a run ended, from the tail (S, T, d) of the seeds that did not diverge."""
    goal, biased = simulation.optimum, simulation.biased_optimum
    end, error = tail.mean(axis=(0, 1)), standard_error(tail)
    close = CLOSE * float(np.linalg.norm(simulation.problem.start - goal))
    apart = float(np.linalg.norm(goal - biased))
    to_goal, to_biased = float(np.linalg.norm(end - goal)), float(np.linalg.norm(end - biased))
    nearest = min(to_goal, to_biased)
    there = Outcome.AT_GOAL if to_goal <= to_biased or apart <= close else Outcome.AT_BIASED
    # The mean end still carries noise: twice its standard error is no distance, unless it blurs the two points.
    if nearest <= max(close, min(2 * error, apart / 2) if apart > close else 2 * error):
        return there
    if any(changes(np.linalg.norm(tail - point, axis=-1)) for point in (goal, biased)):
        return Outcome.MOVING
    return there if nearest <= NEAR * apart else Outcome.SETTLED


def batch_means(tail: Floats) -> Floats:
    """Means (S, 2, B, ...) of the parts of both halves of a tail (S, T, ...); a record in the middle is left out."""
    half = tail.shape[1] // 2
    parts = min(BATCHES, half)
    size = half // parts
    halves = [tail[:, : parts * size], tail[:, -parts * size :]]
    shape = (len(tail), parts, size, *tail.shape[2:])
    return np.stack([part.reshape(shape).mean(axis=2) for part in halves], axis=1)


def standard_error(tail: Floats) -> float:
    """Standard error of the tail's mean (S, T, d), as a length."""
    means = tail.mean(axis=1) if tail.shape[1] < 2 else batch_means(tail).reshape(-1, tail.shape[2])
    return float(np.linalg.norm(means.std(axis=0))) / math.sqrt(max(1, len(means) - 1))


def changes(distances: Floats) -> bool:
    """Does the mean distance (S, T) change from one half of the tail to the other, beyond chance?

    The mean over the seeds is tested for a straight trend: what all seeds share, like the phase of a
    periodic schedule at the records, counts as scatter around it.
    """
    if distances.shape[1] < 2:
        return False
    means = batch_means(distances)
    seeds, _, parts = means.shape
    allowed = 0.0
    if parts > 1:
        trend = linregress(np.arange(2 * parts), means.mean(axis=0).ravel())
        change = parts * abs(float(trend.slope))
        allowed = parts * float(trend.stderr * student.ppf(1 - CHANCE / 2, 2 * parts - 2))
    else:
        drops = means[:, 1, 0] - means[:, 0, 0]
        change = abs(float(drops.mean()))
        if seeds > 1:
            allowed = float(drops.std(ddof=1) / math.sqrt(seeds) * student.ppf(1 - CHANCE / 2, seeds - 1))
    return bool(change > max(APPROACH * float(means[:, 0].mean()), allowed))
