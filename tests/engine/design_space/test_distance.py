"""Hierarchical distances against values computed by hand, and what makes kernels of them sound."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from engine.design_space import Categorical, Distance, Float, Integer, Space
from tests.support.spaces import NESTED

SPACE = Space(
    [
        Categorical("kind", ("with", "without", "neither")),
        Float("x", 0, 10, when={"kind": "with"}),
        Categorical("codec", ("none", "sign"), when={"kind": "with"}),
        Integer("n", 0, 4),
    ]
)
ZERO = {"kind": "with", "x": 0.0, "codec": "none", "n": 0}
TEN = {"kind": "with", "x": 10.0, "codec": "sign", "n": 3}
FIVE = {"kind": "with", "x": 5.0, "codec": "sign", "n": 3}
WITHOUT = {"kind": "without", "n": 3}
NEITHER = {"kind": "neither", "n": 3}


@pytest.mark.parametrize(
    ("first", "second", "alg", "arc"),
    [
        # 2 * 1 / (1 * sqrt 2) and sqrt(2) sqrt(1 - cos pi) = 2
        (ZERO, TEN, 2**0.5, 2.0),
        # 2 * 1/2 / (1 * sqrt(5/4)) and sqrt(2) sqrt(1 - cos(pi/2))
        (ZERO, FIVE, 2 / 5**0.5, 2**0.5),
        # 2 * 1/2 / (sqrt(5/4) sqrt 2)
        (FIVE, TEN, 2 / 10**0.5, 2**0.5),
        (TEN, WITHOUT, 1.0, 1.0),
        (ZERO, WITHOUT, 1.0, 1.0),
        (WITHOUT, NEITHER, 0.0, 0.0),
        (TEN, TEN, 0.0, 0.0),
    ],
)
def test_decreed_numbers_both_one_and_none_active(
    first: dict[str, object], second: dict[str, object], alg: float, arc: float
) -> None:
    assert SPACE.distances([first], [second], "alg")[1, 0, 0] == pytest.approx(alg, abs=1e-12)
    assert SPACE.distances([first], [second], "arc")[1, 0, 0] == pytest.approx(arc, abs=1e-12)


def test_categories_and_neutral_numbers() -> None:
    kind, _, codec, n = SPACE.distances([ZERO], [ZERO, TEN, WITHOUT, NEITHER])[:, 0]
    np.testing.assert_allclose(kind, [0, 0, 1, 1], atol=1e-12)
    np.testing.assert_allclose(codec, [0, 1, 1, 1], atol=1e-12)  # inactive is a category of its own
    np.testing.assert_allclose(n, [0, 0.75, 0.75, 0.75], atol=1e-12)
    assert SPACE.distances([WITHOUT], [NEITHER])[2, 0, 0] == 0


def test_flat_compares_what_is_imputed() -> None:
    _, x, codec, _ = SPACE.distances([WITHOUT], [ZERO, TEN], "flat")[:, 0]
    np.testing.assert_allclose(x, [0.5, 0.5], atol=1e-12)
    np.testing.assert_allclose(codec, [0, 1], atol=1e-12)


@pytest.mark.parametrize("distance", ["alg", "arc", "flat"])
def test_the_embedding_has_these_distances_and_a_positive_kernel(distance: Distance) -> None:
    points = NESTED.sample(60, np.random.default_rng(0), by="levels")
    places = NESTED.embedding(points, distance)
    whole = np.sqrt((NESTED.distances(points, points, distance) ** 2).sum(axis=0))
    np.testing.assert_allclose(cdist(places, places), whole, atol=1e-7)
    assert np.linalg.eigvalsh(np.exp(-(whole**2))).min() > -1e-12
