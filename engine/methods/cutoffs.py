"""When to cut a try off: what a limit costs and brings, of a law that is known or of draws, and the best limits.

`rate` (derived): the tries of worker i, each cut off at c, finish at the rate `p_i(c) / E min(seconds, c)`. With S
tries to finish in a round, `sum_i p_i B_i = S` and `B_i = T / E min`, the shortest T has each worker at its own largest
rate, whatever S and the others do. A heavy tail has a finite best limit, exponential times are indifferent, and times
that are ever likelier to end the longer they last want none: of limits that are equally good the longest is taken. It
is the mean length of tries that counts, as in rounds of many; that a round waits for its slowest worker is left out.

`bound` (published): the authors' time of a round, `(S + sum_i p_i) / (sum_i p_i / c_i)` over the best set of workers
(arXiv 2410.04285; their code, vectozavr/ringmaster-lmo), which they minimise over the limits, by L-BFGS-B as a review
says. It is the T at which `sum_i max(0, p_i (T / c_i - 1)) = S`, tries counted at their full length c_i. As that sum
grows with T, the smallest T is where `sum_i max_c p_i(c) (T / c - 1)`, again one limit a worker, reaches S; it is found
by halving. A worker that would add nothing, as its tries are longer than that T, has no part. As tries that last long
are what a round waits for, this one often makes the shorter rounds where tries are few.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.cluster.draws import CONSTANT, MEASURED, POISSON
from engine.cluster.laws import Within, lists, of_list, spots, stacked, within
from engine.kernel.state import Floats, Work, work
from engine.methods.base import Setting

SHORTEST = 0.01
"""No best limit is below this share of a worker's mean: where many jobs end at once, ever shorter ones were best."""
NO_PART = -1.0
"""A limit that no job keeps."""
DRAWS = 1000
MOST_SPOTS = 1000
"""Of a list of measured times: where one worker has 100,000 and others a few, all would be too many."""
TIE = 1e-9
GOLDEN, TURNS = (5**0.5 - 1) / 2, 32
DOUBLINGS, HALVINGS = 200, 100


class Law(NamedTuple):
    """Job times known by their law, or by the list of measured ones."""

    work: Work

    def within(self, limits: Floats) -> Within:
        """Chances and mean seconds (n, L) of tries that are cut off at limits (n, L)."""
        return within(self.work, limits)

    def spots(self) -> Floats:
        """Limits (n, L) worth trying, in ascending order."""
        if self.work.law == MEASURED:
            return side_by_side(lists(self.work))
        return spots(self.work)

    @property
    def smooth(self) -> bool:
        """May the best limit lie between two spots?"""
        return self.work.law not in (MEASURED, POISSON)


class Drawn(NamedTuple):
    """Job times known by the seconds of some jobs of each worker (n, count); with the members of a law."""

    seconds: Floats

    def within(self, limits: Floats) -> Within:
        return stacked([of_list(*part) for part in zip(self.seconds, limits, strict=True)])

    def spots(self) -> Floats:
        return np.sort(self.seconds, axis=1)

    @property
    def smooth(self) -> bool:
        return False


Known = Law | Drawn
"""What limits are planned by."""


def known_times(setting: Setting) -> tuple[Known, Known]:
    """What limits and tries are planned by, and what their chances are taken from: the law, or two sets of DRAWS draws.

    With the same draws for both, the plan that has just enough finished tries by them would promise too many.
    """
    if setting.work is not None:
        law = Law(setting.work)
        return law, law
    if setting.draws is None:
        means = Law(work(CONSTANT, base=setting.means))
        return means, means
    # In turn, for speeds may drift.
    seconds = setting.draws(2 * DRAWS)
    return Drawn(seconds[:, ::2]), Drawn(seconds[:, 1::2])


def side_by_side(seconds: list[Floats]) -> Floats:
    """Lists as ascending rows (n, L), filled up with each one's largest entry; long ones at even steps."""
    rows = np.empty((len(seconds), min(MOST_SPOTS, max(map(len, seconds)))))
    for row, own in zip(rows, seconds, strict=True):
        ordered = np.sort(own)
        if ordered.size > row.size:
            ordered = ordered[np.linspace(0, ordered.size - 1, row.size).astype(int)]
        row[: ordered.size], row[ordered.size :] = ordered, ordered[-1]
    return rows


def best_limits(known: Known, means: Floats, value: Callable[[Within, Floats], Floats]) -> Floats:
    """The limit (n,) of the largest `value(within, limits)` (n, L) of each worker, the longest of those that tie."""
    least = SHORTEST * means[:, None]
    grid = np.maximum(np.hstack([least, known.spots()]), least)
    # Of a tie the last one, to rounding.
    found = value(known.within(grid), grid)
    top = found.max(axis=1, keepdims=True)
    place = grid.shape[1] - 1 - np.argmax((found >= top - TIE * np.abs(top))[:, ::-1], axis=1)
    rows = np.arange(means.size)
    best = np.asarray(grid[rows, place])
    if not known.smooth:
        return best
    low = grid[rows, np.maximum(place - 1, 0)]
    high = grid[rows, np.minimum(place + 1, grid.shape[1] - 1)]
    finer = golden(lambda limits: value(known.within(limits[:, None]), limits[:, None])[:, 0], low, high)
    pair = np.stack([best, finer], axis=1)
    return np.asarray(pair[rows, np.argmax(value(known.within(pair), pair), axis=1)])


def golden(value: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Where each entry of `value` (n,) is largest between `low` and `high` (n,), by golden section."""
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = value(left), value(right)
    for _ in range(TURNS):
        rises = at_left < at_right
        low, high = np.where(rises, left, low), np.where(rises, high, right)
        fresh = np.where(rises, low + GOLDEN * (high - low), high - GOLDEN * (high - low))
        at_fresh = value(fresh)
        left, right = np.where(rises, right, fresh), np.where(rises, fresh, left)
        at_left, at_right = np.where(rises, at_right, at_fresh), np.where(rises, at_fresh, at_left)
    return (low + high) / 2


def rate_limits(known: Known, means: Floats) -> Floats:
    """The limits (n,) at which tries finish at the largest rate; inf where no limit is as good as any."""

    def rate(found: Within, limits: Floats) -> Floats:
        return found.chance / found.seconds

    limits = best_limits(known, means, rate)
    pair = np.stack([limits, np.full(means.size, np.inf)], axis=1)
    cut, uncut = rate(known.within(pair), pair).T
    return np.where(uncut >= cut * (1 - TIE), np.inf, limits)


def bound_limits(known: Known, means: Floats, batch: int) -> Floats:
    """The limits (n,) of the authors' smallest bound on a round's time; NO_PART for workers that have none in it."""
    grid = np.maximum(np.hstack([SHORTEST * means[:, None], known.spots()]), SHORTEST * means[:, None])
    chance = known.within(grid).chance

    def gradients(time: float) -> Floats:
        """Each worker's share of the S gradients (n,)."""
        return np.asarray((chance * np.maximum(time / grid - 1, 0.0)).max(axis=1))

    low, high = 0.0, float(means.min())
    for _ in range(DOUBLINGS):
        if gradients(high).sum() >= batch:
            break
        low, high = high, 2 * high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if gradients(middle).sum() >= batch else (middle, high)
    limits = best_limits(known, means, lambda found, at: found.chance * np.maximum(high / at - 1, 0.0))
    return np.where(gradients(high) > TIE * batch, limits, NO_PART)
