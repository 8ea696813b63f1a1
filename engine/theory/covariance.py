"""Covariances that gradient noise leaves, carried from arrival to arrival, and the gap that is to be expected."""

from numba import float64, int64, types

from engine.kernel.jit import INTEGERS, ROWS, VECTOR, compiled, inlined
from engine.kernel.state import Floats, Integers
from engine.theory.arrivals import ARRIVALS, Arrivals
from engine.theory.linear import BLOCKS, QUADRATICS, STATE, WORK, Quadratics, Work, apply


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


@inlined(types.void(ARRIVALS, int64, int64, ROWS, VECTOR, STATE, WORK))
def step_covariance(
    arrivals: Arrivals, k: int, first_job: int, curvature: Floats, no_shift: Floats, state: Floats, work: Work
) -> None:
    """Apply arrival k to a covariance (q, s, q s), in place, with gradient noise of covariance I."""
    for _ in range(2):
        apply(arrivals, k, first_job, curvature, no_shift, state, work)
        transpose(state)
    add_noise(arrivals, k, state)


@compiled(types.void(ARRIVALS, int64, QUADRATICS, BLOCKS, VECTOR, WORK, STATE))
def period_noise(
    arrivals: Arrivals, first_job: int, of: Quadratics, states: Floats, no_shift: Floats, work: Work, sums: Floats
) -> None:
    """Carry covariances (B, q, s, q s) through one period under gradient noise of covariance I.

    The model's own, after each arrival, is added to `sums` (B, s, s). `no_shift` (s,) are zeros.
    """
    s = no_shift.size
    for b in range(states.shape[0]):
        state = states[b]
        for k in range(arrivals.worker.size):
            step_covariance(arrivals, k, first_job, of.curvatures[arrivals.worker[k], b], no_shift, state, work)
            for i in range(s):
                for j in range(s):
                    sums[b, i, j] += state[0, i, j]


@inlined(float64(STATE, STATE, ROWS, ROWS, float64))
def expected_gap(mean: Floats, covariance: Floats, goal: Floats, hessian: Floats, variance: float) -> float:
    """`E 1/2 (x - goal)' hessian (x - goal)` of the model x of this mean and this covariance times `variance`."""
    total = 0.0
    for i in range(hessian.shape[0]):
        for j in range(hessian.shape[0]):
            product = (mean[0, i, 0] - goal[i, 0]) * (mean[0, j, 0] - goal[j, 0])
            total += hessian[i, j] * (product + variance * covariance[0, i, j])
    return total / 2.0


@compiled(types.void(ARRIVALS, int64, QUADRATICS, float64, INTEGERS, BLOCKS, BLOCKS, VECTOR, WORK, WORK, VECTOR))
def expected_gaps(
    arrivals: Arrivals,
    first_job: int,
    of: Quadratics,
    variance: float,
    due: Integers,
    means: Floats,
    covariances: Floats,
    no_shift: Floats,
    work: Work,
    wide: Work,
    gaps: Floats,
) -> None:
    """Add the expected gap of all blocks after `due` (R,) arrivals each, in increasing order, to `gaps` (R,).

    `means` (B, q, s, 1) and `covariances` (B, q, s, q s), for a gradient noise of covariance I, are where it begins.
    """
    for b in range(means.shape[0]):
        r = 0
        for k in range(arrivals.worker.size + 1):
            while r < due.size and due[r] == k:
                gaps[r] += expected_gap(means[b], covariances[b], of.goals[b], of.hessians[b], variance)
                r += 1
            if k == arrivals.worker.size or r == due.size:
                break
            worker = arrivals.worker[k]
            curvature = of.curvatures[worker, b]
            apply(arrivals, k, first_job, curvature, of.shifts[worker, b], means[b], work)
            if variance > 0.0:
                step_covariance(arrivals, k, first_job, curvature, no_shift, covariances[b], wide)
