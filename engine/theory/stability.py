"""Where a method converges: rates over steps, the largest step."""

import numpy as np

from engine.methods import MethodSettings
from engine.state import Floats
from engine.theory.cycle import Cycle
from engine.theory.replay import rates

LARGEST_STATE = 10_000
"""Numbers in the states that are replayed at once: they stay in a core's cache."""
DIGITS = 12
"""Curvatures that agree in so many digits are taken for one."""
SMALLEST_STEP, GROWTH, PASSES = 1e-4, 10 ** (1 / 8), 6
"""The search for the largest step begins at SMALLEST_STEP / (n L), looks at steps GROWTH apart, for so many passes"""
POINTS = 16
"""of so many steps each; then it narrows the bracket in POINTS - 1 parts,"""
PRECISION = 1e-10
"""until its ends are so close."""
FAR = 1e12
"""A rule that caps its step does so somewhere between the smallest step over FAR and that step times FAR."""


def with_step(settings: MethodSettings, step: float) -> MethodSettings:
    """The settings with another step."""
    return settings.model_copy(update={"step": float(step)})


def in_proportion(cycle: Cycle, curvatures: Floats, smoothness: float) -> bool:
    """Does only step times curvature matter to the method? Not where its rule caps the step."""
    step = SMALLEST_STEP / (cycle.layout.workers * smoothness)
    base = rates(cycle, with_step(cycle.settings, step), curvatures, smoothness)
    for factor in (1 / FAR, FAR):
        other = rates(cycle, with_step(cycle.settings, step * factor), curvatures / factor, smoothness)
        if not np.allclose(other, base, rtol=1e-9, atol=0):
            return False
    return True


def worst_rates(cycle: Cycle, steps: Floats, curvatures: Floats, smoothness: float) -> Floats:
    """Contraction per arrival (P,) at each of the steps (P,), of the slowest of the curvatures (n, s, s, lanes)."""
    if not in_proportion(cycle, curvatures[..., :1], smoothness):
        settings = (with_step(cycle.settings, step) for step in steps)
        return np.array([rates(cycle, one, curvatures, smoothness).max() for one in settings])
    factors = steps / cycle.settings.step
    scaled = significant(curvatures[..., None, :] * factors[:, None])
    different, place = np.unique(scaled.reshape(-1, scaled.shape[-2] * scaled.shape[-1]), axis=1, return_inverse=True)
    lanes = different.reshape(*curvatures.shape[:3], -1)
    size = max(1, LARGEST_STATE // (cycle.layout.rows * curvatures.shape[1]) ** 2)
    found = [
        rates(cycle, cycle.settings, lanes[..., i : i + size], smoothness) for i in range(0, lanes.shape[-1], size)
    ]
    return np.asarray(np.concatenate(found)[place].reshape(len(steps), -1).max(axis=1))


def significant(numbers: Floats) -> Floats:
    """Numbers to DIGITS significant digits."""
    with np.errstate(divide="ignore"):
        place = np.where(numbers == 0, 0, np.floor(np.log10(np.abs(numbers))))
    unit = 10.0 ** (place - DIGITS + 1)
    return np.asarray(np.round(numbers / unit) * unit)


def largest_step(cycle: Cycle, curvatures: Floats, smoothness: float) -> float:
    """The smallest step at which the method, with its momentum, no longer converges; 0 where it never does.

    To a relative 1e-10, between steps that are looked at: an island of divergence narrower than a third of its step
    may be missed. inf where none is found.
    """
    low = SMALLEST_STEP / (cycle.layout.workers * smoothness)
    for number in range(PASSES):
        steps = np.asarray(low * GROWTH ** np.arange(POINTS), np.float64)
        bad = np.flatnonzero(~(worst_rates(cycle, steps, curvatures, smoothness) < 1))
        if bad.size and bad[0] == 0:
            return 0.0 if number == 0 else narrowed(cycle, steps[0] / GROWTH, steps[0], curvatures, smoothness)
        if bad.size:
            return narrowed(cycle, steps[bad[0] - 1], steps[bad[0]], curvatures, smoothness)
        low = steps[-1] * GROWTH
    return float("inf")


def narrowed(cycle: Cycle, low: float, high: float, curvatures: Floats, smoothness: float) -> float:
    """The edge between a step that converges and one that does not."""
    while high / low - 1 > PRECISION:
        steps = np.geomspace(low, high, POINTS)
        bad = np.flatnonzero(~(worst_rates(cycle, steps[1:-1], curvatures, smoothness) < 1))
        first = int(bad[0]) + 1 if bad.size else POINTS - 1
        low, high = float(steps[first - 1]), float(steps[first])
    return float(np.sqrt(low * high))
