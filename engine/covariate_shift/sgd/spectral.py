"""The exact risk of SGD where its preconditioner is symmetric positive definite: by powers of one step's map.

With P = Q Q' the errors u = Q^-1 e follow the rule without a preconditioner on features of covariance Q' S Q. In the
eigenvectors of that, entry (i, j) of a quadratic form meets no other one on its way back through a step, but for the
trace that random features add to the diagonal. So a step is a small linear map for each pair of directions and one
larger map for the diagonal; m equal steps are powers of them, which take log2 m squarings.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.covariate_shift.sgd.linear_rule import Plan
from engine.kernel.state import Floats

CONDITION = 1e6
"""Of P, at most: what rounding loses on the way through Q and back grows with it."""
ROUNDING = 1e-13
"""Differences between an entry of P and its mirror image that count as rounding, relative to the largest entry."""
SHORT = 4
"""Samples to a stretch, on average, below which powers gain nothing."""


class Axes(NamedTuple):
    """Coordinates in which nothing but a trace connects two directions: an error is `out` times its coordinates."""

    curvatures: Floats  # (d,) eigenvalues of P S
    out: Floats  # (d, d)
    back: Floats  # (d, d), its inverse


class Stretch(NamedTuple):
    """Equal samples in a row."""

    plan: Plan
    step: float
    weight: float  # of each iterate in the output
    samples: int

    def shares(self, s: Floats) -> Floats:
        """What vector b after a step has of vector a before it (p, p, x), along directions of curvature s (x,)."""
        pull = self.step * np.multiply.outer(self.plan.gain, self.plan.look)
        return np.asarray(self.plan.keep[:, :, None] - pull[:, :, None] * s, np.float64)


class Backward(NamedTuple):
    """The risk as a form of the errors at the start, in coordinates of the axes."""

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


def stretches(plan: Plan) -> list[Stretch]:
    """The plan's stretches, the last one first."""
    changes = np.flatnonzero((np.diff(plan.steps) != 0) | (np.diff(plan.weights) != 0)) + 1
    bounds = [0, *changes.tolist(), plan.samples]
    found = [Stretch(plan, float(plan.steps[a]), float(plan.weights[a]), b - a) for a, b in pairwise(bounds)]
    return found[::-1]


def backward(parts: list[Stretch], known: Axes, target: Floats, random: bool) -> Backward:
    """The risk on all errors at the start, `target` being T (d, d); `random` features add what they add.

    Where a direction's own moments leave the range of numbers the form is not finite.
    """
    s, size = known.curvatures, parts[0].plan.look.size
    i, j = np.triu_indices(s.size, 1)
    turned = known.out.T @ target @ known.out
    beside, along = np.zeros((size**2, i.size)), np.zeros(size**2 * s.size + 1)
    later = np.zeros((size, s.size))
    for part in parts:
        beside = pairs_back(part, s[i], s[j], turned[i, j], random, beside, later[:, i], later[:, j])
        along = diagonal_back(part, s, turned.diagonal(), random, along, later)
        later = later_back(part, s, later)
    form = np.diag(along[:-1].reshape(size**2, -1).sum(axis=0))
    form[i, j] = form[j, i] = beside.sum(axis=0)
    return Backward(later.sum(axis=0), form, float(along[-1]))


def pairs_back(
    part: Stretch, s: Floats, other: Floats, target: Floats, random: bool, forms: Floats, first: Floats, second: Floats
) -> Floats:
    """Entries (i, j) of the forms (p^2, x) before a stretch, for x pairs of directions of curvatures s and `other`.

    `first` and `second` (p, x) say what the output has of a vector along i and j later on.
    """
    p, x = first.shape
    # Without weight what comes later adds nothing on the way.
    size = p * p + (2 * p + 1 if part.weight else 0)
    units = np.broadcast_to(np.eye(size)[:, None], (size, x, size))
    blank = np.zeros((p, x, size))
    near, far = (units[p * p : p * p + p], units[p * p + p : -1]) if part.weight else (blank, blank)
    one = np.eye(size)[-1] if part.weight else np.zeros(size)
    made, _ = step_back(part, s, other, target, random, units[: p * p].reshape(p, p, x, size), near, far, one)
    rows = [made.reshape(p * p, x, size)]
    if part.weight:
        rows += [shares_back(part, s, near, one), shares_back(part, other, far, one), units[-1:]]
    start = [forms, first, second, np.ones((1, x))] if part.weight else [forms]
    return advance(np.concatenate(rows).transpose(0, 2, 1), np.concatenate(start), part.samples)[: p * p]


