"""Every arrival of one run: which job it was, and where it took the model. For viewers that step through a run."""

from typing import NamedTuple

import numpy as np
from numba import int64, typeof, types
from numpy.typing import NDArray

from engine.kernel.flight import ARRIVALS, FLIGHT, Flight
from engine.kernel.jit import SERVER, inlined
from engine.kernel.state import Floats, Server

MOST_FILMED = 200_000
"""Arrivals after which a film ends; the run itself goes on."""
CANCELLED_PER_ARRIVAL = 2
"""Room for cancelled jobs. Where more are cancelled, the film ends early."""
BYTES_PER_ARRIVAL = 36 + 16 * CANCELLED_PER_ARRIVAL

Indices = NDArray[np.int32]

THROWN, FULL_AT = 0, 1
"""Indices in `Camera.counts`."""


class Plane(NamedTuple):
    """Two orthonormal axes (2, d) at an origin (d,). In two dimensions these are the coordinates themselves."""

    origin: Floats
    axes: Floats

    def project(self, points: Floats) -> Floats:
        """Coordinates (..., 2) of points (..., d), by orthogonal projection."""
        with np.errstate(all="ignore"):
            return np.asarray((points - self.origin) @ self.axes.T)

    def lift(self, places: Floats) -> Floats:
        """Points (..., d) of the plane at coordinates (..., 2)."""
        return np.asarray(self.origin + places @ self.axes)


class Camera(NamedTuple):
    """The arrays that the kernel fills while it films. A camera without room films nothing."""

    origin: Floats  # (d,) of the plane that models are projected on
    axes: Floats  # (2, d)
    before: Floats  # (d,) the model before the arrival
    place: Floats  # (F, 2) the model after each arrival, on the plane
    moved: Floats  # (F,) how far the arrival moved the model, in all dimensions
    sent: Indices  # (F,) arrivals so far when the model that the job computed at was sent
    begun: Indices  # (F,) arrivals so far when the job began
    version: Indices  # (F,) updates so far when that model was sent
    cancelled: Indices  # (C, 4) worker, sent, begun, arrivals so far when the job was thrown away
    counts: Indices  # (2,) jobs written to `cancelled`, and arrivals so far when one found no room (or 0)


class Film(NamedTuple):
    """The first A arrivals of a run's first seed, event k being the k-th arrival and event 0 the start.

    Arrival number a (from 0) is event a + 1. Its job computed at the model after event `sent[a]` and began at
    event `begun[a]`, which is later only where a worker kept its model or the job stood in a line.
    """

    place: Floats  # (A + 1, 2) the model after each event, on the plane
    moved: Floats  # (A,) length of the change that an arrival made to the model
    sent: Indices  # (A,)
    begun: Indices  # (A,)
    version: Indices  # (A,) updates so far when the model was sent
    cancelled: Indices  # (C, 4) worker, sent, begun, and the event at which the job was thrown away
    flying: Floats  # (J, 4) jobs in flight at the end: worker, sent, begun, simulated second of their end


def camera(dimension: int, plane: Plane | None = None, arrivals: int = 0) -> Camera:
    """A camera with room for the first `arrivals` of a run on the plane; without one it films nothing."""
    size = 0 if plane is None else min(MOST_FILMED, arrivals)
    origin, axes = plane or Plane(np.zeros(dimension), np.zeros((2, dimension)))
    # Not zeroed: room that is not needed would cost more than the run.
    whole = np.empty((3, size), np.int32)
    return Camera(
        origin=np.ascontiguousarray(origin, dtype=np.float64),
        axes=np.ascontiguousarray(axes, dtype=np.float64),
        before=np.empty(dimension if size else 0),
        place=np.empty((size, 2)),
        moved=np.empty(size),
        sent=whole[0],
        begun=whole[1],
        version=whole[2],
        cancelled=np.empty((CANCELLED_PER_ARRIVAL * size, 4), np.int32),
        counts=np.zeros(2, np.int32),
    )


CAMERA = typeof(camera(1))


@inlined(types.void(CAMERA, SERVER, FLIGHT))
def before_arrival(camera: Camera, server: Server, flight: Flight) -> None:
    """Remember the model as it is."""
    if flight.counts[ARRIVALS] < camera.moved.size:
        for j in range(server.model.size):
            camera.before[j] = server.model[j]


@inlined(types.void(CAMERA, SERVER, FLIGHT, int64))
def after_arrival(camera: Camera, server: Server, flight: Flight, worker: int) -> None:
    """Write down the arrival of `worker`; before it counts as an arrival, and before the worker restarts."""
    frame = flight.counts[ARRIVALS]
    if frame >= camera.moved.size:
        return
    x, y, squared = 0.0, 0.0, 0.0
    for j in range(server.model.size):
        change = server.model[j] - camera.before[j]
        squared += change * change
        x += (server.model[j] - camera.origin[j]) * camera.axes[0, j]
        y += (server.model[j] - camera.origin[j]) * camera.axes[1, j]
    camera.place[frame, 0], camera.place[frame, 1] = x, y
    camera.moved[frame] = np.sqrt(squared)
    slot = flight.slot[worker]
    camera.sent[frame] = flight.sent[slot]
    camera.begun[frame] = flight.begun[worker]
    camera.version[frame] = flight.version[slot]


@inlined(types.void(CAMERA, FLIGHT, int64))
def note_cancelled(camera: Camera, flight: Flight, worker: int) -> None:
    """Write down that the running job of `worker` is thrown away now."""
    event = flight.counts[ARRIVALS]
    if event > camera.moved.size or camera.counts[FULL_AT]:
        return
    if camera.counts[THROWN] == camera.cancelled.shape[0]:
        camera.counts[FULL_AT] = event
        return
    row = camera.cancelled[camera.counts[THROWN]]
    row[0], row[1], row[2], row[3] = worker, flight.sent[flight.slot[worker]], flight.begun[worker], event
    camera.counts[THROWN] += 1


def develop(camera: Camera, flight: Flight, start: Floats) -> Film:
    """The film of a run that has ended; `start` (2,) is the first model on the plane."""
    arrivals = int(flight.counts[ARRIVALS])
    count, full_at = min(arrivals, camera.moved.size), int(camera.counts[FULL_AT])
    if full_at:
        count = full_at - 1
    cancelled = camera.cancelled[: camera.counts[THROWN]]
    running = np.flatnonzero(np.isfinite(flight.queue.finish)) if count == arrivals else np.zeros(0, np.int64)
    return Film(
        place=np.concatenate([start[None], camera.place[:count]]),
        moved=camera.moved[:count].copy(),
        sent=camera.sent[:count].copy(),
        begun=camera.begun[:count].copy(),
        version=camera.version[:count].copy(),
        cancelled=cancelled[cancelled[:, 3] <= count].copy(),
        flying=np.column_stack(
            [running, flight.sent[flight.slot[running]], flight.begun[running], flight.queue.finish[running]]
        ).astype(np.float64),
    )
