"""An independent simulator: a heap of events and NumPy vectors, in plain Python.

Of the engine it uses the settings, and the arrays of the built problem. It keeps all that happens, so
that any record can be looked up afterwards.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from heapq import heappop, heappush
from typing import Any

from engine import Scenario
from engine.kernel.state import Floats
from engine.methods import MethodSettings
from engine.problems import Problem
from tests.reference.cluster import expected_seconds, job_seconds
from tests.reference.dispatch import Dispatch
from tests.reference.dispatch import reply as dispatch_reply
from tests.reference.fractions import fractions_of, mean_of
from tests.reference.rule import Reply, Rule
from tests.reference.rules import RULES
from tests.reference.streams import ASSIGNMENTS, DURATIONS, SAMPLES, job_key, run_key
from tests.reference.tries import Tries

Event = tuple[Any, int, int]
"""The end of a job: when, as what tells which one ends first; its worker, and its number."""
ROUNDING = 1e-12
"""Jobs whose ends differ by less, relatively, may end together."""


@dataclass
class History:
    """Everything that happened: entry k of the arrivals led from iterate k to iterate k + 1."""

    time: list[float] = field(default_factory=list)
    worker: list[int] = field(default_factory=list)
    staleness: list[int] = field(default_factory=list)
    used: list[bool] = field(default_factory=list)
    iterates: list[Floats] = field(default_factory=list)
    updates: list[int] = field(default_factory=list)
    # Of each arrival's job: arrivals and updates so far when its model was sent, arrivals so far when it began.
    sent: list[int] = field(default_factory=list)
    version: list[int] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    # Jobs thrown away: worker, sent, begun, arrivals so far. Jobs in flight at the end: worker, sent, begun, second.
    cancelled: list[tuple[int, int, int, int]] = field(default_factory=list)
    flying: list[tuple[int, int, int, float]] = field(default_factory=list)

    def add(self, now: float, worker: int, job: "Job", staleness: int, used: bool) -> None:
        """An arrival."""
        self.time.append(now)
        self.worker.append(worker)
        self.staleness.append(staleness)
        self.used.append(used)
        self.sent.append(job.sent)
        self.version.append(job.version)
        self.begun.append(job.begun)

    def add_model(self, server: Rule) -> None:
        self.iterates.append(server.model.copy())
        self.updates.append(server.updates)

    def arrivals_until(self, seconds: float) -> int:
        return bisect_right(self.time, seconds)


@dataclass(frozen=True)
class Job:
    """One gradient computation; the last four are known when it begins."""

    model: Floats  # (d,) that it computes at
    version: int  # updates so far when the model was sent
    sent: int  # arrivals so far when the model was sent
    begun: int = -1  # arrivals so far when it began
    number: int = -1  # among all jobs that its worker has begun
    end: float = -1.0  # simulated second
    seconds: float = -1.0
    cut: bool = False


class Workers:
    """What each worker works on, and what it has still to do."""

    def __init__(self, n: int, seconds: Callable[[int, int, float], float], server: Rule, history: History) -> None:
        """`seconds(worker, number, now)` is how long a job lasts that begins now and is not cut off."""
        self.seconds, self.server, self.history = seconds, server, history
        self.running: list[Job | None] = [None] * n
        self.queues: list[deque[Job]] = [deque() for _ in range(n)]
        self.waiting: set[int] = set()
        self.begun = [0] * n
        self.events: list[Event] = []
        # What the seconds of jobs stand for, where they are not random: sums of fractions are exact.
        self.exact: dict[float, Fraction] | None = None
        self.clock: Any = Fraction(0)

    def newest(self) -> Job:
        """A job at the newest model, sent now."""
        return Job(self.server.given().copy(), self.server.updates, len(self.history.time))

    def end(self, now: float, lasts: float) -> tuple[float, Fraction | float]:
        """When a job ends that begins now: in seconds, and as what tells which one ends first."""
        if self.exact is None:
            return now + lasts, now + lasts
        exact = self.clock + self.exact[lasts]
        return float(exact), exact

    def begin(self, worker: int, job: Job, now: float) -> None:
        number = self.begun[worker]
        self.begun[worker] += 1
        seconds = self.seconds(worker, number, now)
        limit = self.server.cutoff(worker)
        lasts = min(seconds, limit)
        end, order = self.end(now, lasts)
        self.running[worker] = replace(
            job,
            begun=len(self.history.time),
            number=number,
            end=end,
            seconds=lasts,
            cut=seconds > limit,
        )
        self.waiting.discard(worker)
        heappush(self.events, (order, worker, number))

    def next_arrival(self, first: int | None = None) -> tuple[int, Job]:
        """The job that ends next; of those that end together but for rounding, that of worker `first`."""
        event = self.next_event()
        if first is not None:
            together = [event, *(other for other in self.events if other[0] <= event[0] * (1 + ROUNDING))]
            chosen = next((other for other in together if other[1] == first and self.runs(other)), event)
            if chosen is not event:
                heappush(self.events, event)
                event = chosen
        self.clock, worker, _ = event
        job, self.running[worker] = self.running[worker], None
        assert job is not None
        return worker, job

    def next_event(self) -> Event:
        """The earliest end of a job; those of jobs that were thrown away meanwhile are none."""
        while True:
            event = heappop(self.events)
            if self.runs(event):
                return event

    def runs(self, event: Event) -> bool:
        job = self.running[event[1]]
        return job is not None and job.number == event[2]

    def take_from_queue(self, worker: int, now: float) -> None:
        if self.running[worker] is None and self.queues[worker]:
            self.begin(worker, self.queues[worker].popleft(), now)

    def follow(self, reply: Reply, worker: int, job: Job, now: float) -> None:
        """Do what the server replied to the arrival of this worker's job."""
        match reply.gets:
            case "newest":
                self.begin(worker, self.newest(), now)
            case "same":
                self.begin(worker, job, now)
            case "own":
                self.begin(worker, replace(job, model=job.model + reply.move), now)
            case "nothing":
                self.waiting.add(worker)
            case "queued":
                self.queues[reply.next_worker].append(self.newest())
                self.take_from_queue(reply.next_worker, now)
                self.take_from_queue(worker, now)
        if reply.release:
            for other in sorted(self.waiting):
                self.begin(other, self.newest(), now)
        self.throw_away(reply.stale, now)

    def throw_away(self, least: float, now: float) -> None:
        """Workers whose running job is at least so stale restart at the newest model."""
        for worker, job in enumerate(self.running):
            if job is not None and self.server.updates - job.version >= least:
                self.history.cancelled.append((worker, job.sent, job.begun, len(self.history.time)))
                self.begin(worker, self.newest(), now)


