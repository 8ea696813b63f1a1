"""A cycle's arrivals applied to states: vectors, matrices of basis states, covariances."""

from numba import float64, int64, types

from engine.jit import ROWS, VECTOR, compiled, inlined
from engine.state import Floats
from engine.theory.arrivals import ARRIVALS, Arrivals

STATE = float64[:, :, ::1]


@inlined(types.void(ARRIVALS, int64, int64, ROWS, VECTOR, STATE, STATE, ROWS))
def apply(
    arrivals: Arrivals,
    k: int,
    first_job: int,
    curvature: Floats,
    shift: Floats,
    state: Floats,
    fresh: Floats,
    g: Floats,
) -> None:
    """Arrival k on `state` (q, s, columns), in place; its gradient is curvature @ model - shift in the last column.

    `fresh` like the state and `g` (s, columns) are working memory.
    """
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


@compiled(types.void(ARRIVALS, int64, float64[:, :, :, ::1], float64[:, :, ::1], float64[:, :, :, ::1], STATE, ROWS))
def period_map(
    arrivals: Arrivals,
    first_job: int,
    curvatures: Floats,
    shifts: Floats,
    states: Floats,
    fresh: Floats,
    g: Floats,
) -> None:
    """One period on the states (B, q, s, columns) of all blocks; `shifts` (n, B, s) act in the last column."""
    for b in range(states.shape[0]):
        for k in range(arrivals.worker.size):
            worker = arrivals.worker[k]
            apply(arrivals, k, first_job, curvatures[worker, b], shifts[worker, b], states[b], fresh, g)


@compiled(
    types.void(
        ARRIVALS, int64, float64[:, :, :, ::1], float64[:, :, ::1], float64[:, ::1], float64[:, :, :, ::1], STATE, ROWS,
        ROWS, STATE,
    )
)  # fmt: skip
def period_path(
    arrivals: Arrivals,
    first_job: int,
    curvatures: Floats,
    shifts: Floats,
    about: Floats,
    states: Floats,
    fresh: Floats,
    g: Floats,
    mean: Floats,
    spread: Floats,
) -> None:
    """One period of states (B, q, s, 1), whose models after each arrival are added up.

    `mean` (B, s) takes the models, `spread` (B, s, s) the products of their distances to `about` (B, s).
    """
    s = g.shape[0]
    for b in range(states.shape[0]):
        for k in range(arrivals.worker.size):
            worker = arrivals.worker[k]
            apply(arrivals, k, first_job, curvatures[worker, b], shifts[worker, b], states[b], fresh, g)
            for i in range(s):
                mean[b, i] += states[b, 0, i, 0]
                for j in range(s):
                    spread[b, i, j] += (states[b, 0, i, 0] - about[b, i]) * (states[b, 0, j, 0] - about[b, j])


@inlined(types.void(STATE))
def transpose(state: Floats) -> None:
    """A covariance (q, s, q s) as a matrix, transposed in place."""
    s, size = state.shape[1:]
    for a in range(size):
        for b in range(a):
            i, j = a // s, a % s
            k, m = b // s, b % s
            state[i, j, b], state[k, m, a] = state[k, m, a], state[i, j, b]


@inlined(types.void(ARRIVALS, int64, STATE))
def add_noise(arrivals: Arrivals, k: int, state: Floats) -> None:
    """Add the covariance (q, s, q s) that a gradient noise of covariance I leaves at arrival k."""
    q, s = state.shape[0], state.shape[1]
    for e in range(arrivals.first[k], arrivals.first[k + 1]):
        if arrivals.column[e] == q:
            for f in range(arrivals.first[k], arrivals.first[k + 1]):
                if arrivals.column[f] == q:
                    for i in range(s):
                        state[arrivals.row[e], i, arrivals.row[f] * s + i] += arrivals.value[e] * arrivals.value[f]


@compiled(types.void(ARRIVALS, int64, float64[:, :, :, ::1], VECTOR, float64[:, :, :, ::1], STATE, ROWS, STATE))
def period_noise(
    arrivals: Arrivals,
    first_job: int,
    curvatures: Floats,
    no_shift: Floats,
    states: Floats,
    fresh: Floats,
    g: Floats,
    sums: Floats,
) -> None:
    """One period of covariances (B, q, s, q s) under gradient noise of covariance I.

    The model's own, after each arrival, is added to `sums` (B, s, s).
    """
    s = g.shape[0]
    for b in range(states.shape[0]):
        state = states[b]
        for k in range(arrivals.worker.size):
            worker = arrivals.worker[k]
            for _ in range(2):
                apply(arrivals, k, first_job, curvatures[worker, b], no_shift, state, fresh, g)
                transpose(state)
            add_noise(arrivals, k, state)
            for i in range(s):
                for j in range(s):
                    sums[b, i, j] += state[0, i, j]
