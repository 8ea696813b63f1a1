"""The event loop: clock, queue, dispatch, recording. The same compiled code for every method and problem."""

import math
from typing import Any

from numba import boolean, float64, int64, typeof, types, uint64

from engine.kernel.dispatch import dispatch, send
from engine.kernel.film import CAMERA, Camera, after_arrival, before_arrival
from engine.kernel.flight import ARRIVALS, FLIGHT, NEXT_RECORD, Flight, Log, Records, new_log, new_records
from engine.kernel.jit import DATA, GRADIENT, REFUSE, RULE, SERVER, TIMES, VECTOR, WANTS, compiled, inlined
from engine.kernel.queue import earliest
from engine.kernel.state import JOBS, SECONDS, UPDATES, Data, Floats, Server, Times
from engine.kernel.streams import Keys, job_key

RECORDS = typeof(new_records(1, 1, None, 2))
LOG = typeof(new_log(1))
KEYS = types.NamedUniTuple(uint64, 2, Keys)
ARGUMENTS = (
    types.FunctionType(RULE),
    types.FunctionType(WANTS),
    types.FunctionType(REFUSE),
    boolean,
    types.FunctionType(GRADIENT),
    SERVER,
    DATA,
    TIMES,
    KEYS,
    FLIGHT,
    RECORDS,
    LOG,
    CAMERA,
)
"""Types of what `advance` takes before its limit."""
SMALLEST = 1e-150
"""Entries of a noiseless gradient below this become 0: a run that has converged must not crawl through denormals."""
STUCK = -1
"""What `advance` returns when every worker waits and nobody will release them."""


@inlined(types.void(float64, SERVER, FLIGHT, RECORDS))
def take_records(now: float, server: Server, flight: Flight, records: Records) -> None:
    """Take the records that are due before an arrival at `now`."""
    counts = flight.counts
    while counts[NEXT_RECORD] < records.time.size:
        r = counts[NEXT_RECORD]
        if counts[ARRIVALS] < records.due_arrivals[r] and now <= records.due_seconds[r]:
            return
        by_seconds = records.due_seconds[r] < math.inf
        records.time[r] = records.due_seconds[r] if by_seconds else flight.clock[0]
        records.updates[r] = server.counts[UPDATES]
        records.gradients[r] = counts[ARRIVALS]
        for j in range(server.model.size):
            records.iterate[r, j] = server.model[j]
        counts[NEXT_RECORD] += 1


@inlined(types.void(VECTOR))
def flush(vector: Floats) -> None:
    """Set entries below SMALLEST to 0."""
    for j in range(vector.size):
        if abs(vector[j]) < SMALLEST:
            vector[j] = 0.0


@compiled(types.void(FLIGHT, SERVER, TIMES, uint64))
def start(flight: Flight, server: Server, times: Times, times_key: int) -> None:
    """Send every worker the first model at time 0."""
    for worker in range(flight.version.size):
        send(flight, server, times, times_key, worker, 0.0)


@compiled(int64(*ARGUMENTS, int64))
def advance(
    rule: Any,
    wants: Any,
    refuse: Any,
    selective: bool,
    gradient: Any,
    server: Server,
    data: Data,
    times: Times,
    keys: Keys,
    flight: Flight,
    records: Records,
    log: Log,
    camera: Camera,
    limit: int,
) -> int:
    """Process up to `limit` arrivals, fewer when the last record has been taken; returns how many.

    `selective` says whether `wants` must be asked, and `refuse` when a gradient is not used, also because its
    job was cut off. The gradient is computed at the arrival, and only when it is used. The log, where it
    has room, is filled from its beginning.
    """
    for done in range(limit):
        worker = earliest(flight.queue)
        now = flight.queue.finish[worker]
        if now == math.inf:
            return STUCK
        take_records(now, server, flight, records)
        if flight.counts[NEXT_RECORD] == records.time.size:
            return done
        slot = flight.slot[worker]
        staleness = server.counts[UPDATES] - flight.version[slot]
        seconds = flight.seconds[worker]
        cut = server.cutoffs.size > 0 and seconds > server.cutoffs[worker]
        used = not selective or (not cut and wants(server, worker, staleness))
        before_arrival(camera, server, flight)
        if not cut:
            server.worked[SECONDS, worker] += seconds
            server.worked[JOBS, worker] += 1.0
        if used:
            key = job_key(keys.samples, worker, flight.jobs[worker])
            read = flight.snapshots[slot] if staleness <= server.reads_back else server.oldest
            gradient(data, worker, read, key, flight.scratch, flight.gradient)
            if data.noise == 0.0:
                flush(flight.gradient)
            reply = rule(server, flight.gradient, worker, staleness)
        else:
            reply = refuse(server, worker)
        if log.time.size:
            log.time[done], log.worker[done] = now, worker
            log.staleness[done], log.used[done] = staleness, used
        after_arrival(camera, server, flight, worker)
        flight.clock[0] = now
        flight.counts[ARRIVALS] += 1
        dispatch(reply, flight, server, times, keys.times, worker, now, camera)
    return limit
