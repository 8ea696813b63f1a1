"""Blocks of coordinates by real threads on one array, without locks; what was read when is written down.

The same jobs and the same update as `ascd` and `aszd` in the simulator (arXiv 1606.00498), on this machine's clock: a
thread reads the model coordinate by coordinate while others write, computes, and adds its changes, each of them whole.
So it reads `xhat = x_k - (the updates that it missed)`, as the method says. Residuals are not shared: a thread makes
them from what it has read, in O(rows * d). The order of events is the machine's: this is the only part of the engine
whose result may differ between two runs.
"""

import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from threading import Event
from typing import Any, NamedTuple

import numpy as np
from numba import float64, int64, typeof, types, uint64

from engine.kernel.jit import DATA, GRADIENT, called, compiled
from engine.kernel.jobs import Jobs, jobs_of
from engine.kernel.state import Data, Floats, Integers
from engine.kernel.streams import job_key, keys_of
from engine.methods.block_update import BlockSettings
from engine.problems import Problem
from engine.problems.jobs import add_scaled
from engine.speedup.atomic import add_float, add_whole

PIECE_SECONDS = 0.002
"""Real seconds between two looks at the clock, about."""
MOST_THREADS = 64
MOST_ARRIVALS = 1_000_000
CHECKPOINTS = 2000
BEGUN, READ, DONE, FIRST_PLACE = 0, 1, 2, 3
"""Columns of a log: updates so far when a job began to read, had read, and had written; then its Y coordinates."""
SO_FAR, WANTED = 0, 1
"""Indices in `Shared.updates`."""


class Shared(NamedTuple):
    """What all threads read and write."""

    model: Floats  # (d,)
    updates: Integers  # (2,)


class Own(NamedTuple):
    """What one thread has to itself."""

    offset: Floats  # (t,) of the tracked numbers
    read: Floats  # (d + t,)
    scratch: Floats
    out: Floats  # (d,)
    log: Integers  # (A, 3 + Y) one row a job
    changes: Floats  # (A, Y) of the coordinates in the log


def own_memory(d: int, tracked: Floats, jobs: Jobs, arrivals: int) -> Own:
    block = jobs.data.block
    log = np.full((arrivals, FIRST_PLACE + block), -1, np.int64)
    return Own(
        tracked, np.zeros(d + tracked.size), np.zeros(jobs.scratch), np.zeros(d), log, np.zeros((arrivals, block))
    )


SHARED = typeof(Shared(np.zeros(1), np.zeros(2, np.int64)))
OWN = typeof(Own(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros(1), np.zeros((1, 4), np.int64), np.zeros((1, 1))))


@called(types.void(DATA, SHARED, OWN, int64))
def read_model(data: Data, shared: Shared, own: Own, number: int) -> None:
    """Read the shared model, one coordinate after the other, and make the tracked numbers of what was read."""
    d, t = shared.model.size, own.offset.size
    own.log[number, BEGUN] = add_whole(shared.updates, SO_FAR, 0)
    for j in range(d):
        own.read[j] = shared.model[j]
    own.log[number, READ] = add_whole(shared.updates, SO_FAR, 0)
    for r in range(t):
        own.read[d + r] = -own.offset[r]
    for j in range(d):
        add_scaled(own.read[d:], own.read[j], data.columns[j])


@called(types.void(SHARED, OWN, int64, float64))
def write_changes(shared: Shared, own: Own, number: int, step: float) -> None:
    """Add a job's changes to the shared model; then it counts as an update."""
    place = 0
    for i in range(own.out.size):
        if own.out[i] != 0.0:
            add_float(shared.model, i, -step * own.out[i])
            own.log[number, FIRST_PLACE + place], own.changes[number, place] = i, -step * own.out[i]
            place += 1
    own.log[number, DONE] = add_whole(shared.updates, SO_FAR, 1)


@compiled(int64(types.FunctionType(GRADIENT), DATA, SHARED, OWN, uint64, int64, int64, int64, int64, float64))
def work(
    job: Any,
    data: Data,
    shared: Shared,
    own: Own,
    key: int,
    thread: int,
    worker: int,
    first: int,
    limit: int,
    step: float,
) -> int:
    """Do up to `limit` jobs of a thread from number `first` on, until there are enough updates; returns how many."""
    for number in range(first, first + limit):
        if add_whole(shared.updates, SO_FAR, 0) >= shared.updates[WANTED]:
            return number - first
        read_model(data, shared, own, number)
        job(data, worker, own.read, job_key(key, thread, number), own.scratch, own.out)
        write_changes(shared, own, number, step)
    return limit


