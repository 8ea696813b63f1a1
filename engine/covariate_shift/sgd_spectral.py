"""The exact risk of SGD where its preconditioner is symmetric positive definite: entry by entry, compiled.

With P = Q Q' the errors u = Q^-1 e follow the rule without a preconditioner on features of covariance Q' S Q. In the
eigenvectors of that, entry (i, j) of a quadratic form meets no other one on its way back through a step, but for the
trace that random features add to the diagonal: a sample costs some p^3 d^2 multiply-adds, in place of p^2 d^3.
"""

from typing import NamedTuple

import numpy as np
from numba import boolean, float64, int64, types

from engine.covariate_shift.sgd import Plan
from engine.jit import ROWS, VECTOR, compiled, inlined
from engine.state import Floats

CONDITION = 1e6
"""Of P, at most: what rounding loses on the way through Q and back grows with it."""
ROUNDING = 1e-13
"""Differences between an entry of P and its mirror image that count as rounding, relative to the largest entry."""
SMALLEST = 1e-200
"""What is less is taken as 0: numbers that go on falling would become denormals, which are slow."""

TABLE = float64[:, :, ::1]
FORMS = float64[:, :, :, ::1]


class Axes(NamedTuple):
    """Coordinates in which nothing but a trace connects two directions: an error is `out` times its coordinates."""

    curvatures: Floats  # (d,) eigenvalues of P S
    out: Floats  # (d, d)
    back: Floats  # (d, d), its inverse


class Backward(NamedTuple):
    """What the start's errors come to, in coordinates of the axes."""

    left: Floats  # (d,) share of each that the output keeps, in the mean
    form: Floats  # (d, d) the quadratic form of the risk
    pushed: float  # what noise of variance 1 adds


def axes(preconditioner: Floats, source: Floats) -> Axes | None:
    """The axes for P and S (d, d); None where P is not symmetric and safely positive definite."""
    if np.abs(preconditioner - preconditioner.T).max() > ROUNDING * np.abs(preconditioner).max():
        return None
    values, vectors = np.linalg.eigh(preconditioner)
    if not values[0] * CONDITION > values[-1]:
        return None
    half = vectors * np.sqrt(values)
    curvatures, turn = np.linalg.eigh(half.T @ source @ half)
    return Axes(curvatures.clip(min=0.0), half @ turn, turn.T @ (vectors / np.sqrt(values)).T)


def backward(plan: Plan, known: Axes, target: Floats, random: bool) -> Backward:
    """The risk of a plan on all errors at the start, `target` being T (d, d); `random` features add what they add."""
    p, d = plan.look.size, known.curvatures.size
    forms, later = np.zeros((p, p, d, d)), np.zeros((p, d))
    shares, half, seen = np.zeros((p, p, d)), np.zeros((p, p, d)), np.zeros(d)
    turned = np.ascontiguousarray(known.out.T @ target @ known.out)
    rule = plan.keep, plan.look, plan.gain, plan.steps, plan.weights
    pushed = carry_back(known.curvatures, turned, *rule, random, forms, later, shares, half, seen)
    upper = np.triu(forms.sum(axis=(0, 1)))
    return Backward(later.sum(axis=0), upper + np.triu(upper, 1).T, pushed)


@inlined(types.void(float64, VECTOR, VECTOR))
def add_times(share: float, values: Floats, out: Floats) -> None:
    for j in range(out.size):
        out[j] += share * values[j]


@inlined(types.void(float64, VECTOR, VECTOR, VECTOR))
def add_product(share: float, values: Floats, others: Floats, out: Floats) -> None:
    for j in range(out.size):
        out[j] += share * values[j] * others[j]


@inlined(types.void(VECTOR, ROWS, VECTOR, VECTOR, float64, TABLE))
def share_out(s: Floats, keep: Floats, look: Floats, gain: Floats, step: float, shares: Floats) -> None:
    """What vector b after a step of this size has of vector a before it, along each direction: shares (p, p, d)."""
    for b in range(gain.size):
        for a in range(gain.size):
            for j in range(s.size):
                shares[b, a, j] = keep[b, a] - step * gain[b] * look[a] * s[j]


