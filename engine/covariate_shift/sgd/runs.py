"""Real runs of SGD, one sample a step, compiled."""

from typing import cast

import numpy as np
from numba import float64, int64, typeof, types, uint64
from numpy.typing import ArrayLike

from engine.covariate_shift.measured import Measured, judged
from engine.covariate_shift.on_data import samples
from engine.covariate_shift.sgd.linear_rule import Plan, constant_step
from engine.covariate_shift.shift import Shift, ShiftError, root
from engine.kernel.jit import ROWS, VECTOR, compiled, dot, inlined
from engine.kernel.state import Floats
from engine.kernel.streams import SAMPLES, fill_normal, job_key, run_key

PLAN = typeof(constant_step(1, 1.0, np.eye(1)))


@inlined(types.void(PLAN, int64, VECTOR, float64, ROWS, ROWS, VECTOR))
def take(plan: Plan, k: int, x: Floats, y: float, vectors: Floats, fresh: Floats, out: Floats) -> None:
    """Sample k, features x (d,) and response y, on the vectors (p, d); adds its share of the output to `out` (d,)."""
    p, d = vectors.shape
    away = y
    for a in range(p):
        away -= plan.look[a] * dot(x, vectors[a])
    for i in range(d):
        push = plan.steps[k] * away * dot(plan.preconditioner[i], x)
        for a in range(p):
            fresh[a, i] = plan.gain[a] * push
            for b in range(p):
                fresh[a, i] += plan.keep[a, b] * vectors[b, i]
    for a in range(p):
        for i in range(d):
            vectors[a, i] = fresh[a, i]
    for i in range(d):
        out[i] += plan.weights[k] * vectors[0, i]


@compiled(types.void(PLAN, ROWS, VECTOR, float64, uint64, int64, ROWS, ROWS, VECTOR, VECTOR, ROWS))
def run_streams(
    plan: Plan,
    half: Floats,
    truth: Floats,
    deviation: float,
    seed: int,
    first: int,
    vectors: Floats,
    fresh: Floats,
    draws: Floats,
    x: Floats,
    out: Floats,
) -> None:
    """One run from 0 for each row of `out` (R, d), on features of covariance half half' and noise of this deviation.

    Run r is replicate number `first` + r of the seed; `draws` (d + 1,) and `x` (d,) are working memory.
    """
    d = truth.size
    for r in range(out.shape[0]):
        key = run_key(seed, uint64(first + r), SAMPLES)
        vectors[:] = 0.0
        out[r] = 0.0
        for k in range(plan.steps.size):
            fill_normal(job_key(key, 0, k), 1.0, draws)
            for i in range(d):
                x[i] = dot(half[i], draws[:d])
            take(plan, k, x, dot(x, truth) + deviation * draws[d], vectors, fresh, out[r])


@compiled(types.void(PLAN, ROWS, VECTOR, ROWS, ROWS, VECTOR))
def run_rows(plan: Plan, features: Floats, responses: Floats, vectors: Floats, fresh: Floats, out: Floats) -> None:
    """One run from 0 on the rows of `features` (n, d), in their order, into `out` (d,)."""
    for k in range(plan.steps.size):
        take(plan, k, features[k], responses[k], vectors, fresh, out)


def run_sgd(plan: Plan, shift: Shift, truth: ArrayLike, seed: int, runs: int, first: int = 0) -> Floats:
    """What `runs` runs of SGD return (runs, d), each on n fresh Gaussian samples of the source.

    The noise's variance sigma^2 is n times the shift's. A sample depends on the seed, the number of the run (from
    `first` on) and its place alone, so equal ones give equal samples under any plan. Raises ShiftError where sizes
    differ.
    """
    b = np.array(truth, dtype=np.float64)
    p, d = plan.look.size, shift.dimension
    if b.shape != (d,) or len(plan.preconditioner) != d:
        raise ShiftError(f"the truth and P must be of S's size, {d}, not {b.shape} and {plan.preconditioner.shape}.")
    out = np.zeros((runs, d))
    deviation = float(np.sqrt(shift.noise * plan.samples))
    half = np.ascontiguousarray(root(shift.source))
    vectors, fresh, draws = np.zeros((p, d)), np.zeros((p, d)), np.zeros(d + 1)
    run_streams(plan, half, b, deviation, cast(int, np.uint64(seed)), first, vectors, fresh, draws, np.zeros(d), out)
    return out


def measured(plan: Plan, shift: Shift, truth: ArrayLike, seed: int, runs: int) -> Measured:
    """The mean risk of `runs` (at least 2) runs of `run_sgd`, to stand beside the exact one."""
    return judged(run_sgd(plan, shift, truth, seed, runs), np.asarray(truth, dtype=np.float64), shift)


def run_on_data(plan: Plan, features: ArrayLike, responses: ArrayLike) -> Floats:
    """What SGD returns (d,) on the rows of X (n, d), in their order, once each; n must be the plan's."""
    x, y = samples(features, responses)
    p, d = plan.look.size, x.shape[1]
    if len(x) != plan.samples or len(plan.preconditioner) != d:
        wanted = (plan.samples, len(plan.preconditioner))
        raise ShiftError(f"X must be of shape {wanted}, as the plan is, not {x.shape}.")
    out = np.zeros(d)
    run_rows(plan, x, y, np.zeros((p, d)), np.zeros((p, d)), out)
    return out
