"""A range in the tables, whatever its ends are."""

import math

from hypothesis import given
from hypothesis import strategies as st

from pages.parts.words.numbers import number, range_text


@given(st.floats(0, allow_nan=False), st.floats(0, allow_nan=False))
def test_no_range_says_the_same_twice(low: float, high: float) -> None:
    text = range_text(low, high)
    first, _, second = text.partition(" to ")
    assert first == number(low)
    assert second in ("", number(high))
    assert first != second
    assert bool(second) == (number(low) != number(high))


def test_both_ends_beyond_all_bounds_are_one() -> None:
    assert range_text(math.inf, math.inf) == "beyond all bounds"
    assert range_text(0.5, math.inf) == "0.5 to beyond all bounds"
