"""What happened, decided from the numbers: where each run ended, and the figures a table shows (docs/verdicts.md)."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.curves import SMALLEST, quartiles
from engine.mean_end import changes, scatter, standard_error
from engine.path import TAIL, end_gaps, falling, growing, left_at, lost, reach
from engine.simulation import Run, Simulation
from engine.state import Floats

CLOSE = 0.02
"""A run is at a point when its mean end is within this share of the start's distance to the goal,"""
NEAR = 0.25
"""or within this share of the distance between the goal and the biased limit."""
LATE = 2
"""Without a known minimum a run still moves when its loss changes within the last 1/LATE of its records: a loss
scatters more than a distance, so that it needs more of them."""
ROUNDING = 1e-12
HEARD = TAIL
"""Where a run ended can be told once every worker was heard so many times: then it is heard in the tail, too."""


class Outcome(StrEnum):
    """How a run ended."""

    AT_GOAL = "at the minimiser of f"
    AT_BIASED = "at the minimiser of F_p"
    MOVING = "still moving"
    SETTLED = "settled at another point"
    RISEN = "rose to a noise floor above its start"
    SCATTERED = "scatters too widely to tell"
    TOO_SHORT = "too short to tell"
    DIVERGED = "diverged"
    UNSTABLE = "unstable, but not yet diverged"
    NOTHING = "no update within the budget"


@dataclass(frozen=True)
class Verdict:
    """Figures of one run; medians over seeds unless they say otherwise."""

    label: str
    outcome: Outcome
    gap: float  # mean over the last fifth of the run
    gap_low: float  # quartile over seeds
    gap_high: float
    first_gap: float
    end_to_goal: float  # the bias: distance of the mean end (over seeds and the tail's records) to the minimiser of f
    end_to_biased: float  # and to the minimiser of F_p; both nan where these are not known
    scatter: float  # root mean square distance of the tail's models from the mean end
    target_seconds: float  # from which on the target is held to the end of the run; inf where it is not
    touched_seconds: float  # when the median gap first is at the target; inf where it never is
    diverged: int  # seeds that diverged
    diverged_at: float  # simulated seconds, earliest seed; nan where none did
    falling: float  # gap at the end over gap at the tail's beginning
    mean_staleness: float  # of the first seed's arrivals
    largest_staleness: int
    heard: int  # arrivals of the worker that was heard least often, in the first seed
    quietest: int  # that worker, from 0
    tail_updates: int  # updates in the tail, of the seed that made the fewest
    test_accuracy: float = math.nan  # at the last record; nan where the problem holds no samples out

    @property
    def rose(self) -> bool:
        """Did the run end above its first gap?"""
        return above(self.gap, self.first_gap)


def above(gap: float, first_gap: float) -> bool:
    """Is a gap above the first one, and not by rounding?"""
    return gap > max(first_gap * (1 + ROUNDING), SMALLEST)


def judge(simulation: Simulation, target: float) -> list[Verdict]:
    """One verdict a run, in the scenario's order; `target` is the gap whose time is taken."""
    return [judge_run(simulation, run, target) for run in simulation.values()]


def judge_run(simulation: Simulation, run: Run, target: float) -> Verdict:
    """The verdict on one run. Where some seeds diverged, its end is that of the others."""
    stable = theory_says(simulation, run)
    # What converges may rise for a while, but does not diverge.
    gone = lost(run.path) if stable else growing(run.path)
    when = left_at(run.path, gone)
    tail = run.iterate[~gone, tail_start(run) :]
    end = tail.mean(axis=(0, 1)) if tail.size else np.full(tail.shape[2], math.nan)
    end_to_goal, end_to_biased = distances(simulation, end)
    low, middle, high = (float(gap) for gap in quartiles(end_gaps(run.path)))
    heard = hearing(simulation, run)
    reached = reach(run.path, target, float(simulation.scenario.cluster.means().max()))
    return Verdict(
        label=run.label,
        outcome=outcome_of(simulation, run, gone, stable, heard),
        gap=middle,
        gap_low=low,
        gap_high=high,
        first_gap=run.path.first_gap,
        end_to_goal=end_to_goal,
        end_to_biased=end_to_biased,
        scatter=scatter(tail) if tail.size else math.nan,
        target_seconds=reached.held,
        touched_seconds=reached.touched,
        diverged=int(gone.sum()),
        diverged_at=float(when[gone].min()) if gone.any() else math.nan,
        falling=falling(run.path),
        mean_staleness=float(run.arrivals["staleness"].mean()) if run.arrivals.size else 0.0,
        largest_staleness=int(run.arrivals["staleness"].max(initial=0)),
        heard=heard.times,
        quietest=heard.worker,
        tail_updates=tail_updates(run),
        test_accuracy=math.nan if run.test_accuracy is None else float(quartiles(run.test_accuracy[:, -1])[1]),
    )


