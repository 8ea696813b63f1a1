"""One method on one seed: a server, its jobs in flight and its records, advanced in pieces."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.cluster import Cluster
from engine.cluster.clock import with_cutoffs
from engine.cluster.planned_times import planned_seconds
from engine.kernel.dispatch import SEND
from engine.kernel.event_loop import STUCK, advance, start
from engine.kernel.film import Film, Plane, camera, develop
from engine.kernel.flight import ARRIVAL, ARRIVALS, NEXT_RECORD, Log, Records, new_flight, new_log
from engine.kernel.jit import refuse, wants
from engine.kernel.jobs import jobs_of, stretched
from engine.kernel.state import Server
from engine.kernel.streams import ASSIGNMENTS, PLANS, keys_of, run_key
from engine.methods import METHODS, MethodSettings, Setting
from engine.methods.base import Method
from engine.problems import Problem


class StuckError(RuntimeError):
    """A method that leaves every worker waiting."""


@wants
def everything(server: Server, worker: int, staleness: int) -> bool:
    return True


@refuse
def send_anyway(server: Server, worker: int) -> int:
    return SEND


def decisions(method: Method) -> tuple[Callable[..., int], Callable[..., bool], Callable[..., int], bool]:
    """A method's `rule`, `wants` and `refuse` for the kernel, and whether the last two must be called at all."""
    selective = method.wants is not None or method.refuse is not None
    return method.rule, method.wants or everything, method.refuse or send_anyway, selective


def setting_of(cluster: Cluster, problem: Problem, seed: int, number: int = 0) -> Setting:
    """What methods may know when they start replicate `number` of a seed."""
    times = cluster.times()
    return Setting(
        start=problem.start,
        means=cluster.means(),
        smoothness=problem.smoothness,
        key=run_key(seed, number, ASSIGNMENTS),
        draws=partial(planned_seconds, times, run_key(seed, 0, PLANS)),
        work=times.work if times.power.steady else None,
        blocks=problem.blocks,
    )


class Replicate:
    """A run under way: replicate `number` of a seed. However it is cut into pieces, its records are the same bits.

    It ends with the last of the `records`, which are empty at first. `method` stands in for the one that the settings
    name. With a `plane` every arrival is filmed on it. Only the first replicate (number 0) keeps a log, and only if it
    is `logged`.
    """

    def __init__(
        self,
        cluster: Cluster,
        problem: Problem,
        settings: MethodSettings,
        seed: int,
        number: int,
        records: Records,
        method: Method | None = None,
        plane: Plane | None = None,
        logged: bool = True,
    ) -> None:
        self.problem = problem
        self.method = method or METHODS[settings.kind]
        self.server = self.method.prepare(settings, setting_of(cluster, problem, seed, number))
        self.jobs = jobs_of(problem, settings)
        self.times = with_cutoffs(stretched(cluster.times(), self.jobs.values), self.server.cutoffs)
        self.keys = keys_of(seed, number)
        self.flight = new_flight(problem.workers, problem.dimension, self.jobs.scratch, self.server.sent.size)
        self.records = records
        self.logs: list[NDArray[np.void]] | None = [] if logged and number == 0 else None
        self.plane = plane
        self.camera = camera(problem.dimension, plane, int(records.due_arrivals[-1]))
        start(self.flight, self.server, self.times, self.keys.times)

    @property
    def fraction(self) -> float:
        """The fraction done of the records' arrivals or seconds, 0 to 1."""
        if self.flight.counts[NEXT_RECORD] == self.records.time.size:
            return 1.0
        seconds, arrivals = self.records.due_seconds[-1], self.records.due_arrivals[-1]
        if seconds < math.inf:
            return min(1.0, float(self.flight.clock[0] / seconds))
        return float(self.flight.counts[ARRIVALS] / arrivals)

    def advance(self, limit: int) -> bool:
        """Process up to `limit` arrivals; true while there is more to do.

        Raises StuckError when the method leaves every worker waiting.
        """
        log = new_log(0 if self.logs is None else limit)
        done = advance(
            *decisions(self.method),
            self.jobs.gradient,
            self.server,
            self.jobs.data,
            self.times,
            self.keys,
            self.flight,
            self.records,
            log,
            self.camera,
            limit,
        )
        if done == STUCK:
            raise StuckError(f"{self.method.title}: every worker waits and nobody releases them")
        if self.logs is not None:
            self.logs.append(entries(log, done))
        return bool(done == limit)

    def arrivals(self) -> NDArray[np.void]:
        """The log of all arrivals so far, of dtype ARRIVAL; empty unless they are logged."""
        return np.concatenate(self.logs) if self.logs else np.zeros(0, ARRIVAL)

    def film(self) -> Film | None:
        """The film of every arrival so far; None where there is no plane to film on."""
        if self.plane is None:
            return None
        return develop(self.camera, self.flight, self.plane.project(self.problem.start))


def entries(log: Log, count: int) -> NDArray[np.void]:
    """The first `count` entries of a log as one structured array."""
    table = np.empty(count, ARRIVAL)
    for name in ARRIVAL.names or ():
        table[name] = getattr(log, name)[:count]
    return table
