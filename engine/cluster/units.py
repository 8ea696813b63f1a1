"""Times as whole multiples of one unit: then workers that tie do so exactly, and schedules have periods.

A number that a person types is the decimal of its shortest form: 2.008 is 251/125. Where times are such decimals, or
fractions with a small denominator like 1/3, their unit is a fraction of a second; else it may still be a fraction of
the shortest time.
"""

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats, Integers

LARGEST_DENOMINATOR = 1000
ROUNDING = 1e-12
"""A time this close to a fraction of a small denominator, relatively, stands for it: 0.3333333333333 is 1/3."""
LAST_BITS = 2.0**-48
"""A number this close to a decimal, relatively, was computed from decimals: 3 * 0.1 is 0.3."""
LARGEST_MULTIPLE = 10**11
"""Decimals of up to eleven digits; sums of 11,000 of the longest job are exact still (see engine.cluster.clock)."""
MOST_DIGITS = 17
"""After the decimal point: of the shortest job that is possible, 1e-6 s, its eleven digits."""
NOT_DECIMAL = -1


class Units(NamedTuple):
    """A unit of which times (n,) are whole multiples."""

    multiples: Integers  # (n,) times over the unit
    unit: float  # simulated seconds
    per_second: float  # a whole number where the unit is a fraction of a second: that fraction's denominator
    exact: bool  # each time is the double nearest to its multiple of the unit


class Decimals(NamedTuple):
    """Numbers (n,) as whole / 10^digits with the fewest digits after the point."""

    whole: Floats  # (n,)
    digits: Integers  # (n,) NOT_DECIMAL where there are too many


def units_of(times: Floats) -> Units | None:
    """The largest unit of which all times (n,), above 0, are multiples; None where there is none.

    Sums of whole numbers are exact, so workers that tie do so to the last bit.
    """
    values, where = np.unique(times, return_inverse=True)
    found = of_a_second(values) or of_the_shortest(values)
    return None if found is None else found._replace(multiples=found.multiples[where])


def of_a_second(values: Floats) -> Units | None:
    """The largest unit of different times (m,) that is a fraction of a second; None where there is none."""
    whole, digits = decimals(values)
    rest = digits == NOT_DECIMAL
    fractions = near_fractions(values[rest])
    if fractions is None:
        return None
    tens = [10**k for k in range(int(digits.max()) + 1)]
    per_second = math.lcm(*tens[-1:], *(fraction.denominator for fraction in fractions))
    if per_second > LARGEST_MULTIPLE / float(values.max()) * (1 + LAST_BITS):
        return None
    multiples = np.empty(values.size, np.int64)
    multiples[~rest] = whole[~rest] * np.array([per_second // ten for ten in tens], np.float64)[digits[~rest]]
    multiples[rest] = [fraction.numerator * (per_second // fraction.denominator) for fraction in fractions]
    exact = bool(np.all(multiples / float(per_second) == values))
    shared = int(np.gcd.reduce(multiples))
    unit = Fraction(shared, per_second)
    return Units(multiples // shared, float(unit), float(unit.denominator), exact)


def of_the_shortest(values: Floats) -> Units | None:
    """The largest unit of different times (m,) that is a fraction of the shortest; None where there is none."""
    shortest = float(values.min())
    fractions = near_fractions(values / shortest)
    if fractions is None:
        return None
    common = math.lcm(*(fraction.denominator for fraction in fractions))
    multiples = [int(fraction * common) for fraction in fractions]
    shared = math.gcd(*multiples)
    if max(multiples) // shared > LARGEST_MULTIPLE:
        return None
    unit = shortest / common * shared
    return Units(np.array(multiples, np.int64) // shared, unit, 1 / unit, exact=False)


def decimals(values: Floats) -> Decimals:
    """Numbers (n,) above 0 as decimals; `digits` is NOT_DECIMAL for those that are none."""
    whole, digits = np.zeros(values.size), np.full(values.size, NOT_DECIMAL)
    for count in range(MOST_DIGITS + 1):
        nearest = np.rint(values * 10.0**count)
        close = np.abs(nearest / 10.0**count - values) <= LAST_BITS * values
        found = (digits == NOT_DECIMAL) & close & (nearest >= 1) & (nearest <= LARGEST_MULTIPLE)
        whole[found], digits[found] = nearest[found], count
    return Decimals(whole, digits)


def near_fractions(values: Floats) -> list[Fraction] | None:
    """Each number as a fraction of a small denominator; None where one of them is none."""
    fractions = []
    for value in map(float, values):
        fraction = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
        if abs(float(fraction) - value) > ROUNDING * value:
            return None
        fractions.append(fraction)
    return fractions


def evenly(seconds: float, count: int) -> Floats:
    """Moments (count,) at equal steps from 0 to `seconds`: where these are decimals, each the nearest double."""
    whole, digits = (float(part[0]) for part in decimals(np.array([seconds])))
    above, below = whole * (count - 1), 10.0**digits * (count - 1)
    # Only the division may round.
    if digits == NOT_DECIMAL or count < 2 or max(above, below) > 2.0**53:
        return np.linspace(0, seconds, count)
    return np.asarray(whole * np.arange(count) / below)