def diagonal_back(part: Stretch, s: Floats, target: Floats, random: bool, forms: Floats, later: Floats) -> Floats:
    """`pairs_back` of the pairs (i, i), flat (p^2 d + 1,): last what noise of variance 1 adds to the risk."""
    p, d = later.shape
    cut = p * p * d
    size = cut + 1 + (p * d + 1 if part.weight else 0)
    units = np.eye(size)
    near = units[cut + 1 : -1].reshape(p, d, size) if part.weight else np.zeros((p, d, size))
    one = units[-1] if part.weight else np.zeros(size)
    made, taken = step_back(part, s, s, target, random, units[:cut].reshape(p, p, d, size), near, near, one)
    pushed = part.step**2 * (s @ taken)
    if random:
        made = made + looks(part.plan) * (s[:, None] * pushed)
    rows = [made.reshape(cut, size), (units[cut] + pushed)[None]]
    if part.weight:
        rows += [shares_back(part, s, near, one).reshape(-1, size), units[-1:]]
    start = [forms, later.ravel(), np.ones(1)] if part.weight else [forms]
    return advance(np.concatenate(rows), np.concatenate(start), part.samples)[: cut + 1]


def later_back(part: Stretch, s: Floats, later: Floats) -> Floats:
    """What the output has (p, d) of each vector along each direction before a stretch."""
    p, d = later.shape
    units = np.broadcast_to(np.eye(p + 1)[:, None], (p + 1, d, p + 1))
    made = shares_back(part, s, units[:p], np.eye(p + 1)[-1])
    rows = np.concatenate([made, units[-1:]])
    return advance(rows.transpose(0, 2, 1), np.concatenate([later, np.ones((1, d))]), part.samples)[:p]


def step_back(
    part: Stretch,
    s: Floats,
    other: Floats,
    target: Floats,
    random: bool,
    forms: Floats,
    first: Floats,
    second: Floats,
    one: Floats,
) -> tuple[Floats, Floats]:
    """Forms (p, p, x, m) before one sample, but for the trace, of m cases in which the number 1 is `one` (m,).

    Returns, too, the form (x, m) of what the step adds.
    """
    plan, own = part.plan, part.weight * target[:, None]
    forms = forms.copy()
    forms[0, 0] += part.weight * own * one
    forms[0] += own * second
    forms[:, 0] += own * first
    taken = np.einsum("a,b,abxm->xm", plan.gain, plan.gain, forms)
    made = np.einsum("bax,bcxm,cex->aexm", part.shares(s), forms, part.shares(other))
    if random:
        made += looks(plan) * (part.step**2 * (s * other)[:, None] * taken)
    return made, taken


def shares_back(part: Stretch, s: Floats, later: Floats, one: Floats) -> Floats:
    """What the output has (p, x, m) of each vector before one sample, the vector after it added with its weight."""
    added = later.copy()
    added[0] += part.weight * one
    return np.asarray(np.einsum("bax,bxm->axm", part.shares(s), added), np.float64)


def looks(plan: Plan) -> Floats:
    """The products of what the gradient's point has of two vectors (p, p, 1, 1)."""
    return np.asarray(np.multiply.outer(plan.look, plan.look)[:, :, None, None], np.float64)


def advance(matrix: Floats, state: Floats, count: int) -> Floats:
    """The matrix (m, m), or x of them (m, m, x), to the power `count`, times the state (m,) or (m, x)."""
    while True:
        if count & 1:
            state = matrix @ state if matrix.ndim == 2 else np.einsum("ijx,jx->ix", matrix, state)
        count >>= 1
        if not count:
            return state
        matrix = matrix @ matrix if matrix.ndim == 2 else np.einsum("ijx,jkx->ikx", matrix, matrix)
