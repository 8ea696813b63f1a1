"""Draws cover the valid set with the frequencies that are promised; designs fill the space."""

from collections import Counter

import numpy as np
import pytest
from scipy.spatial.distance import pdist
from scipy.stats import chisquare, kstest

from engine.design_space import Categorical, Float, Integer, Limits, Ordinal, Point, Space, SpaceError
from tests.support.spaces import NESTED, every_combination

SMALL = Space(
    [
        Categorical("method", ("a", "b", "c")),
        Integer("depth", 1, 3, when={"method": ("b", "c")}),
        Ordinal("order", ("x", "y"), when={"depth": (2, 3)}),
        Integer("width", 1, 4, limits=Limits(("depth",), lambda depth: (1, depth or 4))),
        Categorical("codec", ("none", "sign"), when={"method": ("a", "b")}),
    ],
    incompatible=[{"method": "b", "width": 2}, {"order": "y", "codec": "sign"}],
)
LEAST = 1e-3
"""So unlikely a deviation would have to be; the seeds are fixed, so it happens never or always."""


def named(point: Point) -> str:
    return repr(sorted(point.items()))


def test_uniform_draws_have_every_valid_combination_equally_often() -> None:
    expected = [named(point) for point in every_combination(SMALL)]
    drawn = Counter(named(point) for point in SMALL.sample(100 * len(expected), np.random.default_rng(0)))
    assert set(drawn) == set(expected)
    assert len(expected) == 30
    assert chisquare([drawn[name] for name in expected]).pvalue > LEAST


def test_draws_by_levels_have_each_meta_value_equally_often() -> None:
    space = Space([Categorical("k", ("a", "b")), Integer("n", 1, 50, when={"k": "a"}), Integer("m", 1, 5)])
    points = space.sample(6000, np.random.default_rng(0), by="levels")
    assert chisquare(list(Counter(point["k"] for point in points).values())).pvalue > LEAST
    within = Counter(point["n"] for point in points if "n" in point)
    assert len(within) == 50
    assert chisquare(list(within.values())).pvalue > LEAST
    uniform = Counter(point["k"] for point in space.sample(6000, np.random.default_rng(0)))
    assert chisquare([uniform["a"], uniform["b"]], [6000 * 50 / 51, 6000 / 51]).pvalue > LEAST


def test_floats_are_uniform_or_uniform_in_their_logarithm() -> None:
    space = Space([Float("x", -2, 3), Float("y", 1e-4, 10, log=True)])
    for by in ("points", "levels"):
        points = space.sample(3000, np.random.default_rng(1), by=by)
        assert kstest([(float(p["x"]) + 2) / 5 for p in points], "uniform").pvalue > LEAST
        assert kstest([(np.log10(float(p["y"])) + 4) / 5 for p in points], "uniform").pvalue > LEAST


def test_floats_under_limits_are_uniform_over_the_area_that_is_left() -> None:
    space = Space([Float("x", 0, 1), Float("y", 0, 1, limits=Limits(("x",), lambda x: (0, x)))])
    points = space.sample(3000, np.random.default_rng(2))
    # Over the triangle y <= x the density of x is 2 x.
    assert kstest([float(p["x"]) ** 2 for p in points], "uniform").pvalue > LEAST
    by_levels = space.sample(3000, np.random.default_rng(2), by="levels")
    assert kstest([float(p["x"]) for p in by_levels], "uniform").pvalue > LEAST


def test_logarithmic_integers_favour_the_small_ones_alike_in_and_out_of_meta() -> None:
    plain = Space([Integer("n", 1, 100, log=True)])
    meta = Space([Integer("n", 1, 100, log=True), Float("x", 0, 1, when={"n": tuple(range(1, 101))})])
    edges = np.arange(0.5, 101)
    expected = np.diff(np.log(edges)) / np.log(100.5 / 0.5)
    for space in (plain, meta):
        drawn = np.array([point["n"] for point in space.sample(5000, np.random.default_rng(3))], dtype=int)
        counts = np.bincount(drawn, minlength=101)[1:]
        groups = [slice(0, 1), slice(1, 3), slice(3, 9), slice(9, 30), slice(30, 100)]
        found = [counts[group].sum() for group in groups]
        assert chisquare(found, [5000 * expected[group].sum() for group in groups]).pvalue > LEAST


def test_draws_are_the_seeds_alone() -> None:
    first, second = (NESTED.sample(20, np.random.default_rng(7)) for _ in range(2))
    assert first == second
    assert NESTED.sample(0, np.random.default_rng(7)) == []


def test_too_many_branches_are_told_and_drawn_by_levels() -> None:
    switches = [Categorical(f"s{k}", (False, True)) for k in range(18)]
    apart = [Float(f"x{k}", 0, 1, when={f"s{k}": True}) for k in range(18)]
    assert len(Space([*switches, *apart]).sample(5, np.random.default_rng(0))) == 5
    linked = [Float(f"x{k}", 0, 1, when={f"s{k}": True, f"s{k + 1}": True}) for k in range(17)]
    space = Space([*switches, *linked])
    with pytest.raises(SpaceError, match="more than 5,000 branches"):
        space.sample(1, np.random.default_rng(0))
    assert len(space.sample(5, np.random.default_rng(0), by="levels")) == 5


def test_a_latin_hypercube_has_each_share_of_every_range_once() -> None:
    space = Space([Float("x", 0, 1), Float("y", 1, 100, log=True), Integer("n", 1, 10)])
    points = space.design(10, np.random.default_rng(4), "latin")
    assert sorted(int(10 * float(p["x"])) for p in points) == list(range(10))
    assert sorted(int(10 * np.log(float(p["y"])) / np.log(100)) for p in points) == list(range(10))
    assert sorted(p["n"] for p in points) == list(range(1, 11))


def test_maximin_points_are_farther_from_each_other_than_random_ones() -> None:
    rng = np.random.default_rng(5)
    filled = pdist(NESTED.embedding(NESTED.design(12, rng))).min()
    random = [pdist(NESTED.embedding(NESTED.sample(12, rng, by="levels"))).min() for _ in range(20)]
    assert filled > max(random)
