"""A cycle's arrivals applied to states: vectors, matrices of basis states, covariances."""

from typing import NamedTuple

import numpy as np
from numba import float64, int64, typeof, types

from engine.kernel.jit import ROWS, VECTOR, compiled, inlined
from engine.kernel.state import Floats
from engine.theory.arrivals import ARRIVALS, Arrivals

STATE = float64[:, :, ::1]
BLOCKS = float64[:, :, :, ::1]


class Quadratics(NamedTuple):
    """The gradients of all workers in B blocks of s directions."""

    curvatures: Floats  # (n, B, s, s)
    shifts: Floats  # (n, B, s) curvature times minimiser
    hessians: Floats  # (B, s, s) of f
    goals: Floats  # (B, s, 1) minimiser of f


def quadratics(curvatures: Floats, centers: Floats) -> Quadratics:
    """The gradients of workers with curvatures (n, B, s, s) and minimisers (n, B, s)."""
    shifts = np.einsum("nbij,nbj->nbi", curvatures, centers)
    hessians = np.ascontiguousarray(curvatures.mean(axis=0), np.float64)
    goals = np.ascontiguousarray(np.linalg.solve(hessians, shifts.mean(axis=0)[..., None]), np.float64)
    return Quadratics(np.ascontiguousarray(curvatures), np.ascontiguousarray(shifts), hessians, goals)


QUADRATICS = typeof(quadratics(np.ones((1, 1, 1, 1)), np.zeros((1, 1, 1))))


class Work(NamedTuple):
    """Working memory for states of one width."""

    fresh: Floats  # (q, s, columns)
    gradient: Floats  # (s, columns)


def work(rows: int, directions: int, columns: int) -> Work:
    """Working memory for states (q, s, columns)."""
    return Work(np.zeros((rows, directions, columns)), np.zeros((directions, columns)))


WORK = typeof(work(1, 1, 1))


@inlined(types.void(ARRIVALS, int64, int64, ROWS, VECTOR, STATE, WORK))
def apply(
    arrivals: Arrivals, k: int, first_job: int, curvature: Floats, shift: Floats, state: Floats, work: Work
) -> None:
    """Apply arrival k to `state` (q, s, columns), in place.

    Its gradient is `curvature @ model`, less the shift in the last column.
    """
    fresh, g = work
    s, columns = g.shape
    source = first_job + arrivals.source[k]
    for i in range(s):
        for c in range(columns):
            g[i, c] = 0.0
        for j in range(s):
            for c in range(columns):
                g[i, c] += curvature[i, j] * state[source, j, c]
        g[i, columns - 1] -= shift[i]
    begin, end = arrivals.first[k], arrivals.first[k + 1]
    last = -1
    for e in range(begin, end):
        row, column, value = arrivals.row[e], arrivals.column[e], arrivals.value[e]
        if row != last:
            fresh[row] = 0.0
            last = row
        for i in range(s):
            for c in range(columns):
                fresh[row, i, c] += value * (g[i, c] if column == state.shape[0] else state[column, i, c])
    last = -1
    for e in range(begin, end):
        row = arrivals.row[e]
        if row != last:
            for i in range(s):
                for c in range(columns):
                    state[row, i, c] = fresh[row, i, c]
            last = row


@compiled(types.void(ARRIVALS, int64, QUADRATICS, BLOCKS, WORK))
def period_map(arrivals: Arrivals, first_job: int, of: Quadratics, states: Floats, work: Work) -> None:
    """Carry the states (B, q, s, columns) of all blocks through one period; the shifts act in the last column."""
    for b in range(states.shape[0]):
        for k in range(arrivals.worker.size):
            worker = arrivals.worker[k]
            apply(arrivals, k, first_job, of.curvatures[worker, b], of.shifts[worker, b], states[b], work)


@compiled(types.void(ARRIVALS, int64, QUADRATICS, BLOCKS, WORK, ROWS, STATE))
def period_path(
    arrivals: Arrivals, first_job: int, of: Quadratics, states: Floats, work: Work, mean: Floats, spread: Floats
) -> None:
    """Carry states (B, q, s, 1) through one period, and add up the models after each arrival.

    `mean` (B, s) takes the models, `spread` (B, s, s) the products of their distances to the goal.
    """
    s = mean.shape[1]
    for b in range(states.shape[0]):
        goal = of.goals[b]
        for k in range(arrivals.worker.size):
            worker = arrivals.worker[k]
            apply(arrivals, k, first_job, of.curvatures[worker, b], of.shifts[worker, b], states[b], work)
            for i in range(s):
                mean[b, i] += states[b, 0, i, 0]
                for j in range(s):
                    spread[b, i, j] += (states[b, 0, i, 0] - goal[i, 0]) * (states[b, 0, j, 0] - goal[j, 0])
