"""Every problem against its own definition: sizes, gradients, gaps and constants."""

import math

import numpy as np
import pytest

from engine.problems import PROBLEMS as KINDS
from engine.scenario import Scenario
from tests.support.build import PROBLEMS, WORKERS, problem_of, scenario
from tests.support.problems import QUADRATICS, build, job, points, random_weights, weightings

GIVEN = ("custom_quadratic", "blend", "logistic, shared")


def test_every_kind_is_tested() -> None:
    assert {settings["kind"] for settings in PROBLEMS.values()} == set(KINDS)


@pytest.mark.parametrize("name", PROBLEMS)
def test_sizes(name: str) -> None:
    given = scenario(problem=PROBLEMS[name])
    problem = problem_of(given)
    assert problem.workers == WORKERS
    assert problem.dimension == given.problem.size() == problem.start.size
    at = points(problem, 6).reshape(2, 3, -1)
    assert problem.values(at).shape == (2, 3)
    assert problem.gaps(at).shape == (2, 3)
    assert problem.gradients(at).shape == at.shape
    np.testing.assert_allclose(problem.values(at)[1, 2], problem.values(at[1, 2]), rtol=1e-12)
    np.testing.assert_allclose(problem.gradients(at)[1, 2], problem.gradients(at[1, 2]), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", PROBLEMS)
def test_same_seed_same_problem_other_seed_another(name: str) -> None:
    """But for problems that are given in full."""
    settings = scenario(problem=PROBLEMS[name]).problem
    one, again, other = (settings.build(WORKERS, seed) for seed in (4, 4, 5))
    at = points(one, 1)[0]
    np.testing.assert_array_equal(job(one, 2, at, 9), job(again, 2, at, 9))
    assert np.array_equal(job(one, 2, at, 9), job(other, 2, at, 9)) == (name in GIVEN)


@pytest.mark.parametrize("name", PROBLEMS)
def test_gradients_are_finite_differences_of_values(name: str) -> None:
    """Central differences along random directions: their error is of the order h^2 f''' and 1e-16 f / h."""
    problem, h = build(name), 1e-4
    directions = points(problem, 4, seed=1) - problem.start
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    for weights in weightings(problem):
        for at in points(problem, 4):
            ahead, behind = (problem.values(at + side * h * directions, weights) for side in (1, -1))
            slopes = directions @ problem.gradients(at, weights)
            scale = 1 + np.linalg.norm(problem.gradients(at, weights))
            np.testing.assert_allclose((ahead - behind) / (2 * h), slopes, rtol=0, atol=1e-6 * scale)


@pytest.mark.parametrize("name", PROBLEMS)
def test_gradients_are_the_mean_of_exact_jobs(name: str) -> None:
    problem = build(name, exact=True)
    for at in (problem.start, *points(problem, 3)):
        jobs = np.array([job(problem, worker, at) for worker in range(WORKERS)])
        scale = np.abs(jobs).max()
        np.testing.assert_allclose(jobs.mean(axis=0), problem.gradients(at), rtol=0, atol=1e-12 * scale)
        weights = random_weights(problem)
        np.testing.assert_allclose(weights @ jobs, problem.gradients(at, weights), rtol=0, atol=1e-12 * scale)


@pytest.mark.parametrize("name", PROBLEMS)
def test_gaps(name: str) -> None:
    problem = build(name)
    at = points(problem, 20)
    np.testing.assert_allclose(problem.gaps(at), problem.values(at) - problem.minimum, rtol=1e-9)
    broken = at[:4].copy()
    for row, entry in zip(broken, (np.nan, np.inf, -np.inf, 1e200), strict=True):
        row[-1] = entry
    broken = np.vstack([broken, np.full(problem.dimension, np.nan), problem.start])
    gaps = problem.gaps(broken)
    assert np.all(gaps[[0, 1, 2, 4]] == np.inf)
    # Finite, but too far for a square: large or infinite, and not nan.
    assert gaps[3] > 1e100
    np.testing.assert_allclose(gaps[5], problem.gaps(problem.start), rtol=1e-12)


def test_distances() -> None:
    problem = build("quadratic")
    broken = np.full((3, problem.dimension), [[np.nan], [np.inf], [1e200]])
    assert problem.distances(broken).tolist() == [np.inf] * 3
    expected = math.dist(problem.start, problem.optimum)
    assert problem.distances(np.stack([problem.start, problem.optimum])) == pytest.approx([expected, 0.0])


@pytest.mark.parametrize("name", [*PROBLEMS, "ill-conditioned", "logistic, little penalty"])
def test_the_constants_bound_the_gradients_change(name: str) -> None:
    problem = build(name)
    if math.isnan(problem.smoothness):
        # These have none: a curvature that grows without bound, or is negative.
        assert name in ("rosenbrock", "two_wells", "network")
        assert math.isnan(problem.strong_convexity)
        return
    at = points(problem, 40)
    moved = np.linalg.norm(at[:20] - at[20:], axis=1)
    change = problem.gradients(at[:20]) - problem.gradients(at[20:])
    along = ((at[:20] - at[20:]) * change).sum(axis=1)
    assert np.all(np.linalg.norm(change, axis=1) <= problem.smoothness * moved * (1 + 1e-12))
    if math.isnan(problem.strong_convexity):
        assert name in ("sigmoid", "blend")
        return
    assert np.all(along >= problem.strong_convexity * moved**2 * (1 - 1e-12))
    assert 0 < problem.strong_convexity <= problem.smoothness


@pytest.mark.parametrize("name", [*QUADRATICS, "ill-conditioned"])
def test_the_constants_of_quadratics_are_the_best(name: str) -> None:
    problem = build(name)
    hessian = problem.gradients(np.eye(problem.dimension)) - problem.gradients(np.zeros(problem.dimension))
    eigenvalues = np.linalg.eigvalsh((hessian + hessian.T) / 2)
    # Differences of gradients round by the size of the gradients.
    rounding = 1e-14 * (1 + np.abs(problem.gradients(np.zeros(problem.dimension))).max())
    np.testing.assert_allclose(problem.smoothness, eigenvalues[-1], rtol=1e-12, atol=rounding)
    np.testing.assert_allclose(problem.strong_convexity, eigenvalues[0], rtol=1e-12, atol=rounding)


def test_problems_are_kept_between_simulations() -> None:
    one, other = (scenario(problem=PROBLEMS["softmax"], methods=[{"kind": kind}]) for kind in ("asgd", "ormo"))
    assert isinstance(one, Scenario)
    assert problem_of(one) is problem_of(other)
