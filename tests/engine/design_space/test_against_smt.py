"""Our spaces, distances and benchmarks against SMT's own, where SMT can express them. Needs the extra `advisor`."""

from typing import Any

import numpy as np
import pytest

from engine.design_space import Categorical, Float, Integer, Ordinal, Space
from engine.design_space.adapters.smt import columns, design_space, numbers_of
from engine.design_space.benchmarks import BENCHMARKS
from engine.design_space.distance import Distance, coordinates

pytestmark = pytest.mark.advisor


def one_level() -> tuple[Space, Any]:
    """The same space declared here and by SMT's own means: one level, one governor a variable."""
    from smt import design_space as smt

    ours = Space(
        [
            Categorical("method", ("asgd", "ormo", "rescaled")),
            Float("step", 1e-3, 1),
            Float("momentum", 0, 0.9, when={"method": "ormo"}),
            Integer("buffer", 1, 9, when={"method": ("asgd", "rescaled")}),
            Ordinal("batch", (1, 2, 4, 8)),
        ]
    )
    theirs = smt.DesignSpace(
        [
            smt.CategoricalVariable(["asgd", "ormo", "rescaled"]),
            smt.FloatVariable(1e-3, 1),
            smt.FloatVariable(0, 0.9),
            smt.IntegerVariable(1, 9),
            smt.OrdinalVariable([1, 2, 4, 8]),
        ]
    )
    theirs.declare_decreed_var(decreed_var=2, meta_var=0, meta_value=["ormo"])
    theirs.declare_decreed_var(decreed_var=3, meta_var=0, meta_value=["asgd", "rescaled"])
    return ours, theirs


def test_activity_and_imputation_are_smts() -> None:
    ours, theirs = one_level()
    rng = np.random.default_rng(0)
    limits = theirs.get_num_bounds()
    numbers = rng.uniform(limits[:, 0], limits[:, 1], (200, 5))
    numbers[:, [0, 3, 4]] = np.rint(numbers[:, [0, 3, 4]])
    corrected, active = ours.settled(numbers)
    expected, acting = theirs.correct_get_acting(numbers.copy())
    np.testing.assert_array_equal(active, acting)
    np.testing.assert_allclose(corrected, expected, rtol=1e-12)


@pytest.mark.parametrize(("distance", "kernel"), [("alg", "ALG_KERNEL"), ("arc", "ARC_KERNEL")])
def test_distances_are_smts(distance: Distance, kernel: str) -> None:
    from smt.surrogate_models import MixHrcKernelType
    from smt.surrogate_models.krg_based.mixed_int_corr import gower_componentwise_distances

    ours, theirs = one_level()
    points = ours.sample(40, np.random.default_rng(1), by="levels")
    numbers, active = ours.encode(points)
    found, pairs, *_ = gower_componentwise_distances(
        columns(ours, numbers), active, theirs, hierarchical_kernel=MixHrcKernelType[kernel]
    )
    mine = ours.distances(points, points, distance)[:, pairs[:, 0], pairs[:, 1]].T
    np.testing.assert_allclose(mine, found, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "title"), [("goldstein", "HierarchicalGoldstein"), ("neural_network", "HierarchicalNeuralNetwork")]
)
def test_benchmarks_have_smts_values(name: str, title: str) -> None:
    from smt import problems

    benchmark, problem = BENCHMARKS[name], getattr(problems, title)()
    points = benchmark.space.sample(300, np.random.default_rng(2), by="levels")
    numbers, active = benchmark.space.encode(points)
    corrected, acting = problem.design_space.correct_get_acting(numbers.copy())
    np.testing.assert_array_equal(active, acting)
    np.testing.assert_allclose(corrected, numbers)
    expected = np.asarray(problem(numbers)).ravel()
    np.testing.assert_allclose([benchmark.function(point) for point in points], expected, rtol=1e-12)


def test_a_bare_text_is_read_letter_by_letter_by_smt_and_as_one_value_here() -> None:
    from smt import design_space as smt

    theirs = smt.DesignSpace([smt.CategoricalVariable(["asgd", "ormo"]), smt.FloatVariable(0, 1)])
    theirs.declare_decreed_var(decreed_var=1, meta_var=0, meta_value="ormo")
    ours = Space([Categorical("method", ("asgd", "ormo")), Float("momentum", 0, 1, when={"method": "ormo"})])
    row = np.array([[1.0, 0.3]])
    assert not theirs.correct_get_acting(row.copy())[1][0, 1], "the trap is gone from SMT: shorten docs/design_space.md"
    assert design_space(ours).correct_get_acting(row.copy())[1][0, 1]


def test_nesting_limits_and_exclusions_hold_in_smt() -> None:
    space = BENCHMARKS["architecture"].space
    adapted = design_space(space)
    drawn, active = adapted.sample_valid_x(200, seed=3)
    again, acting = adapted.correct_get_acting(drawn.copy())
    np.testing.assert_allclose(again, drawn, rtol=1e-12)
    np.testing.assert_array_equal(active, acting)
    for point in space.decode(numbers_of(space, drawn), active):
        assert space.is_valid(space.correct(point))
    assert coordinates(space.structure, *space.settled(numbers_of(space, drawn)))[0].shape[0] == 200
