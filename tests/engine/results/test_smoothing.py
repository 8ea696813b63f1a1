"""Running means of curves: over what is drawn, centred, and honest about what is not finite."""

import math

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from engine.kernel.state import Floats
from engine.results.curves import SMALLEST, Curve
from engine.results.smoothing import smoothed, window_sums


def line(x: list[float], values: list[float]) -> Curve:
    """A curve whose three lines differ by a factor."""
    middle = np.array(values)
    return Curve(np.array(x), middle, middle / 2, middle * 2)


def test_a_mean_by_hand() -> None:
    """Heights 0, 4, 0, 8, 0 at 0, 1, 2, 3, 4: a window of 2 reaches the neighbours, and at 1 a half of each side."""
    found = smoothed(line([0, 1, 2, 3, 4], [0, 4, 0, 8, 0]), 2.0, logarithmic=False)
    np.testing.assert_allclose(found.median, [0, 2, 3, 4, 0])
    np.testing.assert_allclose(found.high, [0, 4, 6, 8, 0])
    # A window of 1 holds half of the line on each side: at 2 heights 2 to 0 and 0 to 4, at 1 from 2 to 4 to 2.
    narrow = smoothed(line([0, 1, 2, 3, 4], [0, 4, 0, 8, 0]), 1.0, logarithmic=False)
    np.testing.assert_allclose(narrow.median, [0, 3, 1.5, 6, 0])


def test_on_a_logarithmic_axis_the_mean_is_of_the_logarithm() -> None:
    found = smoothed(line([0, 1, 2], [1, 100, 1]), 2.0, logarithmic=True)
    np.testing.assert_allclose(found.median, [1, 10, 1])
    rounding = smoothed(line([0, 1, 2], [0, SMALLEST / 10, 0]), 2.0, logarithmic=True)
    np.testing.assert_allclose(rounding.median, [0, SMALLEST, 0], rtol=1e-12)


def test_the_window_narrows_towards_both_ends() -> None:
    """Of a line that rises by a jump in its middle, wide windows see as much of either side."""
    found = smoothed(line([0, 1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 2, 2, 2]), 100.0, logarithmic=False)
    np.testing.assert_allclose(found.median, [0, 0, 1 / 2, 1, 3 / 2, 2, 2])


def test_points_close_together_weigh_no_more() -> None:
    few = smoothed(line([0, 1, 2], [0, 2, 0]), 2.0, logarithmic=False).median[1]
    x = [0, 1, *np.linspace(1.01, 1.02, 50), 2]
    many = smoothed(line(x, [2 - 2 * abs(place - 1) for place in x]), 2.0, logarithmic=False).median[1]
    assert few == many == pytest.approx(1)


@pytest.mark.parametrize("missing", [math.inf, math.nan])
@pytest.mark.parametrize("logarithmic", [True, False])
def test_a_window_that_meets_what_is_not_finite_has_no_finite_mean(logarithmic: bool, missing: float) -> None:
    values = [3.0] * 4 + [missing] + [5.0] * 5
    found = smoothed(line(list(range(10)), values), 2.0, logarithmic)
    # Lines to the point at 4 are infinite, and the windows around 3 and 5 reach into them.
    np.testing.assert_allclose(found.median, [3, 3, 3, math.inf, math.inf, math.inf, 5, 5, 5, 5])
    touching = smoothed(line([0, 1, 2, 3], [1, 1, 1, missing]), 2.0, logarithmic)
    np.testing.assert_allclose(touching.median, [1, 1, math.inf, math.inf])


def test_something_large_elsewhere_costs_no_digits() -> None:
    values = [1e200] * 3 + [1.0, 2.0, 1.0, 2.0]
    found = smoothed(line(list(range(7)), values), 2.0, logarithmic=False).median
    np.testing.assert_allclose(found[4:], [1.5, 1.5, 2], rtol=1e-14)


def test_nothing_to_smooth() -> None:
    assert smoothed(line([0], [3]), 1.0, logarithmic=True).median.tolist() == [3]
    assert smoothed(line([0, 0, 0], [3, 1, 2]), 1.0, logarithmic=False).median.tolist() == [3, 1, 2]


def by_hand(x: Floats, heights: Floats, place: float, width: float) -> float:
    """The mean of the line over the window around `place`, piece by piece."""
    half = min(width / 2, place - x[0], x[-1] - place)
    begin, end, total = place - half, place + half, 0.0
    for left, right, low, high in zip(x[:-1], x[1:], heights[:-1], heights[1:], strict=True):
        a, b = max(left, begin), min(right, end)
        if a < b:
            middle = low + (high - low) * ((a + b) / 2 - left) / (right - left)
            total += middle * (b - a)
    return float(total / (end - begin))


STEPS = st.lists(st.sampled_from([0.0, 0.25, 1.0, 3.0]), min_size=1, max_size=30)


@examples(STEPS, st.integers(0, 10_000), st.sampled_from([0.1, 1.0, 5.0, 100.0]), st.booleans())
def test_a_plain_loop_finds_the_same(steps: list[float], seed: int, width: float, logarithmic: bool) -> None:
    x = np.cumsum([0.0, *steps])
    values = 10 ** np.random.default_rng(seed).uniform(-3, 3, len(x))
    found = smoothed(line(list(x), list(values)), width, logarithmic)
    heights = np.log(values) if logarithmic else values
    for index, place in enumerate(x):
        if min(width, place, x[-1] - place) <= 0:
            assert found.median[index] == values[index]
            continue
        expected = by_hand(x, heights, place, width)
        assert found.median[index] == pytest.approx(math.exp(expected) if logarithmic else expected, rel=1e-9)
        within = heights[(x >= place - width / 2) & (x <= place + width / 2)]
        nearby = [*within, *np.interp([max(x[0], place - width / 2), min(x[-1], place + width / 2)], x, heights)]
        mean = math.log(found.median[index]) if logarithmic else found.median[index]
        assert min(nearby) - 1e-9 <= mean <= max(nearby) + 1e-9


@examples(STEPS, st.sampled_from([0.1, 1.0, 5.0]), st.booleans())
def test_flat_and_straight_lines_stay(steps: list[float], width: float, logarithmic: bool) -> None:
    x = np.cumsum([0.0, *steps])
    flat = np.full(len(x), 7.0)
    straight = 10 ** (x / 10 - 2) if logarithmic else 3 + 2 * x
    for values in (flat, straight):
        found = smoothed(line(list(x), list(values)), width, logarithmic)
        np.testing.assert_allclose(found.median, values, rtol=1e-12)
        np.testing.assert_allclose(found.low, values / 2, rtol=1e-12)


def test_quartiles_stay_in_their_order() -> None:
    low, median, high = np.sort(np.random.default_rng(3).uniform(size=(3, 200)), axis=0)
    found = smoothed(Curve(np.arange(200.0), median, low, high), 9.0, logarithmic=True)
    assert np.all(found.low < found.median)
    assert np.all(found.median < found.high)


@examples(st.lists(st.integers(0, 9), max_size=40), st.data())
def test_sums_over_windows(pieces: list[int], data: st.DataObject) -> None:
    ends = st.integers(0, len(pieces))
    windows = data.draw(st.lists(st.tuples(ends, ends), max_size=10))
    first, last = np.array(windows, np.int64).reshape(-1, 2).T
    found = window_sums(np.array(pieces, float), first, last)
    assert found.tolist() == [sum(pieces[a:b]) for a, b in windows]
