"""What happened, decided from the numbers: where each run ended, and the figures a table shows (docs/verdicts.md)."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.kernel.state import Floats
from engine.results.curves import SMALLEST, quartiles
from engine.results.ending import HEARD, Outcome, Points, ending, ending_of_losses
from engine.results.mean_end import scatter
from engine.results.path import TAIL, diverged, end_gaps, falling, left_at, reach, tail_begins
from engine.simulation import Run, Simulation

if TYPE_CHECKING:
    from engine.theory.long_run import LongRun

__all__ = ["Outcome", "Verdict", "judge"]

SEEN = 0.01
"""A gap is above another one when it is by this share: less does not show."""


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
    late: bool  # it first is so late that nobody can tell whether it stays
    diverged: int  # seeds that diverged
    diverged_at: float  # simulated seconds, earliest seed; nan where none did
    falling: float  # gap at the end over gap at the tail's beginning
    mean_staleness: float  # of the first seed's arrivals
    largest_staleness: int
    heard: int  # arrivals of the worker that was heard least often, in the first seed
    quietest: int  # that worker, from 0
    unheard: int  # workers that were heard too few times to tell
    tail_updates: int  # updates in the tail, of the seed that made the fewest
    converges: bool | None = None  # what exact theory says of its step; None where it says nothing
    test_accuracy: float = math.nan  # at the last record; nan where the problem holds no samples out

    @property
    def rose(self) -> bool:
        """Did the run end above its first gap?"""
        return above(self.gap, self.first_gap)


def above(gap: float, first_gap: float) -> bool:
    """Is a gap visibly above the first one?"""
    return gap > max(first_gap * (1 + SEEN), SMALLEST)


def judge(simulation: Simulation, target: float) -> list[Verdict]:
    """One verdict a run, in the scenario's order; `target` is the gap whose time is taken."""
    return [judge_run(simulation, run, target) for run in simulation.values()]


def judge_run(simulation: Simulation, run: Run, target: float) -> Verdict:
    """The verdict on one run. Where some seeds diverged, its end is that of the others."""
    # Theory takes a second to load, and only quadratics have one.
    from engine.theory.long_run import long_run

    theory = long_run(simulation.scenario, run.label)
    gone = diverged(run.path, theory.converges)
    when = left_at(run.path, gone)
    tail = run.tail[~gone]
    end = tail.mean(axis=(0, 1)) if tail.size else np.full(tail.shape[2], math.nan)
    end_to_goal, end_to_biased = distances(simulation, end)
    low, middle, high = (float(gap) for gap in quartiles(end_gaps(run.path)))
    heard = hearing(simulation, run)
    rose = above(middle, run.path.first_gap)
    outcome = outcome_of(simulation, run, gone, theory, heard.too_few, rose)
    reached = reach(run.path, target, float(simulation.scenario.cluster.means().max()))
    stays = outcome not in (Outcome.DIVERGED, Outcome.UNSTABLE)
    return Verdict(
        label=run.label,
        outcome=outcome,
        gap=middle,
        gap_low=low,
        gap_high=high,
        first_gap=run.path.first_gap,
        end_to_goal=end_to_goal,
        end_to_biased=end_to_biased,
        scatter=scatter(tail) if tail.size else math.nan,
        target_seconds=reached.held if stays else math.inf,
        touched_seconds=reached.touched,
        late=reached.late and stays,
        diverged=int(gone.sum()),
        diverged_at=float(when[gone].min()) if gone.any() else math.nan,
        falling=falling(run.path),
        mean_staleness=float(run.arrivals["staleness"].mean()) if run.arrivals.size else 0.0,
        largest_staleness=int(run.arrivals["staleness"].max(initial=0)),
        heard=heard.times,
        quietest=heard.worker,
        unheard=heard.too_few,
        tail_updates=tail_updates(run),
        converges=theory.converges,
        test_accuracy=math.nan if run.test_accuracy is None else float(quartiles(run.test_accuracy[:, -1])[1]),
    )


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
    too_few: int  # workers that were not heard often enough


def hearing(simulation: Simulation, run: Run) -> Hearing:
    """Who was heard least often in the first seed.

    A method that ends jobs before they arrive may never hear a worker however long it runs: there it is enough that
    the worker had the time for HEARD jobs.
    """
    if not run.arrivals.size:
        return Hearing(0, 0, 0)
    counts = np.bincount(run.arrivals["worker"], minlength=simulation.scenario.cluster.workers)
    worker = int(counts.argmin())
    enough = counts >= HEARD
    if run.settings.leaves_out:
        enough |= run.time[-1] >= HEARD * simulation.scenario.cluster.means()
    return Hearing(worker, int(counts[worker]), int((~enough).sum()))


def tail_updates(run: Run) -> int:
    """Updates within the tail, of the seed that made the fewest."""
    updates = run.path.updates
    return int((updates[:, -1] - updates[:, max(0, tail_begins(run.path) - 1)]).min())


def outcome_of(
    simulation: Simulation, run: Run, gone: NDArray[np.bool_], theory: "LongRun", unheard: int, rose: bool
) -> Outcome:
    """How a run ended whose seeds `gone` (S,) diverged; `unheard` and `rose` as in Verdict."""
    if run.all_updates[:, -1].max() == 0:
        return Outcome.NOTHING
    if 2 * gone.sum() >= gone.size:
        return Outcome.DIVERGED
    if theory.converges is False:
        return Outcome.UNSTABLE
    if unheard or tail_updates(run) == 0:
        return Outcome.TOO_SHORT
    if not simulation.problem.minimum_known:
        return ending_of_losses(run.path, gone)
    tail = run.tail[~gone]
    points = Points(simulation.problem.start, simulation.optimum, simulation.biased_optimum)
    left = theory.rate ** (run.gradients[-1] * (1 - 1 / TAIL))
    found = ending(points, tail, theory.limit, float(left))
    near = points.away <= scatter(tail)
    rises = rose and (found is Outcome.UNCLEAR or (found is Outcome.AT_GOAL and near))
    return Outcome.RISEN if rises else found
