"""How many jobs are under way while another is: what the steps derived here for asynchronous methods depend on.

Worker i's job meets at most `N_ij` jobs of worker j, those that are under way when it begins and those that begin
before it ends (`N_ii = 1`, itself). Each may pull x away from where its gradient was taken, so that the sum of pulls
met, weighted, bounds the step: docs/theory.md has the proof.
- Job times within bounds (fixed, or measured ones replayed): `N_ij = 1 + ceil(longest_i / shortest_j)`.
- Independent random times of mean m_i and coefficient of variation v_i: in the mean `N_ij = 2 + m_i / m_j + v_j^2`,
  by Lorden's inequality (1970, Ann. Math. Statist. 41(2)): in a time t a worker begins at most `t / m + 1 + v^2` jobs
  in the mean, however long ago it last began one.
Workers restart at once. The server's queue plays no part.
"""

from typing import NamedTuple

import numpy as np

from engine.cluster import Cluster
from engine.cluster.jitter import NoJitter
from engine.cluster.power import Steady
from engine.cluster.speeds import Trace
from engine.kernel.state import Floats

ROUNDING = 1e-9
"""A ratio of times so little above a whole number is that number."""
MOST_GROUPS = 1000
"""Kinds of workers up to which N is written out; beyond, N_ij <= 2 + a_i / b_j has its eigenvalue in closed form."""
MOST_PASSES, CLOSE = 200, 1e-9
"""The power iteration ends after so many passes or at this relative precision; it is above the eigenvalue always."""


class Paces(NamedTuple):
    """What is known of the workers' job times, (n,) each, in seconds."""

    means: Floats
    longest: Floats  # no job of worker i takes longer; its mean where times are random
    shortest: Floats  # no job of worker i is shorter; its mean where times are random
    variation: Floats | None  # squared coefficients of variation of random times; None: the bounds hold for every job


def paces_of(cluster: Cluster) -> Paces | None:
    """What is known of a cluster's job times; None where the workers' power changes."""
    if not isinstance(cluster.power, Steady):
        return None
    means = cluster.means()
    if isinstance(cluster.speed, Trace):
        longest, shortest = (np.array(list(map(end, cluster.speed.durations))) for end in (max, min))
        return Paces(means, longest, shortest, None)
    if isinstance(cluster.jitter, NoJitter):
        return Paces(means, means, means, None)
    variances = cluster.jitter.variances(cluster.speed.tau(cluster.workers))
    return Paces(means, means, means, np.asarray(variances / means**2))


def least_delays(paces: Paces) -> Floats:
    """Arrivals that every job of worker i has to wait for at least, (n,): `sum_j floor(shortest_i / longest_j)`."""
    none = np.zeros(paces.means.size)
    longest, sizes = np.unique(paces.longest, return_counts=True)
    if paces.variation is not None or longest.size > MOST_GROUPS:
        return none
    among = np.floor(paces.shortest[:, None] / longest + ROUNDING) @ sizes
    return np.asarray(among - np.floor(paces.shortest / paces.longest + ROUNDING))


def overlap(paces: Paces, pulls: Floats) -> float:
    """The largest eigenvalue of the matrix N_ij pulls_j, or a little more; `pulls` (n,) are positive."""
    extra = np.zeros(pulls.size) if paces.variation is None else paces.variation
    rows = np.stack([paces.longest, paces.shortest, extra, pulls], axis=1)
    kinds, counts = np.unique(rows, axis=0, return_counts=True)
    sizes = counts.astype(np.float64)
    start, bound = closed_form(kinds, sizes)
    if len(kinds) > MOST_GROUPS:
        return bound
    return perron(matrix_of(kinds, sizes, paces.variation is None), start)


def matrix_of(kinds: Floats, sizes: Floats, bounded: bool) -> Floats:
    """N_ij pulls_j (k, k) summed over the workers of each kind; a row of `kinds` is longest, shortest, v^2, pull."""
    longest, shortest, extra, pulls = kinds.T
    ratios = longest[:, None] / shortest
    met = 1 + np.ceil(ratios - ROUNDING) if bounded else 2 + ratios + extra
    # A worker meets of its own jobs only the one that it does.
    return np.asarray((met * sizes - np.diag(met.diagonal() - 1)) * pulls)


def closed_form(kinds: Floats, sizes: Floats) -> tuple[Floats, float]:
    """The largest eigenvalue and its vector (k,) with `2 + v_j^2 + a_i / b_j`, at least N_ij, in its place.

    The vector is a sum of 1 and a, so that a matrix of two rows is left.
    """
    longest, shortest, extra, pulls = kinds.T
    weights, rates = sizes * pulls * (2 + extra), sizes * pulls / shortest
    p, q, r, s = weights.sum(), weights @ longest, rates.sum(), rates @ longest
    bound = (p + s + np.sqrt((p - s) ** 2 + 4 * q * r)) / 2
    return np.asarray(q + (bound - p) * longest), float(bound)


def perron(matrix: Floats, start: Floats) -> float:
    """The largest eigenvalue of a positive matrix (k, k), from above: Collatz and Wielandt's bound at each pass."""
    vector, found = start, np.inf
    for _ in range(MOST_PASSES):
        following = matrix @ vector
        ratios = following / vector
        found = min(found, float(ratios.max()))
        if ratios.min() > found * (1 - CLOSE):
            break
        vector = following / following.max()
    return found
