"""The paired comparison: exact against all sign patterns and SciPy, and its error where there is no difference."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata, wilcoxon

from engine.advisor import apart
from engine.advisor.paired import signed_rank_probability

DIFFERENCES = st.lists(st.integers(-4, 4).map(float) | st.floats(-10, 10), min_size=1, max_size=8)


@given(DIFFERENCES)
def test_exact_with_ties_and_zeros(differences: list[float]) -> None:
    counted = np.array([d for d in differences if d != 0])
    ranks = rankdata(np.abs(counted))
    seen = abs(ranks[counted > 0].sum() - ranks.sum() / 2)
    patterns = [abs(np.dot(ranks, signs) - ranks.sum() / 2) for signs in product([0, 1], repeat=counted.size)]
    expected = np.mean(np.array(patterns) >= seen - 1e-9)
    assert signed_rank_probability(np.array(differences)) == pytest.approx(expected)


def test_as_scipy_says() -> None:
    differences = np.random.default_rng(0).standard_normal((20, 12)) + 0.4
    for row in differences:
        assert signed_rank_probability(row) == pytest.approx(wilcoxon(row, method="exact").pvalue)


@pytest.mark.parametrize("error", [0.05, 0.2])
def test_equally_good_ones_are_told_apart_as_rarely_as_stated(error: float) -> None:
    rng = np.random.default_rng(1)
    pairs = rng.standard_exponential((2, 3000, 12)).round(1)
    told = [apart(one, other, error).told for one, other in zip(*pairs, strict=True)]
    assert error / 2 < np.mean(told) < error + 3 * np.sqrt(error / 3000)


def test_eleven_of_twelve() -> None:
    for bad in range(12):
        differences = -np.arange(1.0, 13)
        differences[bad] *= -1
        found = apart(differences, np.zeros(12))
        assert found.told
        assert found.first_is_better
        assert not apart(np.zeros(12), differences).first_is_better
    assert found.decades < 0


def test_what_tells_nothing() -> None:
    assert not apart(np.zeros(5), np.ones(5)).told
    assert apart(np.zeros(6), np.ones(6)).told
    assert apart(np.ones(9), np.ones(9)) == (1.0, 0.05, 0.0)
    assert apart(np.zeros(0), np.zeros(0)).probability == 1
    with pytest.raises(ValueError, match="the same seeds"):
        apart(np.zeros(3), np.zeros(4))
