"""One face for all optimisers: valid new points, the same by seed, what is under way taken into account."""

from typing import Any

import numpy as np
import pytest

from engine.design_space import Categorical, Float, Integer, Point, Space
from engine.design_space.adapters import extra
from engine.design_space.benchmarks import BENCHMARKS, Benchmark
from engine.design_space.optimisers import OPTIMISERS, HierarchicalBayesian, SpaceFilling
from engine.design_space.optimisers.bayesian import squeezed
from tests.support.spaces import NESTED, random_space

OURS = ["bayesian", "random", "space_filling"]


def worth(point: Point) -> float:
    return sum(float(value) for value in point.values() if not isinstance(value, str)) + len(point)


def best_after(kind: str, benchmark: Benchmark, tries: int, seed: int) -> float:
    optimiser = OPTIMISERS[kind](benchmark.space, seed)
    for _ in range(tries):
        (point,) = optimiser.ask()
        optimiser.tell(point, benchmark.function(point))
    assert optimiser.best is not None
    assert benchmark.function(optimiser.best.point) == optimiser.best.value
    return optimiser.best.value - benchmark.optimum


@pytest.mark.parametrize("kind", OURS)
@pytest.mark.parametrize("space", [NESTED, random_space(11)], ids=["nested", "random"])
def test_asks_valid_new_points_the_same_by_seed(kind: str, space: Space) -> None:
    runs: list[list[Point]] = []
    for seed in (3, 3, 4):
        optimiser, asked = OPTIMISERS[kind](space, seed), []
        for count in (1, 8, 3, 2, 1):
            points = optimiser.ask(count)
            assert len(points) == count
            assert all(space.is_valid(point) for point in points)
            asked += points
            # The last ones stay under way while others are told.
            for point in points[: count - 1] or points:
                optimiser.tell(point, worth(point))
        assert len({repr(sorted(point.items())) for point in asked}) == len(asked)
        runs.append(asked)
    assert runs[0] == runs[1] != runs[2]


@pytest.mark.parametrize("kind", OURS)
def test_all_can_be_asked_before_any_is_told(kind: str) -> None:
    points = OPTIMISERS[kind](NESTED, 0).ask(25)
    assert len({repr(sorted(point.items())) for point in points}) == 25


@pytest.mark.parametrize("kind", OURS)
def test_points_that_were_not_asked_can_be_told(kind: str) -> None:
    optimiser = OPTIMISERS[kind](NESTED, 0)
    assert optimiser.best is None
    told = NESTED.sample(15, np.random.default_rng(1))
    for number, point in enumerate(told):
        optimiser.tell(point, float(-number))
    assert optimiser.best == (told[-1], -14.0)
    assert all(point not in told for point in optimiser.ask(3))


@pytest.mark.parametrize("kind", OURS)
def test_a_space_that_is_exhausted_is_asked_again(kind: str) -> None:
    space = Space([Categorical("c", ("a", "b")), Integer("n", 0, 1, when={"c": "a"})])
    optimiser, seen = OPTIMISERS[kind](space, 0), []
    for _ in range(8):
        (point,) = optimiser.ask()
        seen.append(repr(point))
        optimiser.tell(point, float(len(point)))
    assert len(set(seen[:3])) == 3


def test_what_is_told_must_be_valid_and_finite_and_the_mean_counts() -> None:
    optimiser = OPTIMISERS["random"](NESTED, 0)
    (point,) = optimiser.ask()
    with pytest.raises(ValueError, match="is no valid point of the space: correct it first"):
        optimiser.tell({**point, "workers": 99}, 1.0)
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="must be worth a finite number"):
            optimiser.tell(point, value)
    assert optimiser.pending
    optimiser.tell(point, 1.0)
    optimiser.tell(point, 2.0)
    assert optimiser.best == (point, 1.5)
    assert not optimiser.pending


