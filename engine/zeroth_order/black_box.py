"""ASZD on a function that only Python can evaluate: the same event loop, one arrival at a time.

Before each arrival the 2 Y values of its job are computed here, and the compiled job reads the answers.
"""

from collections.abc import Callable
from typing import NamedTuple, cast

import numpy as np

from engine.cluster import Cluster
from engine.kernel.flight import ARRIVALS, new_records
from engine.kernel.jit import gradient
from engine.kernel.pool import Progress
from engine.kernel.queue import earliest
from engine.kernel.replicate import Replicate
from engine.kernel.state import UPDATES, Data, Floats, Integers, data
from engine.kernel.streams import job_key
from engine.methods.aszd import Aszd
from engine.problems.base import Problem, untracked
from engine.problems.blocks import begin_block, finish_block
from engine.scenario import Budget

Value = Callable[[Floats], float]


class ValuesRun(NamedTuple):
    """One run at R records."""

    time: Floats  # (R,) simulated seconds
    updates: Integers  # (R,)
    iterate: Floats  # (R, d)
    value: Floats  # (R,) of the iterates; these evaluations took no simulated time
    evaluations: int  # function values that the jobs took


@gradient
def answered(data: Data, worker: int, read: Floats, key: int, scratch: Floats, out: Floats) -> None:
    begin_block(data, read, key, scratch, out)
    for i in range(out.size):
        out[i] = data.matrix[0, i]
    finish_block(data, key, scratch[scratch.size - out.size :], out)


class BlackBox(Problem):
    """A function of points (d,) whose values alone are known."""

    minimum_known = False

    def __init__(self, value: Value, start: Floats, workers: int) -> None:
        self.value = value
        self.start = np.array(start, dtype=np.float64)
        self.workers = workers
        self.data = data(np.zeros((1, self.start.size)))
        self.blocks = untracked(answered, self.start.size)

    def values(self, points: Floats, weights: Floats | None = None) -> Floats:
        flat = np.asarray(points).reshape(-1, self.start.size)
        return np.array([self.value(point.copy()) for point in flat]).reshape(np.shape(points)[:-1])

    def gradients(self, points: Floats, weights: Floats | None = None) -> Floats:
        raise TypeError("of a black box only values are known")

    def minimiser(self, weights: Floats | None = None) -> Floats:
        raise ArithmeticError("the minimiser of a black box is not known")


def run_values(
    value: Value,
    start: Floats,
    cluster: Cluster,
    settings: Aszd,
    budget: Budget,
    seed: int = 0,
    number: int = 0,
    records: int = 200,
    progress: Progress | None = None,
) -> ValuesRun:
    """Minimise `value` from `start` (d,) by values alone, on the cluster's simulated time.

    `progress` gets the fraction done before every arrival; what it raises ends the run. Raises ValueError where the
    settings do not fit d.
    """
    problem = BlackBox(value, start, cluster.workers)
    due = new_records(problem.dimension, budget.arrivals, budget.seconds, records)
    run = Replicate(cluster, problem, settings, seed, number, due, logged=False)
    evaluations = 0
    while not is_over(run):
        if progress:
            progress(run.fraction)
        evaluations += answer_next(run, value)
        run.advance(1)
    # Takes the last records, and no arrival.
    run.advance(1)
    taken = run.records
    return ValuesRun(taken.time, taken.updates, taken.iterate, problem.values(taken.iterate), evaluations)


def is_over(run: Replicate) -> bool:
    """Does the next arrival come after the last record? Its values would be computed in vain."""
    flight, records = run.flight, run.records
    now = flight.queue.finish[earliest(flight.queue)]
    return bool(flight.counts[ARRIVALS] >= records.due_arrivals[-1] or now > records.due_seconds[-1])


def answer_next(run: Replicate, value: Value) -> int:
    """Compute the differences that the next arrival's job will read; returns how many values that took."""
    flight, server, job_data = run.flight, run.server, run.jobs.data
    worker = earliest(flight.queue)
    slot, d = flight.slot[worker], server.model.size
    staleness = server.counts[UPDATES] - flight.version[slot]
    read = flight.snapshots[slot] if staleness <= server.reads_back else server.oldest
    scratch, out = np.empty(run.jobs.scratch), np.empty(d)
    key = cast(int, np.uint64(job_key(run.keys.samples, worker, flight.jobs[worker])))
    begin_block(job_data, read, key, scratch, out)
    job_data.matrix[0] = differences(value, scratch[:d], scratch[d:], job_data.smoothing)
    return 2 * job_data.block


def differences(value: Value, point: Floats, chosen: Floats, smoothing: Floats) -> Floats:
    """`[F(x + mu_i e_i) - F(x - mu_i e_i)] / (2 mu_i)` (d,) at a point (d,) where `chosen` (d,) is not 0, else 0."""
    slopes = np.zeros(point.size)
    for i in np.flatnonzero(chosen):
        # Points of their own: a function that writes into its argument must not move the run.
        upper, lower = point.copy(), point.copy()
        upper[i] += smoothing[i]
        lower[i] -= smoothing[i]
        slopes[i] = (value(upper) - value(lower)) / (2 * smoothing[i])
    return slopes
