"""What a surrogate says: what it was told where it was told, nothing of what is inactive, only valid values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.design_space import Categorical, Float, Integer, Point, Space
from engine.design_space.surrogate import MOST_POINTS, Surrogate, different, thinned
from tests.support.spaces import NESTED, random_space

SMOOTH = Space([Float("a", 0, 1), Float("b", 0, 1), Categorical("kind", ("x", "y")), Float("c", 1, 100, log=True)])


def smooth(point: Point) -> float:
    return 3 * (float(point["a"]) - 0.3) ** 2 + (point["kind"] == "y") + 0.1 * np.log10(float(point["c"]))


def fitted(space: Space, count: int = 40, seed: int = 0) -> tuple[Surrogate, list[Point], list[float]]:
    points = space.design(count, np.random.default_rng(seed))
    values = [float(np.sin(len(point)) + sum(hash_of(value) for value in point.values())) for point in points]
    return Surrogate(space, points, values), points, values


def hash_of(value: object) -> float:
    """A number of any value, the same in every process."""
    return float(value) / 100 if isinstance(value, int | float) else len(str(value)) / 10


@given(st.integers(0, 200))
def test_it_says_what_it_was_told_and_corrects_what_it_is_asked(seed: int) -> None:
    space = random_space(seed)
    surrogate, points, values = fitted(space, 12, seed)
    if len(different(space.encode(points)[0], np.array(values))[0]) < 12:
        return
    mean, deviation = surrogate.predict(points)
    np.testing.assert_allclose(mean, values, atol=1e-3 * (1e-9 + np.ptp(values)))
    assert np.all(deviation >= 0)
    # What is inactive changes nothing.
    more = [{**space.imputed(point), **point} for point in points]
    np.testing.assert_array_equal(surrogate.predict(more), surrogate.predict(points))


@given(st.integers(0, 200), st.integers(0, 2**32))
def test_slices_hold_what_is_valid_and_nothing_else(seed: int, draw: int) -> None:
    space = NESTED if seed % 4 == 0 else random_space(seed)
    surrogate, _, _ = fitted(space, 8, seed)
    (point,) = space.sample(1, np.random.default_rng(draw), by="levels")
    slices = [surrogate.along(point, name) for name in space.active(point)]
    assert [one.name for one in slices] == list(space.active(point))
    for one in slices:
        assert len(one.values) == len(one.mean) == len(one.deviation) >= 1
        for value in one.values:
            assert space.correct({**point, one.name: value})[one.name] == value


def test_it_learns_a_smooth_function() -> None:
    points = SMOOTH.design(60, np.random.default_rng(1), "latin")
    surrogate = Surrogate(SMOOTH, points, [smooth(point) for point in points])
    new = SMOOTH.sample(50, np.random.default_rng(2))
    mean, deviation = surrogate.predict(new)
    wrong = np.abs(mean - [smooth(point) for point in new])
    assert wrong.max() < 0.05
    assert np.mean(wrong <= 3 * deviation) > 0.9
    found = surrogate.along({"a": 0.5, "b": 0.5, "kind": "x", "c": 10.0}, "a")
    assert found.values[int(found.mean.argmin())] == pytest.approx(0.3, abs=0.05)
    kinds = surrogate.along({"a": 0.5, "b": 0.5, "kind": "x", "c": 10.0}, "kind")
    assert kinds.values == ("x", "y")
    assert kinds.mean[1] - kinds.mean[0] == pytest.approx(1, abs=0.05)


def test_importance_is_the_deviation_that_a_variable_makes() -> None:
    points = SMOOTH.design(80, np.random.default_rng(1), "latin")
    surrogate = Surrogate(SMOOTH, points, [smooth(point) for point in points])
    found = surrogate.importance(points)
    # Deviations of 3 (a - 0.3)^2 over [0, 1], of a fair coin, of 0.1 log10 c over two decades; b does nothing.
    exact = 3 * np.sqrt(np.var((np.linspace(0, 1, 10_001) - 0.3) ** 2))
    assert found["a"] == pytest.approx(exact, rel=0.15)
    assert found["kind"] == pytest.approx(0.5, rel=0.1)
    assert found["c"] == pytest.approx(0.2 / np.sqrt(12), rel=0.3)
    assert found["b"] < 0.02
    assert found == surrogate.importance(points)


def test_what_is_nowhere_active_has_no_importance() -> None:
    space = Space([Categorical("m", ("a", "b")), Integer("k", 1, 4, when={"m": "b"})])
    points: list[Point] = [{"m": "a"}, *({"m": "b", "k": k} for k in range(1, 5))]
    surrogate = Surrogate(space, points, [0.0, 1.0, 2.0, 3.0, 4.0])
    assert surrogate.importance(points[:1])["k"] == 0
    assert surrogate.importance(points[:1])["m"] > 0
    assert surrogate.importance(points[1:])["k"] > 0


def test_equal_points_are_one_and_one_is_too_few() -> None:
    rows, values = different(np.array([[1.0, 2.0], [0.0, 0.0], [1.0, 2.0]]), np.array([1.0, 5.0, 3.0]))
    assert (rows.tolist(), values.tolist()) == ([[1.0, 2.0], [0.0, 0.0]], [2.0, 5.0])
    with pytest.raises(ValueError, match="two different points"):
        Surrogate(SMOOTH, [{"a": 0.5, "b": 0.5, "kind": "x", "c": 1.0}] * 3, [1.0, 2.0, 3.0])


def test_of_many_points_the_best_are_kept() -> None:
    values = np.random.default_rng(0).permutation(1000).astype(float)
    rows, kept = thinned(values[:, None], values)
    assert len(rows) == MOST_POINTS
    assert set(np.arange(MOST_POINTS // 2)) <= set(kept)
    assert kept.max() == 999
    np.testing.assert_array_equal(rows[:, 0], kept)