@inlined(types.void(FORMS, ROWS, ROWS, float64))
def add_output(forms: Floats, later: Floats, target: Floats, weight: float) -> None:
    """Add an iterate to the output: its own square and its products with later ones to `forms`, itself to `later`."""
    for i in range(target.shape[0]):
        # From the diagonal on: the rest is its mirror image.
        row = target[i, i:]
        add_times(weight * weight, row, forms[0, 0, i, i:])
        for a in range(later.shape[0]):
            add_product(weight, row, later[a, i:], forms[0, a, i, i:])
            add_times(weight * later[a, i], row, forms[a, 0, i, i:])
    for j in range(later.shape[1]):
        later[0, j] += weight


@inlined(types.void(ROWS, TABLE, ROWS))
def later_back(later: Floats, shares: Floats, fresh: Floats) -> None:
    """Linear forms `later` (p, d) of the errors before a step; `fresh` (p, d) is working memory."""
    p, d = later.shape
    for a in range(p):
        for j in range(d):
            fresh[a, j] = 0.0
        for b in range(p):
            for j in range(d):
                fresh[a, j] += shares[b, a, j] * later[b, j]
    for a in range(p):
        for j in range(d):
            later[a, j] = fresh[a, j] if abs(fresh[a, j]) > SMALLEST else 0.0


@inlined(types.void(FORMS, int64, VECTOR, float64, VECTOR, VECTOR))
def row_seen(forms: Floats, i: int, gain: Floats, factor: float, s: Floats, seen: Floats) -> None:
    """`factor` times row i of S Z S into `seen` (d,), from the diagonal on; Z is the form of what a step adds."""
    beyond = seen[i:]
    beyond[:] = 0.0
    for a in range(gain.size):
        for b in range(gain.size):
            add_times(factor * s[i] * gain[a] * gain[b], forms[a, b, i, i:], beyond)
    onward = s[i:]
    for j in range(beyond.size):
        beyond[j] *= onward[j]


@inlined(types.void(FORMS, int64, TABLE, VECTOR, VECTOR, TABLE))
def row_back(forms: Floats, i: int, shares: Floats, look: Floats, seen: Floats, half: Floats) -> None:
    """Row i of the quadratic forms before a step, from the diagonal on; `seen` (d,) is what random features add."""
    p = look.size
    for a in range(p):
        for c in range(p):
            half[a, c, i:] = 0.0
            for b in range(p):
                add_times(shares[b, a, i], forms[b, c, i, i:], half[a, c, i:])
    for a in range(p):
        for b in range(p):
            row = forms[a, b, i, i:]
            row[:] = 0.0
            add_times(look[a] * look[b], seen[i:], row)
            for c in range(p):
                add_product(1.0, shares[c, b, i:], half[a, c, i:], row)
            for j in range(row.size):
                # Not the other way round: what is no number stays none.
                row[j] = 0.0 if abs(row[j]) < SMALLEST else row[j]


@inlined(float64(FORMS, VECTOR, VECTOR))
def trace(forms: Floats, gain: Floats, s: Floats) -> float:
    """tr(S Z), Z being the form of what a step adds."""
    total = 0.0
    for a in range(gain.size):
        for b in range(gain.size):
            for i in range(s.size):
                total += gain[a] * gain[b] * s[i] * forms[a, b, i, i]
    return total


@compiled(float64(VECTOR, ROWS, ROWS, VECTOR, VECTOR, VECTOR, VECTOR, boolean, FORMS, ROWS, TABLE, TABLE, VECTOR))
def carry_back(
    s: Floats,
    target: Floats,
    keep: Floats,
    look: Floats,
    gain: Floats,
    steps: Floats,
    weights: Floats,
    random: bool,
    forms: Floats,
    later: Floats,
    shares: Floats,
    half: Floats,
    seen: Floats,
) -> float:
    """Carry `forms` (p, p, d, d), of which j >= i counts, and `later` (p, d) from 0 at the end back to the start.

    Returns what noise of variance 1 adds. Once that is no number the forms are left as they are: the run diverges.
    The plan stands from `keep` to `weights`; `shares` and `half` (p, p, d) and `seen` (d,) are working memory.
    """
    total = 0.0
    for k in range(steps.size - 1, -1, -1):
        if weights[k] != 0.0:
            add_output(forms, later, target, weights[k])
        pushed = steps[k] * steps[k] * trace(forms, gain, s)
        total += pushed
        share_out(s, keep, look, gain, steps[k], shares)
        later_back(later, shares, half[0])
        if np.isfinite(total):
            for i in range(s.size):
                if random:
                    row_seen(forms, i, gain, steps[k] * steps[k], s, seen)
                    seen[i] += pushed * s[i]
                row_back(forms, i, shares, look, seen, half)
    return total
