"""Where a method converges: rates over steps, the largest step."""

import math
from collections.abc import Callable

import numpy as np

from engine.kernel.state import Floats
from engine.methods import MethodSettings
from engine.theory.cycle import Cycle
from engine.theory.replay import rates

LARGEST_STATE = 10_000
"""Numbers in the states that are replayed at once: they stay in a core's cache."""
DIGITS = 12
"""Curvatures that agree in so many digits are taken for one."""
SMALLEST_STEP, GROWTH, PASSES = 1e-4, 10 ** (1 / 8), 6
"""The search for the largest step begins at SMALLEST_STEP / (n L), looks at steps GROWTH apart, for so many passes"""
POINTS = 16
"""of so many steps each, and narrows the bracket by root finding,"""
PRECISION = 1e-11
"""in the step's logarithm."""
MOST_GROWTH = 10.0
EVALUATIONS = 70
"""Rates that it takes, about."""
MOST_SEARCH = 6e9
"""Operations of one search: some ten seconds."""
PROBE = 1e-2
FAR = 1e12
"""A rule that caps its step does so somewhere between the smallest step over FAR and that step times FAR."""


def with_step(settings: MethodSettings, step: float) -> MethodSettings:
    """The settings with another step."""
    return settings.model_copy(update={"step": float(step)})


def in_proportion(cycle: Cycle, smoothness: float) -> bool:
    """Does only the product of step and curvature matter to the method? Not where its rule caps the step."""
    n = cycle.layout.workers
    step, curvatures = PROBE / (n * smoothness), np.full((n, 1, 1, 1), smoothness)
    base = np.log(rates(cycle, with_step(cycle.settings, step), curvatures, smoothness))
    for factor in (1 / FAR, FAR):
        other = np.log(rates(cycle, with_step(cycle.settings, step * factor), curvatures / factor, smoothness))
        if not np.allclose(other, base, rtol=1e-6, atol=0):
            return False
    return True


def worst_rates(cycle: Cycle, steps: Floats, curvatures: Floats, smoothness: float, proportional: bool) -> Floats:
    """Contraction per arrival (P,) at each of the steps (P,), of the slowest of the curvatures (n, s, s, lanes).

    `proportional` is what `in_proportion` says: three replays, which are enough for all steps and momenta.
    """
    if not proportional:
        found = (rates(cycle, with_step(cycle.settings, step), curvatures, smoothness) for step in steps)
        return np.array([each.max() for each in found])
    # At a step of its own: the scenario's may be so small that products leave the range of numbers.
    usual = with_step(cycle.settings, 1 / smoothness)
    scaled = significant(curvatures[..., None, :] * (steps * smoothness)[:, None])
    different, place = np.unique(scaled.reshape(-1, scaled.shape[-2] * scaled.shape[-1]), axis=1, return_inverse=True)
    lanes = different.reshape(*curvatures.shape[:3], -1)
    size = max(1, LARGEST_STATE // (cycle.layout.rows * curvatures.shape[1]) ** 2)
    parts = [rates(cycle, usual, lanes[..., i : i + size], smoothness) for i in range(0, lanes.shape[-1], size)]
    return np.asarray(np.concatenate(parts)[place].reshape(len(steps), -1).max(axis=1))


def significant(numbers: Floats) -> Floats:
    """The numbers rounded to DIGITS significant digits."""
    with np.errstate(divide="ignore"):
        place = np.where(numbers == 0, 0, np.floor(np.log10(np.abs(numbers))))
    unit = 10.0 ** (place - DIGITS + 1)
    return np.asarray(np.round(numbers / unit) * unit)


def largest_step(cycle: Cycle, curvatures: Floats, smoothness: float) -> float:
    """The smallest step at which the method, with its momentum, no longer converges; 0 where it never does.

    To a relative 1e-10, between steps that are looked at: an island of divergence narrower than a third of its step
    may be missed. inf where none is found, nan where looking would take too long.
    """
    if search_work(cycle, curvatures) > MOST_SEARCH:
        return math.nan
    proportional = in_proportion(cycle, smoothness)

    def rates_at(steps: Floats) -> Floats:
        return worst_rates(cycle, steps, curvatures, smoothness, proportional)

    low = SMALLEST_STEP / (cycle.layout.workers * smoothness)
    for number in range(PASSES):
        steps = np.asarray(low * GROWTH ** np.arange(POINTS), np.float64)
        bad = np.flatnonzero(~(rates_at(steps) < 1))
        if bad.size:
            first = float(steps[bad[0]])
            return 0.0 if number == bad[0] == 0 else narrowed(rates_at, first / GROWTH, first)
        low = steps[-1] * GROWTH
    return math.inf


def search_work(cycle: Cycle, curvatures: Floats) -> float:
    """Operations that looking for the largest step takes, about: replays, and eigenvalues of what they leave."""
    q, s, lanes = cycle.layout.rows, curvatures.shape[1], curvatures.shape[3]
    return float(EVALUATIONS * lanes * (cycle.count * q * s**2 * (s + 5) + 25.0 * (q * s) ** 3))


def narrowed(rates_at: Callable[[Floats], Floats], low: float, high: float) -> float:
    """The edge between a step that converges and one that does not; `rates_at` are the rates at steps (P,)."""
    from scipy.optimize import brentq

    def growth(log_step: float) -> float:
        rate = float(rates_at(np.array([math.exp(log_step)]))[0])
        return float(np.clip(math.log(rate), -MOST_GROWTH, MOST_GROWTH)) if rate > 0 else -MOST_GROWTH

    edge = float(brentq(growth, math.log(low), math.log(high), xtol=PRECISION, rtol=PRECISION))
    return math.exp(edge)
