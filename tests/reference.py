"""An independent simulator: a heap of events and NumPy vectors, in plain Python.

Of the engine it uses the settings, and the arrays of the built problem. It keeps all that happens, so
that any record can be looked up afterwards.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Literal

from engine import Scenario
from engine.methods import MethodSettings
from engine.problems import Problem
from engine.state import Floats
from tests.reference_cluster import expected_seconds, job_seconds
from tests.reference_jobs import job_gradient
from tests.reference_rules import RULES, Rule
from tests.reference_streams import DURATIONS, SAMPLES, job_key, run_key

Dispatch = Literal[
    "immediate", "barrier", "thirds", "relay", "keep", "cancel", "relay_cancel", "keep_cancel", "selective"
]

ROUND: dict[Dispatch, Callable[[int], int]] = {
    "barrier": lambda n: n,
    "thirds": lambda n: 3,
    "relay": lambda n: 2,
    "relay_cancel": lambda n: 2,
}
"""Updates after which the workers that wait restart."""


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

    def add(self, now: float, worker: int, staleness: int, used: bool, server: Rule) -> None:
        """An arrival, and the server after it."""
        self.time.append(now)
        self.worker.append(worker)
        self.staleness.append(staleness)
        self.used.append(used)
        self.iterates.append(server.model.copy())
        self.updates.append(server.updates)

    def arrivals_until(self, seconds: float) -> int:
        return bisect_right(self.time, seconds)


def run(
    scenario: Scenario,
    problem: Problem,
    settings: MethodSettings,
    arrivals: int,
    dispatch: Dispatch = "immediate",
    replicate: int = 0,
) -> History:
    """One method on one seed, for so many arrivals.

    - immediate: the worker that arrived restarts at once at the newest model;
    - barrier: it waits until as many updates as there are workers have come, then all restart;
    - thirds: it waits until every third update, then those that wait restart;
    - relay: it waits after every odd update; the next one restarts at once and the one that waits with it;
    - keep: after every odd update it restarts at the model it had;
    - cancel: workers whose job has become too stale, by the updates since, restart at once;
    - relay_cancel: both; a worker that waits has no job, so nothing of it is cancelled;
    - keep_cancel: every worker restarts at the model it had, until its job becomes too stale;
    - selective: as immediate, but what is as stale as there are workers is not used.
    """
    n = scenario.cluster.workers
    durations = run_key(scenario.seed, replicate, DURATIONS)
    samples = run_key(scenario.seed, replicate, SAMPLES)
    server = RULES[settings.kind](settings, problem.start, [expected_seconds(scenario.cluster, i) for i in range(n)])
    held = [server.model] * n
    taken_at = [0] * n
    sent = [0] * n
    begun = [0] * n
    job = [-1] * n
    waiting: set[int] = set()
    events: list[tuple[float, int, int]] = []
    history = History(iterates=[server.model.copy()], updates=[0])

    def begin(worker: int, now: float) -> None:
        job[worker] += 1
        begun[worker] = len(history.time)
        heappush(
            events, (now + job_seconds(scenario.cluster, durations, worker, job[worker], now), worker, job[worker])
        )

    def send(worker: int, now: float) -> None:
        held[worker], taken_at[worker] = server.model.copy(), server.updates
        sent[worker] = len(history.time)
        waiting.discard(worker)
        begin(worker, now)

    for worker in range(n):
        send(worker, 0.0)
    while len(history.time) < arrivals:
        now, worker, number = heappop(events)
        if number != job[worker]:
            continue  # thrown away meanwhile
        staleness = server.updates - taken_at[worker]
        used = dispatch != "selective" or staleness < n
        if used:
            key = job_key(samples, worker, number)
            gradient = job_gradient(scenario.problem, problem, worker, held[worker], key)
            server.arrive(gradient, worker, taken_at[worker])
        history.add(now, worker, staleness, used, server)
        history.sent.append(sent[worker])
        history.version.append(taken_at[worker])
        history.begun.append(begun[worker])
        if dispatch in ROUND:
            waiting.add(worker)
            if server.updates % ROUND[dispatch](n) == 0:
                for other in sorted(waiting):
                    send(other, now)
        elif dispatch == "keep_cancel" or (dispatch == "keep" and server.updates % 2 == 1):
            begin(worker, now)
        else:
            send(worker, now)
        if dispatch in ("cancel", "relay_cancel", "keep_cancel"):
            for other in set(range(n)) - waiting:
                if server.updates - taken_at[other] > n // 2:
                    history.cancelled.append((other, sent[other], begun[other], len(history.time)))
                    send(other, now)
    history.flying = sorted((i, sent[i], begun[i], end) for end, i, number in events if number == job[i])
    return history
