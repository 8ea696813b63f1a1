"""What a worker gets after its arrival, and the rule's replies that decide it."""

import math

from numba import float64, int64, types, uint64

from engine.cluster import job_seconds
from engine.film import CAMERA, Camera, note_cancelled
from engine.flight import ARRIVALS, FLIGHT, Flight
from engine.jit import SERVER, TIMES, inlined
from engine.queue import reschedule
from engine.state import UPDATES, Server, Times

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


@inlined(types.void(FLIGHT, TIMES, uint64, int64, float64))
def begin(flight: Flight, times: Times, key: int, worker: int, now: float) -> None:
    """Start the next job of `worker`, at the model it holds."""
    flight.jobs[worker] += 1
    flight.begun[worker] = flight.counts[ARRIVALS]
    reschedule(flight.queue, worker, now + job_seconds(times, key, worker, flight.jobs[worker], now))


@inlined(types.void(FLIGHT, SERVER, TIMES, uint64, int64, float64))
def send(flight: Flight, server: Server, times: Times, key: int, worker: int, now: float) -> None:
    """Give `worker` the newest model and start its next job."""
    flight.version[worker] = server.counts[UPDATES]
    flight.sent[worker] = flight.counts[ARRIVALS]
    for j in range(server.sent.size):
        flight.snapshots[worker, j] = server.sent[j]
    begin(flight, times, key, worker, now)


@inlined(types.void(int64, FLIGHT, SERVER, TIMES, uint64, int64, float64, CAMERA))
def dispatch(
    reply: int, flight: Flight, server: Server, times: Times, key: int, worker: int, now: float, camera: Camera
) -> None:
    """Do what the rule replied to the arrival of `worker`."""
    if reply & WAIT:
        reschedule(flight.queue, worker, math.inf)
    elif reply & KEEP:
        begin(flight, times, key, worker, now)
    else:
        send(flight, server, times, key, worker, now)
    if reply & RELEASE:
        for other in range(flight.version.size):
            if flight.queue.finish[other] == math.inf:
                send(flight, server, times, key, other, now)
    if reply & CANCEL:
        for other in range(flight.version.size):
            stale = server.counts[UPDATES] - flight.version[other] >= server.cancel_at
            if stale and flight.queue.finish[other] < math.inf:
                note_cancelled(camera, flight, other)
                send(flight, server, times, key, other, now)
