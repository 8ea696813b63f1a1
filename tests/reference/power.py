"""Power over time, once more, from the formulas, in exact fractions: a job walks from one change to the next."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple


class Place(NamedTuple):
    """A worker among n, and the mean work of all."""

    worker: int
    work: list[float]

    @property
    def share(self) -> Fraction:
        return Fraction(self.worker, len(self.work))


def drift(power: Any, place: Place, second: Fraction) -> tuple[float, Fraction | None]:
    """From 1 to factor or 1 / factor in 32 equal stretches, each of the power of its middle; then for ever."""
    n = len(place.work)
    sign = -1 if place.worker < n // 2 else 1 if place.worker >= n - n // 2 else 0
    stretch = Fraction(power.seconds) / 32
    number = second // stretch
    if number >= 32:
        return power.factor**sign, None
    return power.factor ** (sign * (number + 0.5) / 32), (number + 1) * stretch


def day_night(power: Any, place: Place, second: Fraction) -> tuple[float, Fraction | None]:
    """The mean of 1 + depth sin(2 pi (t / period + share)) over the hour, from its integral."""
    hour = Fraction(power.period) / 24
    number = second // hour
    begin, end = (2 * math.pi * float(Fraction((number + k) % 24, 24) + place.share) for k in (0, 1))
    return 1 + power.depth * (math.cos(begin) - math.cos(end)) * 24 / (2 * math.pi), (number + 1) * hour


def outages(power: Any, place: Place, second: Fraction) -> tuple[float, Fraction | None]:
    """On, then off, counted from the worker's own beginning before second 0."""
    period, on = Fraction(power.on + power.off), Fraction(power.on)
    own = second + place.share * period
    begin = own // period * period
    if own - begin < on:
        return 1.0, second + begin + on - own
    return 0.0, second + begin + period - own


def swap(power: Any, place: Place, second: Fraction) -> tuple[float, Fraction | None]:
    number = second // Fraction(power.period)
    other = place.work[len(place.work) - 1 - place.worker]
    return 1.0 if number % 2 == 0 else place.work[place.worker] / other, (number + 1) * Fraction(power.period)


POWER: dict[str, Callable[[Any, Place, Fraction], tuple[float, Fraction | None]]] = {
    "steady": lambda power, place, second: (1.0, None),
    "drift": drift,
    "day_night": day_night,
    "outages": outages,
    "swap": swap,
}
"""The power at a second, and the second at which it changes."""

LONG_RUN: dict[str, Callable[[Any, Place], float]] = {
    "steady": lambda power, place: 1.0,
    "drift": lambda power, place: drift(power, place, Fraction(power.seconds))[0],
    "day_night": lambda power, place: 1.0,
    "outages": lambda power, place: power.on / (power.on + power.off),
    "swap": lambda power, place: (1 + place.work[place.worker] / place.work[-1 - place.worker]) / 2,
}


def seconds_for(power: Any, place: Place, work: float, now: float) -> float:
    """Seconds from `now` until the integral of the power is `work`."""
    second, left = Fraction(now), Fraction(work)
    while left > 0:
        speed, change = POWER[power.kind](power, place, second)
        if change is None or left <= Fraction(speed) * (change - second):
            second += left / Fraction(speed)
            break
        left -= Fraction(speed) * (change - second)
        second = change
    return float(second - Fraction(now))


PERIODS: dict[str, Callable[[Any], float]] = {
    "day_night": lambda power: power.period,
    "outages": lambda power: power.on + power.off,
    "swap": lambda power: 2 * power.period,
}
"""Seconds after which the power repeats."""


def done_until(power: Any, place: Place, second: Fraction) -> Fraction:
    """The integral of the power from 0 to `second`."""
    if power.kind in PERIODS:
        period = Fraction(PERIODS[power.kind](power))
        return second // period * walked(power, place, period) + walked(power, place, second % period)
    return walked(power, place, second)


def walked(power: Any, place: Place, second: Fraction) -> Fraction:
    done = at = Fraction(0)
    while at < second:
        speed, change = POWER[power.kind](power, place, at)
        until = second if change is None else min(change, second)
        done += Fraction(speed) * (until - at)
        at = until
    return done
