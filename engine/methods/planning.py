"""How many tries each worker makes in a round of MindFlayer."""

import numpy as np

from engine.kernel.state import Floats, Integers

ROUNDING = 1e-9
SHORTEST = 1e-9
"""Seconds that a try takes at least."""


def tries_within(time: float, seconds: Floats) -> Integers:
    """floor(time / seconds) (n,), where a hair below a whole number counts as the number."""
    return np.floor(time / seconds + ROUNDING).astype(np.int64)


def plan_tries(chances: Floats, seconds: Floats, batch: int) -> Integers:
    """B_i = floor(T / seconds_i) (n,) at the smallest T with `sum_i chances_i B_i >= batch`.

    `chances` (n,) are those of a try to finish, `seconds` (n,) the mean length of a try. A worker whose tries cannot
    finish makes none.
    """
    seconds = np.where(chances > 0, np.maximum(seconds, SHORTEST), np.inf)
    throughput = float((chances / seconds).sum())
    shortest, longest = batch / throughput, (batch + float(chances.sum())) / throughput
    # Between the time that would do without rounding down and the one that does in any case.
    ends = [
        tau * np.arange(max(1, np.ceil(shortest / tau - ROUNDING)), np.floor(longest / tau + ROUNDING) + 1)
        for tau in seconds
    ]
    moments = np.unique(np.concatenate(ends))
    low, high = 0, moments.size - 1
    while low < high:
        middle = (low + high) // 2
        if chances @ tries_within(moments[middle], seconds) >= batch * (1 - ROUNDING):
            high = middle
        else:
            low = middle + 1
    return tries_within(moments[low], seconds)
