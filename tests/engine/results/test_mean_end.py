"""The line through means, against SciPy's own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import linregress

from engine.results.mean_end import line_through

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=20)


@given(NUMBERS)
def test_the_line_is_scipys(numbers: list[float]) -> None:
    theirs = linregress(np.arange(len(numbers)), numbers)
    slope, error = line_through(np.array(numbers))
    size = max(1e-6, float(np.abs(numbers).max()))
    assert slope == pytest.approx(theirs.slope, rel=1e-9, abs=1e-12 * size)
    assert error == pytest.approx(np.nan_to_num(theirs.stderr), rel=1e-6, abs=1e-7 * size)


def test_by_hand() -> None:
    """Through 0, 2, 1 the slope is 1/2; what is left over is -1/2, 1, -1/2."""
    slope, error = line_through(np.array([0.0, 2.0, 1.0]))
    assert slope == pytest.approx(0.5)
    assert error == pytest.approx(np.sqrt(1.5 / 1 / 2))


def test_equal_numbers_leave_no_error() -> None:
    assert line_through(np.full(8, 0.25)) == (0.0, 0.0)
