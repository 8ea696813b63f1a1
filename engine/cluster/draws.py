"""Random laws: one draw of a job's own stream. A job's work is `base_i + spread_i * draw`, in simulated seconds."""

import math

import numpy as np
from numba import float64, int64, uint64

from engine.kernel.jit import called
from engine.kernel.streams import normal, uniform

CONSTANT, MEASURED, EXPONENTIAL, GAMMA, LOGNORMAL, FOLDED_NORMAL, POISSON, UNIFORM = range(8)
"""The first two draw nothing."""

INVERSION_BELOW = 10.0
"""Poisson means below this are inverted in some ten steps; above, the rejection takes as long for every mean."""
LEAST_CHANCE = 1e-18
"""Where inversion stops: less than the last bit of a uniform draw, so no sum of chances would get there."""
LOG_FACTORIALS = np.array([math.lgamma(k + 1) for k in range(10)])


@called(float64(float64, uint64))
def gamma_draw(shape: float, key: int) -> float:
    """A gamma draw of the given shape and scale 1 (Marsaglia, Tsang 2000, ACM TOMS 26(3))."""
    boost = 1.0
    if shape < 1.0:
        boost = uniform(key, 0) ** (1.0 / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    index = 1
    while True:
        x = normal(key, index)
        v = (1.0 + x / math.sqrt(9.0 * d)) ** 3
        # normal(key, i) takes the draws 2 i and 2 i + 1, so 2 i + 2 is the next free one.
        u = uniform(key, 2 * index + 2)
        if v > 0.0 and math.log(u) < x * x / 2.0 + d - d * v + d * math.log(v):
            return boost * d * v
        index += 2


@called(float64(float64, float64))
def poisson_log_chance(count: float, mean: float) -> float:
    """log(mean^count exp(-mean) / count!), by Stirling's series from 10 on.

    There the large terms cancel on paper, for in floats a mean of 1e9 would leave no digits.
    """
    if count < 10.0:
        return count * math.log(mean) - mean - LOG_FACTORIALS[int(count)]
    squared = count * count
    series = (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * squared)) / squared) / squared) / count
    away = count - mean
    return count * math.log1p(-away / count) + away - 0.5 * math.log(2.0 * math.pi * count) - series


@called(float64(float64, uint64))
def poisson_draw(mean: float, key: int) -> float:
    """A Poisson draw: inversion for small means, transformed rejection (PTRS, Hoermann 1993) for large ones."""
    if mean < INVERSION_BELOW:
        u, count, chance = uniform(key, 0), 0.0, math.exp(-mean)
        while u > chance > LEAST_CHANCE:
            u -= chance
            count += 1.0
            chance *= mean / count
        return count
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = 0.02483 * b - 0.059
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    index = 0
    while True:
        u = uniform(key, index) - 0.5
        v = uniform(key, index + 1)
        index += 2
        edge = 0.5 - abs(u)
        count = math.floor((2.0 * a / edge + b) * u + mean + 0.43)
        if edge >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2.0):
            return count
        if count < 0.0 or (edge < 0.013 and v > edge):
            continue
        if math.log(v * inverse_alpha / (a / (edge * edge) + b)) <= poisson_log_chance(count, mean):
            return count


@called(float64(int64, float64, uint64))
def draw(law: int, shape: float, key: int) -> float:
    """One draw of `law`.

    `shape` is the coefficient of variation of a gamma or lognormal draw (their mean is 1), the mean of a
    folded normal draw before folding (its standard deviation is 1), or the mean of a Poisson draw.
    """
    if law == EXPONENTIAL:
        return -math.log(uniform(key, 0))
    if law == UNIFORM:
        return uniform(key, 0)
    if law == FOLDED_NORMAL:
        return abs(shape + normal(key, 0))
    if law == POISSON:
        return poisson_draw(shape, key)
    squared = shape * shape
    if law == GAMMA:
        return squared * gamma_draw(1.0 / squared, key)
    spread = math.log1p(squared)
    return math.exp(math.sqrt(spread) * normal(key, 0) - spread / 2.0)
