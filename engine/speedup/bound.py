"""A bound on asynchronous block descent with explicit constants, and the speedup that it promises.

Derived for this project after arXiv 1606.00498, and checked numerically; not the paper's theorem. D = f(x_0) - f*; L
and L_1 are the Lipschitz constants of the gradient and of one coordinate of it; V is the variance of the gradient
noise; a job takes Y of N coordinates, and misses no update older than the last T. If
`gamma <= min(Y / (2 L N), 1 / (L sqrt(8 (T N / Y + T^2))))` then

`(1/K) sum_k E|grad f(x_k)|^2
    <= 2 D / (gamma K) + L gamma (N/Y) V + 4 L^2 gamma^2 T (N/Y) V + (L_1^2 / 2) sum_i mu_i^2`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.kernel.state import Floats
from engine.methods.block_update import BlockSettings
from engine.problems import Problem
from engine.problems.gradient_variance import gradient_variance


@dataclass(frozen=True)
class Constants:
    """What the bound needs to know."""

    gap: float  # D
    smoothness: float  # L
    variance: float  # V
    coordinates: int  # N
    block: int  # Y
    smoothing: float = 0.0  # (L_1^2 / 2) sum_i mu_i^2

    @property
    def blocks(self) -> float:
        """N / Y."""
        return self.coordinates / self.block

    def step_of(self, factor: float) -> float:
        """The step that is so many times Y / (L N)."""
        return factor / (self.blocks * self.smoothness)

    def factor_of(self, step: float) -> float:
        """How many times Y / (L N) a step is."""
        return step * self.blocks * self.smoothness


def constants(problem: Problem, settings: BlockSettings) -> Constants:
    """Of a problem whose workers share one f. Raises ValueError where L is not known.

    V is exact for linear noise; for batches it is that at the start or at the minimiser, whichever is larger.
    """
    if not problem.smoothness > 0:
        raise ValueError("The bound needs the smoothness L of f, which is not known for this problem.")
    d = problem.dimension
    mu = settings.smoothing_of(d)
    return Constants(
        gap=float(problem.gaps(problem.start)),
        smoothness=problem.smoothness,
        variance=max(gradient_variance(problem), gradient_variance(problem, problem.optimum)),
        coordinates=d,
        block=settings.block_of(d),
        smoothing=problem.coordinate_smoothness**2 / 2 * float(mu @ mu) if mu.size else 0.0,
    )


def largest_step(of: Constants, delay: int) -> float:
    """The largest gamma for which the bound is proved."""
    spread = 8 * (delay * of.blocks + delay**2)
    return min(1 / (2 * of.blocks), 1 / math.sqrt(spread) if spread else math.inf) / of.smoothness


def bound(of: Constants, step: float, delay: int, arrivals: float) -> float:
    """What the mean of E|grad f(x_k)|^2 over the first `arrivals` updates stays below; inf where nothing is proved."""
    if step > largest_step(of, delay) * (1 + 1e-12):
        return math.inf
    return 2 * of.gap / (step * arrivals) + floor(of, step, delay)


def floor(of: Constants, step: float, delay: int) -> float:
    """The part of the bound that more arrivals do not lower."""
    noise = of.blocks * of.variance * (of.smoothness * step + 4 * of.smoothness**2 * step**2 * delay)
    return noise + of.smoothing


def best_step(of: Constants, delay: int, arrivals: float) -> float:
    """The gamma at which the bound after so many arrivals is least."""
    from scipy.optimize import brentq

    most = largest_step(of, delay)
    noise, size = of.blocks * of.variance, of.smoothness

    def slope(step: float) -> float:
        return step**2 * (size + 8 * size**2 * delay * step) * noise - 2 * of.gap / arrivals

    if slope(most) <= 0:
        return most
    return float(brentq(slope, 0.0, most, xtol=1e-300, rtol=1e-12))


def arrivals_for(of: Constants, delay: int, precision: float, step: float | None = None) -> float:
    """Arrivals after which the bound is at most `precision`, at the given step or the best; inf where it never is."""
    if step is not None:
        left = precision - floor(of, step, delay)
        return 2 * of.gap / (step * left) if left > 0 and step <= largest_step(of, delay) * (1 + 1e-12) else math.inf
    if precision <= of.smoothing:
        return math.inf

    from scipy.optimize import brentq

    def excess(log_arrivals: float) -> float:
        arrivals = math.exp(log_arrivals)
        return math.log(bound(of, best_step(of, delay, arrivals), delay, arrivals) / precision)

    low, high = 0.0, 0.0
    while excess(high) > 0:
        low, high = high, high + 5.0
        if high > 100:
            return math.inf
    return math.exp(float(brentq(excess, low, high))) if high > low else 1.0


def promised(of: Constants, workers: Sequence[int], delays: Sequence[int], precision: float) -> Floats:
    """IS(n) (W,) that the bound promises at its best steps, to reach `precision`, with these delays."""
    alone = arrivals_for(of, 0, precision)
    return np.array([n * alone / arrivals_for(of, t, precision) for n, t in zip(workers, delays, strict=True)])


@dataclass(frozen=True)
class Knee:
    """Up to which delay, about, speedup stays linear."""

    noiseless: float  # N / Y
    by_variance: float  # sqrt(K N V / (Y L D)): 0 without noise
    by_arrivals: float  # K V / (L D)

    @property
    def delay(self) -> float:
        """What the noise allows where it allows more, else N / Y."""
        return max(self.noiseless, min(self.by_variance, self.by_arrivals))


def knee(of: Constants, arrivals: float) -> Knee:
    """The conditions of linear speedup for a run of K arrivals."""
    signal = of.smoothness * of.gap
    return Knee(
        noiseless=of.blocks,
        by_variance=math.sqrt(arrivals * of.blocks * of.variance / signal),
        by_arrivals=arrivals * of.variance / signal,
    )
