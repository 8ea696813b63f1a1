"""SMT's Kriging and Optuna's TPE behind our face. Needs the extra `advisor`."""

import numpy as np
import pytest

from engine.design_space import Categorical, Float, Integer, Space, SpaceError
from engine.design_space.adapters.smt import design_space
from engine.design_space.benchmarks import BENCHMARKS
from engine.design_space.optimisers import OPTIMISERS, missing
from engine.design_space.runs import Entry, run_entry

pytestmark = [pytest.mark.advisor, pytest.mark.filterwarnings("default")]


@pytest.mark.parametrize("kind", ["tpe", "smt_kriging"])
def test_asks_valid_new_points_of_a_nested_space_the_same_by_seed(kind: str) -> None:
    space, function, *_ = BENCHMARKS["architecture"]
    runs = []
    for _ in range(2):
        optimiser = OPTIMISERS[kind](space, 5)
        asked = []
        for _ in range(7):
            points = optimiser.ask(2)
            asked += points
            for point in points:
                assert space.is_valid(point)
                optimiser.tell(point, function(point))
        runs.append(asked)
    assert runs[0] == runs[1]
    assert len({repr(sorted(point.items())) for point in runs[0]}) == 14


@pytest.mark.parametrize("kind", ["tpe", "smt_kriging"])
def test_learns_from_points_that_it_did_not_ask(kind: str) -> None:
    variables = [Float("x", 0, 1, when={"k": "a"}), Float("y", 1, 9, log=True), Integer("n", 1, 9, log=True)]
    space = Space([Categorical("k", ("a", "b")), *variables])
    optimiser = OPTIMISERS[kind](space, 0)
    told = space.sample(14, np.random.default_rng(0), by="levels")
    for number, point in enumerate(told):
        optimiser.tell(point, float(number))
    assert optimiser.best is not None
    assert optimiser.best.point == told[0]
    assert all(point not in told for point in optimiser.ask(3))


@pytest.mark.parametrize("kind", ["tpe", "smt_kriging"])
def test_a_shorter_run_is_the_beginning_of_a_longer_one(kind: str) -> None:
    """On which the page relies that keeps runs. Ten tries are the design, the others the optimiser's own."""
    assert missing(kind) is None
    long, short = (run_entry(Entry("neural_network", kind, tries, 2)) for tries in (14, 12))
    assert long.first(12).points == short.points
    np.testing.assert_array_equal(long.first(12).values, short.values)


def test_tpe_beats_random_search_on_the_network() -> None:
    def best(kind: str, seed: int) -> float:
        benchmark = BENCHMARKS["neural_network"]
        optimiser = OPTIMISERS[kind](benchmark.space, seed)
        for _ in range(60):
            (point,) = optimiser.ask()
            optimiser.tell(point, benchmark.function(point))
        assert optimiser.best is not None
        return optimiser.best.value

    assert np.median([best("tpe", s) for s in range(5)]) < np.median([best("random", s) for s in range(5)])


def test_a_variable_of_one_value_is_told() -> None:
    with pytest.raises(SpaceError, match="x has one value only"):
        design_space(Space([Float("x", 1, 1), Float("y", 0, 1)]))
