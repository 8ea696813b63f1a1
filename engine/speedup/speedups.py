"""Speedup over the number of workers, as the literature on linear speedup defines it (arXiv 1606.00498).

Iteration speedup `IS(n) = n K_1 / K_n`, K_n being the arrivals until n workers reach the same precision; running-time
speedup `RTS(n) = t_1 / t_n` in simulated seconds. K_1 and t_1 are medians over the seeds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from engine.cluster.speeds import Custom, Trace
from engine.kernel.flight import NEXT_RECORD, Records, records_at
from engine.kernel.pool import Proceed, Progress, side_by_side
from engine.kernel.replicate import Replicate
from engine.kernel.state import Floats
from engine.methods import MethodSettings
from engine.results.curves import quartiles
from engine.scenario import Budget, Scenario
from engine.schema import exactly
from engine.simulate import build_problem

FIRST_RECORD = 10
GROWTH = 1.005
"""A record stands this many times later than the one before: how finely K_n is known before interpolation."""
MOST_RECORDS = 4000
PIECE_WORK = 5e6
MOST_WORKERS = 1024
LOSS = 0.75
"""Speedup counts as linear as long as it is at least this share of n."""
PATIENCE = 20
"""A run may take so many times the arrivals that one worker needs: then its speedup is below n / PATIENCE."""


class Reached(NamedTuple):
    """When one seed's gap first was at most the target; nan where the budget was too small."""

    arrivals: float
    seconds: float
    staleness: int  # the largest of the first seed's arrivals; 0 of the others


@dataclass(frozen=True)
class Speedup:
    """What S seeds took with each number of workers (W,), the first of which is 1."""

    workers: tuple[int, ...]
    arrivals: Floats  # (W, S) K_n
    seconds: Floats  # (W, S) t_n
    staleness: tuple[int, ...]  # (W,) largest delay that was seen
    target: float  # the share of the first gap that was to be reached

    @property
    def in_iterations(self) -> Floats:
        """IS(n) (W, S)."""
        return np.asarray(np.array(self.workers)[:, None] * middle(self.arrivals[0]) / self.arrivals)

    @property
    def in_seconds(self) -> Floats:
        """RTS(n) (W, S)."""
        return np.asarray(middle(self.seconds[0]) / self.seconds)

    @property
    def iterations_quartiles(self) -> Floats:
        """Lower quartile, median and upper quartile of IS(n) (3, W); 0 where too few seeds reached the target."""
        return np.asarray(np.array(self.workers) * middle(self.arrivals[0]) / quartiles(self.arrivals.T)[::-1])

    @property
    def seconds_quartiles(self) -> Floats:
        """The same of RTS(n) (3, W)."""
        return np.asarray(middle(self.seconds[0]) / quartiles(self.seconds.T)[::-1])

    @property
    def quickest(self) -> tuple[int, float]:
        """The number of workers whose median RTS(n) is the largest, and that RTS(n)."""
        medians = self.seconds_quartiles[1]
        best = int(np.nanargmax(medians))
        return self.workers[best], float(medians[best])

    @property
    def missed(self) -> tuple[int, ...]:
        """The numbers of workers with which most seeds did not reach the target."""
        return tuple(n for n, median in zip(self.workers, self.iterations_quartiles[1], strict=True) if not median)

    def knee(self, loss: float = LOSS) -> float:
        """Where the median IS(n) first falls below this share of n; see `knee_of`."""
        return knee_of(self.workers, self.iterations_quartiles[1], loss)


def knee_of(workers: Sequence[int], speedups: Floats, loss: float = LOSS) -> float:
    """Where speedups (W,) first fall below this share of the workers (W,), between two of these; nan: nowhere."""
    share = np.asarray(speedups) / np.array(workers)
    below = np.flatnonzero(~(share >= loss))
    if below.size == 0 or below[0] == 0:
        return math.nan
    i = int(below[0])
    if not share[i] > 0:
        return float(workers[i])
    part = (share[i - 1] - loss) / (share[i - 1] - share[i])
    return float(workers[i - 1] * (workers[i] / workers[i - 1]) ** part)


def middle(row: Floats) -> float:
    """The median over the seeds (S,); nan where half of them did not reach the target."""
    median = float(quartiles(row)[1])
    return median if math.isfinite(median) else math.nan


