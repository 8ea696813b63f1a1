"""Fixed job times as whole multiples of one unit: then workers that tie do so exactly, and schedules have periods."""

import math
from fractions import Fraction

import numpy as np

from engine.state import Floats

LARGEST_DENOMINATOR = 1000
ROUNDING = 1e-12
"""A time this close to a fraction, relatively, stands for it: 0.3 is 3/10."""
LARGEST_MULTIPLE = 10**9


def in_units(times: Floats) -> tuple[Floats, float] | None:
    """Times (n,) as whole multiples (n,) of a unit in simulated seconds; None where they have no common unit.

    Sums of whole numbers are exact, so workers that tie do so to the last bit.
    """
    fractions = [Fraction(float(t)).limit_denominator(LARGEST_DENOMINATOR) for t in times / times.min()]
    ratios = np.array([float(fraction) for fraction in fractions])
    if np.any(np.abs(ratios * times.min() - times) > ROUNDING * times):
        return None
    common = math.lcm(*(fraction.denominator for fraction in fractions))
    multiples = [int(fraction * common) for fraction in fractions]
    shared = math.gcd(*multiples)
    if max(multiples) // shared > LARGEST_MULTIPLE:
        return None
    return np.array([float(multiple // shared) for multiple in multiples]), float(times.min()) / common * shared