def run(
    scenario: Scenario,
    problem: Problem,
    settings: MethodSettings,
    arrivals: int,
    dispatch: Dispatch | None = None,
    replicate: int = 0,
    order: Sequence[int] | None = None,
) -> History:
    """One method on one seed, for so many arrivals; under its own dispatch unless another is given.

    `order` holds the worker of each arrival: of jobs that end together but for rounding, its job goes first. Without
    it the one that ends first by however little goes first, and of those that end together the lower number.
    """
    cluster, n = scenario.cluster, scenario.cluster.workers
    durations, samples, own = (run_key(scenario.seed, replicate, use) for use in (DURATIONS, SAMPLES, ASSIGNMENTS))
    taus = [expected_seconds(cluster, worker) for worker in range(n)]
    server = RULES[settings.kind](settings, problem.start, taus, problem.smoothness, own, Tries(cluster, scenario.seed))
    history = History()
    history.add_model(server)
    many = server.work_of_a_job()
    workers = Workers(n, lambda *job: job_seconds(cluster, durations, *job, times=many), server, history)
    fractions = fractions_of(cluster)
    if fractions is not None:
        workers.exact = {many * seconds: many * exact for own in fractions for seconds, exact in own}
        limits = {server.cutoff(i): server.exact_cutoff(i, mean_of(own)) for i, own in enumerate(fractions)}
        # Where a cut-off is a job's own time it stands for what that does.
        workers.exact = limits | workers.exact
    for worker in range(n):
        if server.takes_part(worker):
            workers.begin(worker, workers.newest(), 0.0)
    while len(history.time) < arrivals:
        worker, job = workers.next_arrival(None if order is None else order[len(history.time)])
        now, staleness = job.end, server.updates - job.version
        server.busy[worker] += job.seconds
        server.jobs[worker] += 1
        wanted = staleness < n if dispatch == "selective" else server.wants(worker, job.version)
        used = wanted and not job.cut
        if used:
            key = job_key(samples, worker, job.number)
            gradient = server.result(scenario.problem, problem, worker, job.model, job.version, key)
            reply = server.arrive(gradient, worker, job.version)
        else:
            reply = server.pass_by(worker)
        history.add(now, worker, job, staleness, used)
        history.add_model(server)
        if dispatch is not None:
            reply = dispatch_reply(dispatch, server.updates, n)
        workers.follow(reply, worker, job, now)
    history.flying = [(i, job.sent, job.begun, job.end) for i, job in enumerate(workers.running) if job is not None]
    return history