def theory_says(simulation: Simulation, run: Run) -> bool | None:
    """Does the run's method converge at its step? None where exact theory does not apply, or not quickly."""
    # Theory takes a second to load, and only quadratics have one.
    from engine.theory.converges import converges

    return converges(simulation.scenario, run.label)


def distances(simulation: Simulation, point: Floats) -> tuple[float, float]:
    """Distances of a point (d,) to the minimisers of f and of F_p; nan where those are not known."""
    if not simulation.problem.minimum_known:
        return math.nan, math.nan
    with np.errstate(all="ignore"):
        to_goal, to_biased = (
            float(np.linalg.norm(point - other)) for other in (simulation.optimum, simulation.biased_optimum)
        )
    return to_goal, to_biased


class Hearing(NamedTuple):
    """The worker, from 0, that was heard least often, how many times, and whether that is often enough."""

    worker: int
    times: int
    enough: bool


def hearing(simulation: Simulation, run: Run) -> Hearing:
    """Who was heard least often in the first seed.

    A method that ends jobs before they arrive may never hear a worker however long it runs: there it is enough that
    the worker had the time for HEARD jobs.
    """
    if not run.arrivals.size:
        return Hearing(0, 0, True)
    counts = np.bincount(run.arrivals["worker"], minlength=simulation.scenario.cluster.workers)
    worker = int(counts.argmin())
    enough = counts >= HEARD
    if run.settings.leaves_out:
        enough |= run.time[-1] >= HEARD * simulation.scenario.cluster.means()
    return Hearing(worker, int(counts[worker]), bool(enough.all()))


def tail_updates(run: Run) -> int:
    """Updates within the tail, of the seed that made the fewest."""
    return int((run.all_updates[:, -1] - run.all_updates[:, tail_start(run) - 1]).min())


def tail_start(run: Run) -> int:
    """The first record of the tail; there is one before it."""
    records = int(run.iterate.shape[1])
    return records - max(1, records // TAIL)


def outcome_of(
    simulation: Simulation, run: Run, gone: NDArray[np.bool_], stable: bool | None, heard: Hearing
) -> Outcome:
    """How a run ended whose seeds `gone` (S,) diverged; `stable` is what theory says of its step."""
    if run.all_updates[:, -1].max() == 0:
        return Outcome.NOTHING
    if 2 * gone.sum() >= gone.size:
        return Outcome.DIVERGED
    if stable is False:
        return Outcome.UNSTABLE
    if not heard.enough or tail_updates(run) == 0:
        return Outcome.TOO_SHORT
    if not simulation.problem.minimum_known:
        return Outcome.MOVING if changes(run.gap[~gone, run.gap.shape[1] // LATE :]) else Outcome.SETTLED
    found = outcome(simulation, run.iterate[~gone, tail_start(run) :])
    rose = above(float(quartiles(end_gaps(run.path))[1]), run.path.first_gap)
    return Outcome.RISEN if found is Outcome.SCATTERED and rose else found


def outcome(simulation: Simulation, tail: Floats) -> Outcome:
    """Where a run ended, from the tail (S, T, d) of the seeds that did not diverge."""
    goal, biased = simulation.optimum, simulation.biased_optimum
    end, error = tail.mean(axis=(0, 1)), 2 * standard_error(tail)
    away = float(np.linalg.norm(simulation.problem.start - goal))
    rounding = ROUNDING * float(np.linalg.norm(simulation.problem.start) + np.linalg.norm(goal))
    close, apart = max(CLOSE * away, rounding), float(np.linalg.norm(goal - biased))
    to_goal, to_biased = float(np.linalg.norm(end - goal)), float(np.linalg.norm(end - biased))
    nearest = min(to_goal, to_biased)
    there = Outcome.AT_GOAL if to_goal <= to_biased or apart <= close else Outcome.AT_BIASED
    # The mean end still carries noise: twice its standard error is no distance, unless it blurs the two points, or is
    # much of the way that the run had to go.
    blur = apart / 2 if apart > close else NEAR * away
    if nearest <= max(close, min(error, blur)):
        return there
    if any(changes(np.linalg.norm(tail - point, axis=-1)) for point in (goal, biased)):
        return Outcome.MOVING
    if nearest <= NEAR * apart:
        return there
    return Outcome.SETTLED if nearest > error else Outcome.SCATTERED
