"""A known cycle replayed with another step, another momentum, other curvatures: the method's rule without the clock."""

import math
from typing import Any

import numpy as np
from numba import boolean, float64, int64, types

from engine.kernel.dispatch import LOCAL
from engine.kernel.jit import REFUSE, ROWS, RULE, SERVER, VECTOR, compiled, inlined
from engine.kernel.state import Floats, Server, data
from engine.methods import MethodSettings
from engine.methods.moves import descend
from engine.theory.arrivals import ARRIVALS, Arrivals
from engine.theory.basis import copy, unit
from engine.theory.cycle import Cycle
from engine.theory.probe import Probe, probe

CURVATURES = float64[:, :, :, ::1]
CHUNK = 256
"""Arrivals after which the state is scaled: it leaves the range of numbers only by factors of 15 an arrival."""


@inlined(types.void(CURVATURES, int64, VECTOR, VECTOR))
def gradient_in_lanes(curvatures: Floats, worker: int, point: Floats, out: Floats) -> None:
    """Curvature times point, for each lane and column: both are (columns, s, lanes), flat."""
    s, lanes = curvatures.shape[1], curvatures.shape[3]
    for begin in range(0, point.size, s * lanes):
        for row in range(s):
            target = out[begin + row * lanes : begin + (row + 1) * lanes]
            for column in range(s):
                factors = curvatures[worker, row, column]
                source = point[begin + column * lanes : begin + (column + 1) * lanes]
                if column == 0:
                    for lane in range(lanes):
                        target[lane] = factors[lane] * source[lane]
                else:
                    for lane in range(lanes):
                        target[lane] += factors[lane] * source[lane]


@inlined(types.void(VECTOR, VECTOR))
def note_largest(row: Floats, largest: Floats) -> None:
    """Raise the lanes' largest absolute numbers to those of a row (columns, s, lanes), flat."""
    lanes = largest.size
    for begin in range(0, row.size, lanes):
        for lane in range(lanes):
            largest[lane] = max(largest[lane], abs(row[begin + lane]))


@inlined(types.void(VECTOR, VECTOR))
def divide(row: Floats, by: Floats) -> None:
    """Divide each lane of a row by its own number."""
    lanes = by.size
    for begin in range(0, row.size, lanes):
        for lane in range(lanes):
            row[begin + lane] /= by[lane]


@inlined(types.void(SERVER, ROWS, boolean, VECTOR, VECTOR))
def rescale(server: Server, snapshots: Floats, looks_ahead: bool, largest: Floats, logs: Floats) -> None:
    """Make the largest number of each lane 1, and add the logarithm of what it was to `logs`."""
    largest[:] = 0.0
    for r in range(server.vectors.shape[0]):
        note_largest(server.vectors[r], largest)
    for r in range(snapshots.shape[0]):
        note_largest(snapshots[r], largest)
    note_largest(server.model, largest)
    for lane in range(largest.size):
        if largest[lane] == 0.0:
            largest[lane] = 1.0
        logs[lane] += math.log(largest[lane])
    for r in range(server.vectors.shape[0]):
        divide(server.vectors[r], largest)
    for r in range(snapshots.shape[0]):
        divide(snapshots[r], largest)
    divide(server.model, largest)
    if looks_ahead:
        divide(server.sent, largest)


@compiled(types.void(
    types.FunctionType(RULE), types.FunctionType(REFUSE), SERVER, ROWS, boolean, ARRIVALS, CURVATURES,
    VECTOR, VECTOR, VECTOR,
))  # fmt: skip
def replay(
    rule: Any,
    refuse: Any,
    server: Server,
    snapshots: Floats,
    looks_ahead: bool,
    arrivals: Arrivals,
    curvatures: Floats,
    gradient: Floats,
    largest: Floats,
    logs: Floats,
) -> None:
    """Let the rule have all arrivals once, with the gradients that curvatures (n, s, s, lanes) give.

    The state of each lane is scaled on the way; `logs` (lanes,) gets the logarithm of its true size over the one
    that stands there. `gradient` and `largest` (lanes,) are working memory.
    """
    for k in range(arrivals.worker.size):
        worker, slot = arrivals.worker[k], arrivals.source[k]
        if arrivals.used[k]:
            gradient_in_lanes(curvatures, worker, snapshots[slot], gradient)
            reply = rule(server, gradient, worker, arrivals.staleness[k])
            if reply & LOCAL:
                descend(snapshots[slot], server.step, gradient)
        else:
            refuse(server, worker)
        for e in range(arrivals.first_load[k], arrivals.first_load[k + 1]):
            copy(server.sent, snapshots[arrivals.loads[e]])
        if k % CHUNK == CHUNK - 1:
            rescale(server, snapshots, looks_ahead, largest, logs)


def replayed(
    cycle: Cycle, settings: MethodSettings, curvatures: Floats, smoothness: float, states: Floats
) -> tuple[Floats, Floats]:
    """The states (q, columns, s, lanes) after one period, and the logarithm (lanes,) of what multiplies them.

    Workers' curvatures are (n, s, s, lanes). The settings may differ from the cycle's in step and momentum alone: those
    do not change the schedule.
    """
    lanes, looks_ahead = curvatures.shape[-1], cycle.layout.looks_ahead
    made = probe(settings, cycle.clock, smoothness, unit, data(), states[0].size)
    made.server.counts[:] = cycle.counts
    made.server.worked[:] = cycle.worked
    rows = rows_of(made, looks_ahead)
    for row, values in zip(rows, states, strict=True):
        row[:] = values.ravel()
    logs, snapshots = np.zeros(lanes), made.flight.snapshots
    work = np.zeros(states[0].size), np.zeros(lanes)
    curvatures = np.ascontiguousarray(curvatures)
    replay(made.rule, made.refuse, made.server, snapshots, looks_ahead, cycle.arrivals, curvatures, *work, logs)
    return np.stack(rows).reshape(states.shape), logs


def rates(cycle: Cycle, settings: MethodSettings, curvatures: Floats, smoothness: float) -> Floats:
    """Contraction per arrival in each lane (lanes,), for workers' curvatures (n, s, s, lanes).

    1 or more where the method does not converge, inf where the state leaves the range of numbers. For the settings
    see `replayed`.
    """
    q, (_, s, _, lanes) = cycle.layout.rows, curvatures.shape
    states = np.zeros((q, q, s, s, lanes))
    for r in range(q):
        # Column c of block r begins as component c of row r.
        states[r, r] = np.eye(s)[:, :, None]
    after, logs = replayed(cycle, settings, curvatures, smoothness, states.reshape(q, q * s, s, lanes))
    # (row, column, component, lane) to one matrix a lane.
    matrices = after.transpose(3, 0, 2, 1).reshape(lanes, q * s, q * s)
    with np.errstate(all="ignore"):
        found = np.exp((np.log(spectral_radii(matrices)) + logs) / cycle.count)
    return np.where(np.isnan(found), np.inf, found)


def rows_of(made: Probe, looks_ahead: bool) -> list[Floats]:
    """The rows of a probe's state, as views."""
    sent = [made.server.sent] if looks_ahead else []
    return [made.server.model, *sent, *made.server.vectors, *made.flight.snapshots]


def spectral_radii(matrices: Floats) -> Floats:
    """Largest absolute eigenvalue (m,) of matrices (m, k, k); inf where a matrix is not finite."""
    finite = np.isfinite(matrices).all(axis=(1, 2))
    radii = np.full(len(matrices), np.inf)
    radii[finite] = np.abs(np.linalg.eigvals(matrices[finite])).max(axis=1, initial=0.0)
    return radii
