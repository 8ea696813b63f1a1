"""The vertical range of the gap's picture: what it holds, and where it snaps to."""

import math

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from engine.kernel.state import Floats
from engine.results.curves import SMALLEST
from engine.results.gap_picture import inside_picture
from engine.results.gap_range import TALLEST, snapped, usual_gap, vertical_range
from tests.support.gaps import curve_of, gap
from tests.support.made import simulation, walk


def test_the_usual_gap() -> None:
    ways = [curve_of(5, 1), curve_of(3, 900)]
    assert usual_gap(ways, 2.0) == 5
    assert usual_gap(ways, 7.0) == 7
    assert usual_gap([curve_of(math.inf, 1), curve_of(3, 900)], 0.0) == 3
    # From the goal, with the biased limit there, too: what the runs show most.
    assert usual_gap([curve_of(0, 2, 3, 1e-20, math.inf, 4)], 0.0) == 3
    assert usual_gap([curve_of(0, math.inf, 0)], 0.0) == 1


@pytest.mark.parametrize("logarithmic", [True, False])
def test_the_range_holds_what_is_not_out_of_bounds(logarithmic: bool) -> None:
    inside, limit = [curve_of(10, 4, 1)], TALLEST[logarithmic] * 10
    low, high = vertical_range(inside, logarithmic, 0.1)
    assert 0 <= low <= 0.5
    assert 20 < high < limit
    leaves = [curve_of(10, 4, 1), curve_of(10, limit * 1.01)]
    assert vertical_range(leaves, logarithmic, 0.1)[1] > limit
    assert vertical_range([curve_of(10, math.nan)], logarithmic, 0.1)[1] > limit


def test_the_range_ends_above_what_is_rounding() -> None:
    low, _ = vertical_range([curve_of(10, 1, SMALLEST / 4)], True, 0.1)
    assert low == pytest.approx(0.5 / 1.6)


def test_a_curve_is_cut_where_its_median_leaves() -> None:
    line = inside_picture(curve_of(1, 0.01, math.nan, 1), 0.1, 5)
    assert line.leaves
    np.testing.assert_allclose(line.x, [0, 1, 2])
    np.testing.assert_allclose(line.median, [1, 0.1, 5])
    np.testing.assert_allclose(line.low, [0.5, 0.1, 5])
    np.testing.assert_allclose(line.high, [2, 0.1, 5])
    # The band alone may go beyond the edge.
    whole = inside_picture(curve_of(1, 4, 2), 0.1, 5)
    assert not whole.leaves
    np.testing.assert_allclose(whole.high, [2, 5, 4])


POWERS = st.floats(-18, 250)
ROUNDING = 1e-12


@pytest.mark.parametrize("logarithmic", [True, False])
@examples(POWERS, st.floats(0.01, 50))
def test_a_snapped_range_is_a_little_larger(logarithmic: bool, power: float, decades: float) -> None:
    low, high = 10.0**power if logarithmic else 0.0, 10.0 ** (power + decades)
    bottom, top = snapped(low, high, logarithmic)
    assert 0 <= bottom < top < math.inf
    assert bottom <= low * (1 + ROUNDING)
    assert top >= high * (1 - ROUNDING)
    # Half a decade, or half of the first digit.
    most = math.sqrt(10) if logarithmic else 1.5
    assert top <= high * most * (1 + ROUNDING)
    assert bottom >= low / most * (1 - ROUNDING)


@examples(POWERS, st.lists(st.floats(0.001, 0.999), min_size=2, max_size=10))
def test_a_logarithmic_range_stays_within_half_a_decade(power: float, parts: list[float]) -> None:
    half = math.floor(power * 2) / 2
    ends = {snapped(10 ** (half + part / 2), 10 ** (half + 2 + part / 2), True) for part in parts}
    assert len(ends) == 1
    assert ends.pop() == pytest.approx((10**half, 10 ** (half + 2.5)))


@examples(st.integers(-17, 250), st.integers(2, 19), st.lists(st.floats(0.001, 0.999), min_size=2, max_size=10))
def test_a_linear_range_stays_within_half_a_digit(power: int, halves: int, parts: list[float]) -> None:
    ends = {snapped(0.0, (halves + part) / 2 * 10.0**power, False) for part in parts}
    assert len(ends) == 1
    assert ends.pop() == pytest.approx((0, (halves + 1) / 2 * 10.0**power))


def test_a_little_more_noise_leaves_the_axis_where_it_is() -> None:
    def drawn(shift: float) -> Floats:
        return np.asarray(walk(4) * (1 + shift))

    assert gap(simulation(drawn(0.0)))["y"] == gap(simulation(drawn(0.01)))["y"]
