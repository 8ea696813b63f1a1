"""What fixed and measured job times stand for, once more: fractions, whose sums are exact."""

import math
from decimal import Decimal
from fractions import Fraction

from engine.cluster import Cluster
from tests.reference.cluster import tau_of

DIGITS = 11
Own = list[tuple[float, Fraction]]
"""A worker's jobs: seconds, and what they stand for."""


def fractions_of(cluster: Cluster) -> list[Own] | None:
    """Of each worker's jobs; None where they are random, end by a changing power, or stand for nothing in common."""
    if cluster.jitter.kind != "none" or cluster.power.kind != "steady":
        return None
    if cluster.speed.kind == "trace":
        jobs = [list(own) for own in cluster.speed.durations]
    else:
        jobs = [[tau_of(cluster, worker)] for worker in range(cluster.workers)]
    values = sorted({seconds for own in jobs for seconds in own})
    found = as_typed(values) or as_multiples(values)
    return None if found is None else [[(seconds, found[seconds]) for seconds in own] for own in jobs]


def as_typed(values: list[float]) -> dict[float, Fraction] | None:
    """Decimals of few digits as they are written, others as a fraction of a small denominator."""
    found = {}
    for value in values:
        written, small = Fraction(repr(value)), Fraction(value).limit_denominator(1000)
        short = len(Decimal(repr(value)).normalize().as_tuple().digits) <= DIGITS
        if not short and abs(float(small) - value) > 1e-12 * value:
            return None
        found[value] = written if short else small
    common = math.lcm(*(exact.denominator for exact in found.values()))
    return found if max(found.values()) * common <= 10**DIGITS else None


def as_multiples(values: list[float]) -> dict[float, Fraction] | None:
    """As fractions of the shortest."""
    parts = {value: Fraction(value / values[0]).limit_denominator(1000) for value in values}
    if any(abs(float(part) * values[0] - value) > 1e-12 * value for value, part in parts.items()):
        return None
    return {value: part * Fraction(values[0]) for value, part in parts.items()}


def mean_of(own: Own) -> Fraction:
    return sum((exact for _, exact in own), Fraction(0)) / len(own)