def speedup(
    scenario: Scenario,
    label: str,
    workers: Sequence[int],
    target: float,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Speedup:
    """Run the method `label` with each number of `workers` until the gap is `target` times the first one.

    The scenario's budget in arrivals is where a run gives up. Raises ValueError where the cluster has times of its own
    for each worker, or a number or the target makes no sense. `progress` as in `simulate`.
    """
    counts = (1, *sorted(set(workers) - {1}))
    check(scenario, counts, target)
    settings = scenario.method(label)
    sizes = [scenario.with_workers(n) for n in counts]
    tasks = [partial(reach, given, settings, n, target) for given in sizes for n in range(scenario.seeds)]
    found = side_by_side(tasks, threads, progress)
    rows = [found[i * scenario.seeds : (i + 1) * scenario.seeds] for i in range(len(counts))]
    return Speedup(
        counts,
        np.array([[one.arrivals for one in row] for row in rows]),
        np.array([[one.seconds for one in row] for row in rows]),
        tuple(row[0].staleness for row in rows),
        target,
    )


def patient(scenario: Scenario, label: str, target: float, progress: Progress | None = None) -> Scenario | None:
    """The scenario with PATIENCE times the arrivals that one worker needs, or its own if that is less.

    None where one worker does not reach the target within the scenario's own. Raises as `speedup`.
    """
    alone = middle(speedup(scenario, label, (1,), target, progress=progress).arrivals[0])
    if not math.isfinite(alone):
        return None
    arrivals = min(scenario.budget.arrivals or 0, math.ceil(PATIENCE * alone) + FIRST_RECORD)
    return scenario.model_copy(update={"budget": Budget(arrivals=arrivals)})


def check(scenario: Scenario, counts: Sequence[int], target: float) -> None:
    if not 0 < target < 1:
        raise ValueError(f"target: must be between 0 and 1 (given: {exactly(target)})")
    if min(counts) < 1 or counts[-1] > MOST_WORKERS:
        raise ValueError(f"workers: must be 1 to {MOST_WORKERS:,} (given: {min(counts)} to {counts[-1]})")
    if isinstance(scenario.cluster.speed, Custom | Trace):
        raise ValueError("cluster.speed: must be a rule for any number of workers, not times of their own")
    if scenario.budget.arrivals is None:
        raise ValueError("budget.arrivals: is missing; it says when a run gives up")


def reach(scenario: Scenario, settings: MethodSettings, number: int, target: float, proceed: Proceed) -> Reached:
    """Run seed `number` until its gap is the share `target` of the first one, looking at geometric places."""
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    wanted = target * float(problem.gaps(problem.start))
    records = places(scenario.budget.arrivals or 0, problem.dimension)
    run = Replicate(scenario.cluster, problem, settings, scenario.seed, number, records)
    piece, seen, going = scenario.piece(PIECE_WORK), 0, True
    # Short pieces at first: a run that needs few arrivals must not make many.
    while going and proceed(min(1.0, run.fraction)):
        going = run.advance(min(piece, max(FIRST_RECORD, int(records.gradients[: max(seen, 1)].max()) // 4)))
        taken = int(run.flight.counts[NEXT_RECORD])
        gaps = problem.gaps(records.iterate[seen:taken])
        hits = np.flatnonzero(gaps <= wanted)
        if hits.size:
            i = seen + int(hits[0])
            before = float(problem.gaps(records.iterate[i - 1]))
            at = between(before, float(gaps[hits[0]]), wanted, records, i)
            return Reached(*at, int(run.arrivals()["staleness"].max(initial=0)))
        if gaps.size and not np.isfinite(gaps[-1]):
            break
        seen = taken
    return Reached(math.nan, math.nan, int(run.arrivals()["staleness"].max(initial=0)))


def between(before: float, after: float, wanted: float, records: Records, i: int) -> tuple[float, float]:
    """Arrivals and seconds where the gap falls from `before` at record i - 1 to `wanted`, on a log line to `after`."""
    part = 1.0
    if before > wanted > 0 and after > 0:
        part = math.log(before / wanted) / math.log(before / after)
    arrivals, seconds = (
        column[i - 1] + part * (column[i] - column[i - 1]) for column in (records.gradients, records.time)
    )
    return float(arrivals), float(seconds)


def places(arrivals: int, dimension: int) -> Records:
    """Records at 0 and then at ratios of GROWTH, or more, up to the budget."""
    count = min(MOST_RECORDS, math.ceil(math.log(max(arrivals / FIRST_RECORD, GROWTH)) / math.log(GROWTH)) + 1)
    due = np.round(np.geomspace(min(FIRST_RECORD, arrivals), arrivals, count)).astype(np.int64)
    return records_at(np.unique(np.append(0, due)), dimension)