def test_points_under_way_keep_the_next_one_away() -> None:
    """Asked for five at once, the Bayesian search does not ask for five neighbours of the same place."""
    space = Space([Float("x", 0, 1), Float("y", 0, 1)])
    optimiser = HierarchicalBayesian(space, 0)
    for point in optimiser.ask(10):
        optimiser.tell(point, (float(point["x"]) - 0.3) ** 2 + 50 * (float(point["y"]) - 0.6) ** 2)
    places = space.embedding(optimiser.ask(5))
    gaps = np.linalg.norm(places[:, None] - places, axis=-1)[np.triu_indices(5, 1)]
    assert gaps.min() > 1e-4


def test_the_same_values_everywhere_are_no_trouble() -> None:
    optimiser = HierarchicalBayesian(NESTED, 0)
    for _ in range(14):
        (point,) = optimiser.ask()
        optimiser.tell(point, 7.0)


@pytest.mark.parametrize("units", [1e-12, 1e12])
def test_units_of_the_values_do_not_matter(units: float) -> None:
    benchmark = BENCHMARKS["neural_network"]
    runs = []
    for factor in (1.0, units):
        optimiser = HierarchicalBayesian(benchmark.space, 1)
        for _ in range(13):
            (point,) = optimiser.ask()
            optimiser.tell(point, factor * benchmark.function(point))
        assert optimiser.best is not None
        runs.append(optimiser.best.value / factor)
    assert runs[1] == pytest.approx(runs[0], rel=0.05)


def test_a_space_filling_search_can_be_maximin() -> None:
    points = SpaceFilling(NESTED, 0, batch=6, filling="maximin").ask(8)
    assert len(points) == 8


@pytest.mark.parametrize(("kind", "name"), [("smt_kriging", "SMT"), ("tpe", "Optuna")])
def test_a_missing_library_is_told_with_how_to_get_it(kind: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(module: str) -> Any:
        raise ModuleNotFoundError(f"No module named {module!r}")

    monkeypatch.setattr(extra, "import_module", missing)
    with pytest.raises(ImportError, match=rf"{name} is not installed: python -m pip install -e '.\[advisor\]'"):
        OPTIMISERS[kind](NESTED, 0)


@pytest.mark.parametrize(("name", "tries", "regret"), [("neural_network", 40, 0.5), ("architecture", 40, 2.0)])
def test_known_optima_are_found(name: str, tries: int, regret: float) -> None:
    """The wanted medians, on few seeds; `python -m benchmarks.design_space` has many, and the longer Goldstein."""
    found = [best_after("bayesian", BENCHMARKS[name], tries, seed) for seed in range(3)]
    assert np.median(found) <= regret
    assert np.median(found) < np.median([best_after("random", BENCHMARKS[name], tries, seed) for seed in range(3)])


def test_what_is_far_above_the_best_comes_closer_in_its_order() -> None:
    values = np.array([2.0, 1.0, 1.3, 9.0, 1.2, 5.0])
    assert (squeezed(values, np.inf) == values).all()
    found = squeezed(values, 0.5)
    assert (found[[1, 2, 4]] == values[[1, 2, 4]]).all()
    assert (np.argsort(found) == np.argsort(values)).all()
    assert found.max() < 2.0
    assert squeezed(np.zeros(0), 0.5).size == 0


def test_a_search_can_begin_with_given_points() -> None:
    space = BENCHMARKS["goldstein"].space
    given = space.sample(3, np.random.default_rng(1))
    bayesian, random = (OPTIMISERS[kind](space, 0) for kind in ("bayesian", "random"))
    bayesian.begin_with(given, 0.3)
    random.begin_with(given, 0.3)
    assert bayesian.ask(3) == given
    assert random.ask(3) == OPTIMISERS["random"](space, 0).ask(3)


def test_a_plateau_that_was_found_is_left() -> None:
    """All of the left is 0 but for a trifle, the right is not known: what is asked next depends on what counts."""
    space = Space([Float("x", 0, 1)])
    asked = []
    for least in (0.0, 0.3):
        optimiser = OPTIMISERS["bayesian"](space, 0)
        optimiser.begin_with([], np.inf, least)
        for x in np.linspace(0, 0.5, 9):
            optimiser.tell({"x": float(x)}, 0.05 * (float(x) - 0.25) ** 2)
        optimiser.tell({"x": 0.75}, 0.2)
        (point,) = optimiser.ask()
        asked.append(float(point["x"]))
    assert asked[0] < 0.6 < asked[1]
