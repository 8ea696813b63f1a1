"""The laws of job times in closed form, at power 1: the chance of a job to end within a limit, and E min(job, limit).

With Z a draw of `engine.cluster.draws` a job takes `base + spread Z` seconds, so both follow from P(Z <= u) and
E min(Z, u) at u = (limit - base) / spread; `E min(Z, u) = E[Z; Z <= u] + u P(Z > u)`.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import gammainc, gammaincc, gammaincinv, log_ndtr, ndtr, pdtr, pdtrc

from engine.cluster.draws import CONSTANT, EXPONENTIAL, FOLDED_NORMAL, GAMMA, LOGNORMAL, MEASURED, POISSON, UNIFORM
from engine.kernel.state import Floats, Work

LARGEST = 1e150
"""In place of no limit: no law has a tail there, and its square is a number."""
SPOTS, FAR = 257, 8.0
"""Spots over a law, out to so many standard deviations of a normal draw."""


class Within(NamedTuple):
    """What is known of jobs that are cut off at a limit, in arrays of one shape."""

    chance: Floats  # P(job <= limit)
    seconds: Floats  # E min(job, limit)


def within(work: Work, limits: Floats) -> Within:
    """Chances and mean seconds (n, L) of each worker's jobs at its limits (n, L), which may be inf."""
    if work.law == MEASURED:
        return stacked([of_list(*part) for part in zip(lists(work), limits, strict=True)])
    base, spread, shape = (part[:, None] for part in (work.base, work.spread, work.shape))
    limits = np.minimum(limits, np.float64(LARGEST))
    fixed = Within(np.where(limits >= base, 1.0, 0.0), np.asarray(np.minimum(limits, base), np.float64))
    if work.law == CONSTANT:
        return fixed
    # Of jobs that do not scatter after all the draw does not matter.
    scatters = np.broadcast_to(spread > 0, limits.shape)
    u = (limits - base) / np.where(spread > 0, spread, 1.0)
    chance, shorter = DRAWN[work.law](np.maximum(u, 0.0), shape)
    early = limits < base
    return Within(
        np.where(scatters, np.where(early, 0.0, chance), fixed.chance),
        np.where(scatters & ~early, base + spread * shorter, fixed.seconds),
    )


def stacked(found: list[Within]) -> Within:
    """The workers' chances and seconds (n, L), from one row each."""
    return Within(*(np.array(part) for part in zip(*found, strict=True)))


def lists(work: Work) -> list[Floats]:
    """The measured seconds of each worker."""
    return np.split(work.durations, work.starts[1:-1])


def of_list(seconds: Floats, limits: Floats) -> Within:
    """Chances and mean seconds (L,) at limits (L,) of jobs whose `seconds` (k,) are equally likely."""
    ordered = np.sort(seconds)
    count = np.searchsorted(ordered, limits, side="right")
    sums = np.append(0.0, np.cumsum(ordered))
    beyond = ordered.size - count
    left = np.where(beyond > 0, limits, 0.0)
    return Within(count / ordered.size, (sums[count] + left * beyond) / ordered.size)


def exponential(u: Floats, shape: Floats) -> tuple[Floats, Floats]:
    """Of Exp(1), where P and E min are the same."""
    chance = -np.expm1(-u)
    return chance, chance


def gamma(u: Floats, shape: Floats) -> tuple[Floats, Floats]:
    """Of mean 1 and variation v: shape k = 1 / v^2, scale 1 / k. E[Z; Z <= u] is P of the shape k + 1."""
    k = shape**-2.0
    return gammainc(k, k * u), gammainc(k + 1, k * u) + u * gammaincc(k, k * u)


def lognormal(u: Floats, shape: Floats) -> tuple[Floats, Floats]:
    """Of mean 1 and variation v: log Z has the variance s^2 = log(1 + v^2) and the mean -s^2 / 2."""
    s = np.sqrt(np.log1p(shape**2))
    with np.errstate(divide="ignore"):
        z = np.log(u) / s
    return ndtr(z + s / 2), ndtr(z - s / 2) + u * ndtr(-z - s / 2)


def folded_normal(u: Floats, shape: Floats) -> tuple[Floats, Floats]:
    """Of |X|, X ~ N(r, 1): E[|X|; |X| <= u] is that of X over (0, u) less that over (-u, 0)."""
    r = shape
    above, below = ndtr(u - r) - ndtr(-r), ndtr(-r) - ndtr(-u - r)
    inner = r * (above - below) + 2 * density(r) - density(u - r) - density(u + r)
    return above + below, inner + u * (ndtr(r - u) + ndtr(-u - r))


def density(z: Floats) -> Floats:
    """The density of N(0, 1)."""
    return np.asarray(np.exp(-z * z / 2) / np.sqrt(2 * np.pi))


def poisson(u: Floats, shape: Floats) -> tuple[Floats, Floats]:
    """Of a Poisson K, of which E[K; K <= j] is the mean times P(K <= j - 1)."""
    whole = np.floor(u)
    earlier = np.where(whole >= 1, pdtr(np.maximum(whole - 1, 0), shape), 0.0)
    return pdtr(whole, shape), shape * earlier + u * pdtrc(whole, shape)


def uniform(u: Floats, shape: Floats) -> tuple[Floats, Floats]:
    """Of a uniform draw from (0, 1)."""
    chance = np.minimum(u, 1.0)
    return chance, chance - chance * chance / 2


DRAWN: dict[int, Callable[[Floats, Floats], tuple[Floats, Floats]]] = {
    EXPONENTIAL: exponential,
    GAMMA: gamma,
    LOGNORMAL: lognormal,
    FOLDED_NORMAL: folded_normal,
    POISSON: poisson,
    UNIFORM: uniform,
}
"""P(Z <= u) and E min(Z, u) of each law that draws, at u >= 0 (n, L), the law's own shape being (n, 1)."""


def spots(work: Work) -> Floats:
    """Limits (n, L) in ascending order that cover each worker's law from its shortest jobs to its longest."""
    z = np.linspace(-FAR, FAR, SPOTS)[None, :]
    shape = work.shape[:, None]
    if work.law == EXPONENTIAL:
        draws = -log_ndtr(-z)
    elif work.law == GAMMA:
        draws = gammaincinv(shape**-2.0, ndtr(z)) * shape**2
    elif work.law == LOGNORMAL:
        s = np.sqrt(np.log1p(shape**2))
        draws = np.exp(s * z - s * s / 2)
    elif work.law == FOLDED_NORMAL:
        # A grid of the folded draws themselves: from 0, or from where they begin.
        low = np.maximum(shape - FAR, 0.0)
        draws = low + (shape + FAR - low) * np.linspace(0, 1, SPOTS)
    elif work.law == POISSON:
        # All whole numbers, of small means; the tail is an exponential one.
        low, high = np.maximum(shape - FAR * np.sqrt(shape), 0.0), shape + 1.5 * FAR * np.sqrt(shape) + 20
        draws = np.floor(low + (high - low) * np.linspace(0, 1, SPOTS))
    else:
        draws = np.linspace(0, 1, SPOTS)[None, :]
    return np.asarray(work.base[:, None] + work.spread[:, None] * draws)
