"""Minimisers: nothing lies lower, and they do not depend on what was asked before."""

import math

import numpy as np
import pytest

from tests.support.build import ALIKE, KNOWN, PROBLEMS, SAMPLED, WORKERS, scenario
from tests.support.problems import WIDE, build, job, points, random_weights, weightings


@pytest.mark.parametrize("name", [*KNOWN, *WIDE])
def test_the_gradient_is_zero_at_the_minimiser(name: str) -> None:
    problem = build(name)
    for weights in weightings(problem):
        assert np.linalg.norm(problem.gradients(problem.minimiser(weights), weights)) <= 1e-10


@pytest.mark.parametrize("name", KNOWN)
def test_exact_jobs_cancel_at_the_minimiser(name: str) -> None:
    """As above, but not by way of the minimiser itself, as the quadratics' own gradients are."""
    problem = build(name, exact=True)
    for weights in (problem.uniform, random_weights(problem)):
        at = problem.minimiser(weights)
        jobs = np.array([job(problem, worker, at) for worker in range(WORKERS)])
        assert np.linalg.norm(weights @ jobs) <= 1e-10


@pytest.mark.parametrize("name", [*KNOWN, *WIDE])
def test_nothing_nearby_is_lower_than_the_minimum(name: str) -> None:
    problem = build(name)
    rng = np.random.default_rng(2)
    for weights in weightings(problem):
        at = problem.minimiser(weights)
        lowest = problem.values(at, weights)
        for distance in (1e-3, 1e-1, 3.0):
            around = at + distance * rng.standard_normal((50, at.size)) / math.sqrt(at.size)
            assert np.all(problem.values(around, weights) >= lowest - 1e-14 * abs(lowest))
    assert problem.minimum == problem.values(problem.optimum)


@pytest.mark.parametrize("name", ["bowl", "valley", "rosenbrock", "two_wells", "two_wells, far apart"])
def test_the_minimum_of_a_landscape_is_the_lowest_of_all(name: str) -> None:
    """Two wells: the solver must not stop in the upper one. No point of a fine grid lies lower."""
    problem = build(name)
    ticks = np.linspace(-6, 6, 241)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1)
    for weights in weightings(problem):
        lowest = problem.values(problem.minimiser(weights), weights)
        assert problem.values(grid, weights).min() >= lowest - 1e-14 * (1 + abs(lowest))


@pytest.mark.parametrize("name", KNOWN)
def test_gaps_near_the_minimum(name: str) -> None:
    problem = build(name)
    tiny = problem.optimum + 1e-9 * (points(problem, 20) - problem.start)
    assert np.all(problem.gaps(tiny) >= 0)
    assert problem.gaps(problem.optimum) <= 1e-15 * (1 + abs(problem.minimum))
    assert problem.minimum_known
    np.testing.assert_array_equal(problem.landmark(), problem.optimum)


@pytest.mark.parametrize("name", [*PROBLEMS, *WIDE])
def test_worker_minimisers(name: str) -> None:
    """Each is the minimiser of the worker's own objective; the two wells' bottoms are stated to six decimals."""
    problem = build(name)
    known = problem.worker_minimisers()
    if known is None:
        assert name.startswith((*SAMPLED, *ALIKE))
        return
    assert known.shape == (WORKERS, problem.dimension)
    for row, own in zip(np.eye(WORKERS), known, strict=True):
        tolerance = 0.5e-6 if name.startswith("two_wells") else 1e-9 * (1 + np.abs(own).max())
        np.testing.assert_allclose(problem.minimiser(row), own, rtol=0, atol=tolerance)


@pytest.mark.parametrize("name", [*SAMPLED, "rosenbrock", "two_wells"])
def test_a_solved_landmark_does_not_depend_on_what_was_asked_before(name: str) -> None:
    """Else a scenario's gaps would differ in their last bits with what was looked at before."""
    settings = scenario(problem=PROBLEMS[name]).problem
    fresh, used = settings.build(WORKERS, 0), settings.build(WORKERS, 0)
    weights, other = random_weights(fresh), random_weights(fresh, 1)
    for asked_before in (other, None):
        used.landmark(asked_before)
    expected = fresh.landmark(weights), fresh.landmark()
    np.testing.assert_array_equal(used.landmark(weights), expected[0])
    late = settings.build(WORKERS, 0)
    late.landmark(weights)
    np.testing.assert_array_equal(late.landmark(), settings.build(WORKERS, 0).landmark())
