"""What times are multiples of: decimals as they are typed, small fractions, parts of the shortest."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cluster.units import LARGEST_MULTIPLE, evenly, units_of

THIRD = 1 / 3


@pytest.mark.parametrize(
    ("times", "multiples", "unit", "per_second", "exact"),
    [
        ([0.1, 0.3, 0.25], [2, 6, 5], 0.05, 20, True),
        ([2.008, 3.128], [251, 391], 0.008, 125, True),
        ([1000, 3000, 2000], [1, 3, 2], 1000, 1, True),
        ([0.000123, 1e5], [123, 10**11], 1e-6, 1e6, True),
        # A third as it is typed with all its digits, alone and beside a decimal; and with some twelve of them.
        ([THIRD, 1], [1, 3], THIRD, 3, True),
        ([THIRD, 2.008], [125, 753], 1 / 375, 375, True),
        ([0.33333333333333, 1], [1, 3], THIRD, 3, False),
        # With few digits it is no third.
        ([0.333, 1], [333, 1000], 0.001, 1000, True),
        # Computed from decimals: 0.30000000000000004.
        ([0.1, 3 * 0.1], [1, 3], 0.1, 10, False),
        ([math.sqrt(2), 2 * math.sqrt(2)], [1, 2], math.sqrt(2), 1 / math.sqrt(2), False),
    ],
)
def test_units(times: list[float], multiples: list[int], unit: float, per_second: float, exact: bool) -> None:
    found = units_of(np.array(times, np.float64))
    assert found is not None
    assert found.multiples.tolist() == multiples
    assert found.unit == pytest.approx(unit, rel=1e-15)
    assert found.per_second == pytest.approx(per_second, rel=1e-15)
    assert found.exact == exact


@pytest.mark.parametrize(
    "times",
    [np.sqrt([1.0, 2.0]), [1e-6, 1e9], [1, math.pi], np.random.default_rng(0).lognormal(size=100_000)],
    ids=["square roots", "too far apart", "pi", "measured"],
)
def test_times_without_a_unit(times: list[float]) -> None:
    assert units_of(np.array(times)) is None


@given(st.lists(st.tuples(st.integers(1, 10**5), st.integers(0, 4)), min_size=1, max_size=6))
def test_decimals_are_what_they_are_typed_as(given: list[tuple[int, int]]) -> None:
    typed = [Fraction(whole, 10**digits) for whole, digits in given]
    found = units_of(np.array([float(exact) for exact in typed]))
    assert found is not None
    multiples = [int(multiple) for multiple in found.multiples]
    assert math.gcd(*multiples) == 1
    assert max(multiples) <= LARGEST_MULTIPLE
    assert found.exact
    unit = typed[0] / multiples[0]
    assert [multiple * unit for multiple in multiples] == typed
    assert (found.unit, found.per_second) == (float(unit), unit.denominator)


@given(st.integers(1, 10**6), st.integers(0, 4), st.integers(2, 1000))
def test_even_moments_of_a_decimal_are_the_nearest_doubles(whole: int, digits: int, count: int) -> None:
    seconds = Fraction(whole, 10**digits)
    expected = [float(seconds * r / (count - 1)) for r in range(count)]
    assert evenly(float(seconds), count).tolist() == expected


@pytest.mark.parametrize("seconds", [math.pi, 1e9 / 3, 123456789.012345])
def test_even_moments_of_other_numbers(seconds: float) -> None:
    np.testing.assert_array_equal(evenly(seconds, 7), np.linspace(0, seconds, 7))