@dataclass(frozen=True)
class SharedRun:
    """One run on real threads: K updates in their order, and the clock."""

    problem: Problem
    threads: int
    thread: Integers  # (K,)
    begun: Integers  # (K,) updates so far when the job began to read
    read: Integers  # (K,) updates so far when it had read
    done: Integers  # (K,) updates so far when it had written, so 0 ... K - 1
    places: Integers  # (K, Y) coordinates; -1 for a change of 0
    changes: Floats  # (K, Y)
    clock_updates: Integers  # (C,) updates so far
    clock: Floats  # (C,) real seconds at these
    model: Floats  # (d,) the shared array at the end

    @property
    def staleness(self) -> Integers:
        """Updates by others between the begin of a job's reading and its own writing (K,)."""
        return self.done - self.begun

    @property
    def seconds(self) -> float:
        """Real seconds of the whole run."""
        return float(self.clock[-1])

    @cached_property
    def gaps(self) -> tuple[Integers, Floats]:
        """Updates so far, and the gap f(x) - f* there, at up to CHECKPOINTS equal steps."""
        at = np.unique(np.linspace(0, self.done.size, CHECKPOINTS).astype(np.int64))
        models, model = np.empty((at.size, self.model.size)), self.problem.start.copy()
        for row, (begin, end) in enumerate(zip(np.append(0, at[:-1]), at, strict=True)):
            kept = self.places[begin:end] >= 0
            np.add.at(model, self.places[begin:end][kept], self.changes[begin:end][kept])
            models[row] = model
        return at, self.problem.gaps(models)

    def reached(self, target: float) -> tuple[float, float]:
        """Updates and real seconds until the gap first is `target` times the first one; nan where it never is."""
        at, gaps = self.gaps
        below = gaps <= target * gaps[0]
        if not below.any():
            return math.nan, math.nan
        updates = float(at[below.argmax()])
        return updates, float(np.interp(updates, self.clock_updates, self.clock))


def run_threads(
    problem: Problem, settings: BlockSettings, threads: int, arrivals: int, seed: int = 0, stop: Event | None = None
) -> SharedRun:
    """Minimise `problem` by `threads` real threads until there are about `arrivals` updates, or `stop` is set.

    Thread i computes what worker i (of the problem's n, counted round) would. The settings' `read` and `delay_bound`
    have no effect: this machine decides. Raises ValueError for bad numbers.
    """
    if not 1 <= threads <= MOST_THREADS:
        raise ValueError(f"threads: must be 1 to {MOST_THREADS} (given: {threads})")
    if not 1 <= arrivals <= MOST_ARRIVALS:
        raise ValueError(f"arrivals: must be 1 to {MOST_ARRIVALS:,} (given: {arrivals})")
    jobs, blocks = jobs_of(problem, settings), problem.blocks
    offset = np.zeros(0) if blocks is None else blocks.offset
    shared = Shared(problem.start.copy(), np.array([0, arrivals]))
    # One row a job, and each thread may have begun one when the last update is counted.
    memory = [own_memory(problem.dimension, offset, jobs, arrivals + 1) for _ in range(threads)]
    key = keys_of(seed, 0).samples
    begin = time.perf_counter()

    def go(thread: int) -> tuple[int, list[tuple[int, float]]]:
        one = partial(work, jobs.gradient, jobs.data, shared, memory[thread], key, thread, thread % problem.workers)
        done, notes, piece = 0, [(0, 0.0)], 1
        while not (stop and stop.is_set()):
            before = time.perf_counter()
            made = one(done, min(piece, arrivals + 1 - done), settings.step)
            done += made
            now = time.perf_counter()
            notes.append((int(shared.updates[SO_FAR]), now - begin))
            if made < piece:
                break
            piece = max(1, min(4 * piece, int(piece * PIECE_SECONDS / max(1e-9, now - before))))
        return done, notes

    with ThreadPoolExecutor(threads) as pool:
        finished = list(pool.map(go, range(threads)))
    return joined(problem, shared, memory, finished)


def joined(
    problem: Problem, shared: Shared, memory: list[Own], finished: list[tuple[int, list[tuple[int, float]]]]
) -> SharedRun:
    """All threads' logs in the order of the updates."""
    log = np.concatenate([own.log[:done] for own, (done, _) in zip(memory, finished, strict=True)])
    changes = np.concatenate([own.changes[:done] for own, (done, _) in zip(memory, finished, strict=True)])
    thread = np.repeat(np.arange(len(memory)), [done for done, _ in finished])
    order = np.argsort(log[:, DONE])
    notes = np.array(sorted({note for _, notes in finished for note in notes}))
    return SharedRun(
        problem,
        len(memory),
        thread[order],
        log[order, BEGUN],
        log[order, READ],
        log[order, DONE],
        log[order, FIRST_PLACE:],
        changes[order],
        notes[:, 0].astype(np.int64),
        np.maximum.accumulate(notes[:, 1]),
        shared.model,
    )
