"""Any point, corrected, is valid and stays as it is; what is inactive changes nothing. On random spaces, too."""

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.design_space import Integer, Limits, Space, SpaceError
from engine.design_space.benchmarks import BENCHMARKS
from tests.support.spaces import NESTED, garbage, random_space

SEEDS = st.integers(0, 10**6)
EXAMPLES = 200 if os.environ.get("LAB_THOROUGH") else 25
"""Each with three random spaces beside the four that are written down."""
POINTS, FEWER = 60, 20
"""Of each example and space: correction sees 10,500 points, 84,000 with LAB_THOROUGH, 36,000 of these in random spaces.

Inactive variables are drawn anew at 12,000 points of random spaces there, and 16,800 are drawn or designed in them.
"""
EXAMPLES_OF = settings(max_examples=EXAMPLES)


def spaces(seed: int) -> list[Space]:
    return [NESTED, *(each.space for each in BENCHMARKS.values()), *(random_space(3 * seed + k) for k in range(3))]


def assert_in_range(space: Space, point: dict[str, Any]) -> None:
    """By the declarations alone: presence, ranges in context, incompatible pairs."""
    for variable in space.variables:
        present = all(
            parent in point and point[parent] in (values if isinstance(values, tuple | list) else (values,))
            for parent, values in variable.when.items()
        )
        assert present == (variable.name in point)
        if not present:
            continue
        value, values = point[variable.name], space.values(variable.name)
        inside = (
            value in values if isinstance(values[0], str | bool) or len(values) > 2 else values[0] <= value <= values[1]
        )
        assert inside or value in values
        if variable.limits is not None:
            allowed = variable.limits.allowed(
                *(point.get(name, space.context.get(name)) for name in variable.limits.given)
            )
            narrow = value in allowed if isinstance(value, str) else allowed[0] <= value <= allowed[1]
            assert narrow
        assert isinstance(value, int) or not isinstance(variable, Integer)


@EXAMPLES_OF
@given(SEEDS)
def test_correction_gives_a_valid_point_and_leaves_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for space in spaces(seed):
        given_points = [garbage(space, rng) for _ in range(POINTS)]
        points = space.decode(*space.encode(given_points))
        for point in points:
            assert_in_range(space, point)
        assert space.decode(*space.encode(points)) == points
        assert [space.correct(point) for point in given_points[:5]] == points[:5]
        assert all(space.is_valid(point) for point in points[:5])


@EXAMPLES_OF
@given(SEEDS)
def test_values_of_inactive_variables_change_neither_point_nor_distance(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for space in spaces(seed):
        points = space.sample(FEWER, rng, by="levels")
        noisy = [{**garbage(space, rng), **point} for point in points]
        assert [space.correct(point) for point in noisy] == points
        for distance in ("alg", "arc", "flat"):
            np.testing.assert_array_equal(space.embedding(noisy, distance), space.embedding(points, distance))


@EXAMPLES_OF
@given(SEEDS)
def test_draws_and_designs_are_valid(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for space in spaces(seed):
        points = space.sample(8, rng) + space.sample(8, rng, by="levels")
        points += space.design(6, rng) + space.design(6, rng, "latin")
        assert len(points) == 28
        for point in points:
            assert_in_range(space, point)
            assert space.is_valid(point)


def test_exclusions_of_large_integers_are_left_at_their_edges() -> None:
    space = Space([Integer("n", 1, 10**6), Integer("m", 0, 1)], incompatible=[{"n": tuple(range(50, 61)), "m": 1}])
    assert space.correct({"n": 52, "m": 1}) == {"n": 49, "m": 1}


def test_limits_that_leave_nothing_at_a_rare_point_are_told_there() -> None:
    space = Space(
        [Integer("n", 1, 10**6), Integer("m", 1, 9, limits=Limits(("n",), lambda n: (1, 8 if n != 77 else 0)))]
    )
    with pytest.raises(SpaceError, match="m: its limits leave nothing of its range where n is 77"):
        space.correct({"n": 77, "m": 1})
