"""What a worker gets after its arrival, and the rule's replies that decide it."""

import math

from numba import float64, int64, types, uint64

from engine.cluster.clock import on_the_clock
from engine.cluster.cluster import job_seconds
from engine.kernel.film import CAMERA, Camera, note_cancelled
from engine.kernel.flight import ARRIVALS, FLIGHT, Flight
from engine.kernel.jit import SERVER, TIMES, inlined
from engine.kernel.queue import reschedule
from engine.kernel.state import ASSIGNEE, UPDATES, Server, Times

SEND = 0
"""The worker restarts at once at the newest model: immediate dispatch."""
KEEP = 1
"""The worker restarts at once at the model it had."""
WAIT = 2
"""The worker idles until a reply with RELEASE."""
RELEASE = 4
"""All idle workers restart at the newest model; WAIT | RELEASE ends a barrier."""
CANCEL = 8
"""Jobs in flight of staleness >= server.cancel_at are thrown away; their workers restart at the newest model."""
LOCAL = 16
"""The worker goes on at once from its own model, less server.step times the gradient."""
PASS = 32
"""A job at the newest model joins the line of worker counts[ASSIGNEE]; the worker takes the next of its own line."""


@inlined(types.void(FLIGHT, SERVER, TIMES, uint64, int64, float64))
def begin(flight: Flight, server: Server, times: Times, key: int, worker: int, now: float) -> None:
    """Start the next job of `worker`, at the model in its slot; it ends at its cutoff at the latest."""
    flight.jobs[worker] += 1
    flight.begun[worker] = flight.counts[ARRIVALS]
    seconds = job_seconds(times, key, worker, flight.jobs[worker], now)
    flight.seconds[worker] = seconds
    if server.cutoffs.size:
        seconds = min(seconds, server.cutoffs[worker]) if server.cutoffs[worker] >= 0.0 else math.inf
    reschedule(flight.queue, worker, on_the_clock(times, now + seconds))


@inlined(types.void(FLIGHT, SERVER, int64))
def load(flight: Flight, server: Server, slot: int) -> None:
    """Put the newest model into `slot`."""
    flight.version[slot] = server.counts[UPDATES]
    flight.sent[slot] = flight.counts[ARRIVALS]
    for j in range(server.sent.size):
        flight.snapshots[slot, j] = server.sent[j]


@inlined(types.void(FLIGHT, SERVER, TIMES, uint64, int64, float64))
def send(flight: Flight, server: Server, times: Times, key: int, worker: int, now: float) -> None:
    """Give `worker` the newest model and start its next job."""
    load(flight, server, flight.slot[worker])
    begin(flight, server, times, key, worker, now)


@inlined(types.void(FLIGHT, SERVER, TIMES, uint64, int64, float64))
def pass_on(flight: Flight, server: Server, times: Times, key: int, worker: int, now: float) -> None:
    """The slot that `worker` has done with goes to the end of the assignee's line, with the newest model."""
    slot, assignee = flight.slot[worker], server.counts[ASSIGNEE]
    flight.slot[worker], flight.follow[slot] = flight.follow[slot], -1
    load(flight, server, slot)
    idle = flight.slot[assignee] < 0
    if idle:
        flight.slot[assignee] = slot
    else:
        flight.follow[flight.last[assignee]] = slot
    flight.last[assignee] = slot
    if idle and assignee != worker:
        begin(flight, server, times, key, assignee, now)
    if flight.slot[worker] < 0:
        reschedule(flight.queue, worker, math.inf)
    else:
        begin(flight, server, times, key, worker, now)


@inlined(types.void(FLIGHT, SERVER, TIMES, uint64, int64, float64))
def go_on(flight: Flight, server: Server, times: Times, key: int, worker: int, now: float) -> None:
    """One step of the worker's own, and its next job."""
    slot = flight.slot[worker]
    for j in range(flight.gradient.size):
        flight.snapshots[slot, j] -= server.step * flight.gradient[j]
    begin(flight, server, times, key, worker, now)


@inlined(types.void(int64, FLIGHT, SERVER, TIMES, uint64, int64, float64, CAMERA))
def dispatch(
    reply: int, flight: Flight, server: Server, times: Times, key: int, worker: int, now: float, camera: Camera
) -> None:
    """Do what was replied to the arrival of `worker`."""
    if reply & WAIT:
        reschedule(flight.queue, worker, math.inf)
    elif reply & KEEP:
        begin(flight, server, times, key, worker, now)
    elif reply & LOCAL:
        go_on(flight, server, times, key, worker, now)
    elif reply & PASS:
        pass_on(flight, server, times, key, worker, now)
    else:
        send(flight, server, times, key, worker, now)
    if reply & RELEASE:
        for other in range(flight.version.size):
            if flight.queue.finish[other] == math.inf:
                send(flight, server, times, key, other, now)
    if reply & CANCEL:
        for other in range(flight.version.size):
            stale = server.counts[UPDATES] - flight.version[flight.slot[other]] >= server.cancel_at
            if stale and flight.queue.finish[other] < math.inf:
                note_cancelled(camera, flight, other)
                send(flight, server, times, key, other, now)
