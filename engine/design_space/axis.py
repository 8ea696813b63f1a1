"""A variable as numbers: a float and an integer stand for themselves, a value of a list for its place there."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.design_space.variables import SpaceError, Value

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Allowed:
    """What one axis may be: everything from `low` to `high`, or only the `places` of a list."""

    low: float
    high: float
    places: Floats | None = None


@dataclass(frozen=True)
class Axis:
    """The range of one variable. Numbers on it are floats, places are whole ones from 0."""

    name: str
    low: float
    high: float
    whole: bool = False
    log: bool = False
    values: tuple[Value, ...] | None = None
    nominal: bool = False  # the values have no order

    @cached_property
    def everything(self) -> Allowed:
        return Allowed(self.low, self.high)

    @property
    def size(self) -> int:
        """How many values there are; 1 for a float, whose range counts as one."""
        return round(self.high - self.low) + 1 if self.whole else 1

    @cached_property
    def imputed(self) -> float:
        """What stands in for an inactive variable: the lowest value, or the middle of a float's range."""
        if self.whole:
            return self.low
        return math.sqrt(self.low) * math.sqrt(self.high) if self.log else self.low / 2 + self.high / 2

    def unit(self, numbers: Floats) -> Floats:
        """Where numbers lie between the ends, 0 to 1; 0 where the ends are the same."""
        if self.low == self.high:
            return np.zeros_like(numbers)
        if self.log:
            return np.asarray(np.log(numbers / self.low) / np.log(self.high / self.low))
        return np.asarray((numbers - self.low) / (self.high - self.low))

    def from_unit(self, unit: Floats) -> Floats:
        """The numbers that lie there; of whole ones the nearest."""
        numbers = self.low * (self.high / self.low) ** unit if self.log else self.low + unit * (self.high - self.low)
        return np.clip(np.rint(numbers) if self.whole else numbers, self.low, self.high)

    def quantile(self, share: Floats, allowed: Allowed) -> Floats:
        """The numbers below which shares (P,) of the draws lie: uniform over what is allowed, or over its logarithm."""
        if allowed.places is not None:
            return np.asarray(
                allowed.places[np.minimum((share * allowed.places.size).astype(int), allowed.places.size - 1)]
            )
        low, high = (allowed.low - 0.5, allowed.high + 0.5) if self.whole else (allowed.low, allowed.high)
        numbers = low * (high / low) ** share if self.log else low + share * (high - low)
        # A share just below 1/2 must not be rounded to even.
        return np.clip(np.floor(numbers + 0.5) if self.whole else numbers, allowed.low, allowed.high)

    def nearest(self, numbers: Floats, allowed: Allowed) -> Floats:
        """The allowed numbers that are next to these; where there is none (NaN), next to the imputed one."""
        known = np.where(np.isnan(numbers), self.imputed, numbers)
        if allowed.places is not None:
            if self.nominal:  # no value is nearer than another
                return np.where(np.isin(known, allowed.places), known, allowed.places[0])
            return np.asarray(allowed.places[np.abs(known[:, None] - allowed.places).argmin(axis=1)])
        return np.clip(np.rint(known) if self.whole else known, allowed.low, allowed.high)

    def encode(self, value: Any) -> float:
        """The number of a value, NaN for what is none; of a list of numbers the place of the nearest."""
        if self.values is None:
            return number(value)
        if value in self.values:
            return float(self.values.index(value))
        if self.nominal or any(isinstance(known, str) for known in self.values) or math.isnan(number(value)):
            return math.nan
        return float(np.abs(np.array(self.values, dtype=float) - number(value)).argmin())

    def decode(self, value: float) -> Value:
        """The value of a number on the axis."""
        if self.values is not None:
            return self.values[int(value)]
        return int(value) if self.whole else float(value)

    def places(self, values: Iterable[Any]) -> Floats:
        """The numbers (k,) of those values that the axis has exactly, ascending."""
        if self.values is not None:
            return np.array(sorted({float(self.values.index(value)) for value in values if value in self.values}))
        numbers = {number(value) for value in values}
        return np.array(sorted(x for x in numbers if self.low <= x <= self.high and (not self.whole or x == int(x))))

    def allowed(self, given: Any) -> Allowed:
        """What a function of limits returned, as far as it is on the axis. Raises SpaceError where that is nothing."""
        if self.values is not None:
            places = self.places(given)
            if places.size:
                return Allowed(self.low, self.high, places)
        else:
            low, high = max(self.low, float(given[0])), min(self.high, float(given[1]))
            low, high = (math.ceil(low), math.floor(high)) if self.whole else (low, high)
            if low <= high:
                return Allowed(float(low), float(high))
        raise SpaceError(f"{self.name}: its limits leave nothing of its range")


def number(value: Any) -> float:
    """The value as a number, NaN for what is none."""
    if isinstance(value, bool | str) or value is None:
        return math.nan
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan
