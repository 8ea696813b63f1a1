"""Problems against their formulas, written once more."""

import math

import numpy as np
import pytest

from engine.kernel.streams import job_key
from engine.problems.samples import breast_cancer, digits
from tests.support.build import PROBLEMS, problem_of, scenario
from tests.support.problems import WIDE, build, job, points, random_weights


@pytest.mark.parametrize("name", ["logistic", "softmax"])
def test_loss_of_one_sample(name: str) -> None:
    """From the definitions: minus the logarithm of the chance that the model gives the right label."""
    settings = scenario(problem={"kind": name, "penalty": 0.5}).problem
    samples = {"logistic": breast_cancer, "softmax": digits}[name]()
    problem = settings.build(len(samples.labels), 0)  # every worker has one sample
    at = points(problem, 1)[0]
    for worker in range(5):
        z = at.reshape(problem.outputs, -1) @ problem.features[worker]
        z = np.array([0, z[0]]) if name == "logistic" else z
        chance = np.exp(z) / np.exp(z).sum()
        expected = -math.log(chance[problem.labels[worker]]) + 0.5 / 2 * at @ at
        weights = np.eye(problem.workers)[worker]
        np.testing.assert_allclose(problem.values(at, weights), expected, rtol=1e-12)


def test_quadratic_has_the_stated_condition_and_spread() -> None:
    given = {"kind": "quadratic", "dimension": 40, "condition": 100.0, "heterogeneity": 3.0, "curvature_spread": 1.0}
    problem = scenario(problem=given).problem.build(2000, 0)
    curvatures, centers = problem.data.matrix, problem.data.centers
    np.testing.assert_allclose(curvatures.mean(axis=0), np.geomspace(1, 1 / 100, 40), rtol=1e-12)
    np.testing.assert_allclose(centers.mean(axis=0), 0, atol=1e-13)
    np.testing.assert_allclose(np.linalg.norm(problem.start - 0), 3, rtol=1e-12)
    # 80,000 normal coordinates of variance 9 / 40, so a mean square distance of 9 to 4 sqrt(2 / 80000).
    assert np.mean((centers**2).sum(axis=1)) == pytest.approx(9, rel=4 * math.sqrt(2 / 80_000))
    spread = np.log(curvatures).std(axis=0)
    # A deviation estimated from 2000 has the standard error 1 / sqrt(4000); 40 of them.
    np.testing.assert_allclose(spread, 1, rtol=4.5 / math.sqrt(4000))


def test_custom_quadratic_is_its_formula() -> None:
    settings = PROBLEMS["custom_quadratic"]
    problem = build("custom_quadratic")
    matrices, centers = np.array(settings["matrices"]), np.array(settings["centers"])
    for at in points(problem, 3):
        own = [(at - c) @ m @ (at - c) / 2 for m, c in zip(matrices, centers, strict=True)]
        np.testing.assert_allclose(problem.values(at), np.mean(own), rtol=1e-13)
        weights = random_weights(problem)
        np.testing.assert_allclose(problem.values(at, weights), weights @ own, rtol=1e-13)
    np.testing.assert_array_equal(problem.start, settings["start"])


def test_custom_quadratic_starts_at_zero_unless_told() -> None:
    settings = {name: value for name, value in PROBLEMS["custom_quadratic"].items() if name != "start"}
    np.testing.assert_array_equal(problem_of(scenario(problem=settings)).start, np.zeros(2))


@pytest.mark.parametrize("shape", ["bowl", "valley", "rosenbrock", "two_wells"])
def test_landscape_is_its_formula(shape: str) -> None:
    problem = build(shape)
    c, s = math.cos(math.pi / 6), math.sin(math.pi / 6)
    height = {
        "bowl": lambda x, y: (x * x + y * y) / 2,
        "valley": lambda x, y: (c * x + s * y) ** 2 / 2 + (c * y - s * x) ** 2 / 40,
        "rosenbrock": lambda x, y: (1 - x) ** 2 / 20 + (y - x * x) ** 2 / 2,
        "two_wells": lambda x, y: (x * x - 1) ** 2 / 4 + x / 10 + y * y / 2,
    }[shape]
    np.testing.assert_allclose(problem.data.centers.mean(axis=0), 0, atol=1e-15)
    for at in points(problem, 4):
        expected = np.mean([height(*(at - shift)) for shift in problem.data.centers])
        np.testing.assert_allclose(problem.values(at), expected, rtol=1e-13)


@pytest.mark.parametrize("name", ["regression", "regression, much spread"])
def test_regression_is_its_formula(name: str) -> None:
    problem, settings = build(name), scenario(problem=(PROBLEMS | WIDE)[name]).problem
    d, n = problem.dimension, problem.workers
    matrices = np.array([np.diag(row) for row in problem.variances])
    for i, matrix in enumerate(matrices):
        pattern = [math.exp(settings.spread * math.cos(2 * math.pi * (j / d - i / n))) for j in range(d)]
        np.testing.assert_allclose(np.diag(matrix) / np.trace(matrix), np.array(pattern) / sum(pattern), rtol=1e-12)
        assert np.trace(matrix) == pytest.approx(d)
    truths = problem.truths
    for at in points(problem, 3):
        own = [(at - b) @ m @ (at - b) / 2 for m, b in zip(matrices, truths, strict=True)]
        np.testing.assert_allclose(problem.values(at), np.mean(own), rtol=1e-12)
    weights = random_weights(problem)
    mixed = sum(w * m for w, m in zip(weights, matrices, strict=True))
    pulled = sum(w * m @ b for w, m, b in zip(weights, matrices, truths, strict=True))
    np.testing.assert_allclose(problem.minimiser(weights), np.linalg.solve(mixed, pulled), rtol=1e-10)
    assert np.linalg.cond(mixed) <= math.exp(2 * settings.spread)
    assert np.linalg.norm(truths.mean(axis=0)) == pytest.approx(1)
    np.testing.assert_array_equal(problem.start, np.zeros(d))


def test_the_truths_of_a_regression_differ_by_the_heterogeneity() -> None:
    given = {"kind": "regression", "dimension": 40, "heterogeneity": 3.0}
    truths = scenario(problem=given).problem.build(2000, 0).truths
    away = ((truths - truths.mean(axis=0)) ** 2).sum(axis=1)
    # 80,000 normal coordinates of variance 9 / 40, as above.
    assert np.mean(away) == pytest.approx(9, rel=4 * math.sqrt(2 / 80_000))
    alike = scenario(problem=given | {"heterogeneity": 0.0}).problem.build(5, 0)
    np.testing.assert_array_equal(alike.truths, np.tile(alike.truths[0], (5, 1)))
    weights = random_weights(alike)
    np.testing.assert_allclose(alike.minimiser(weights), alike.truths[0], rtol=1e-12)


def test_jobs_of_a_regression_scatter_as_normal_samples_do() -> None:
    """A job of one sample has the covariance `(u' S u + s^2) S + S u u' S` of Gaussian features."""
    problem = problem_of(scenario(problem={"kind": "regression", "dimension": 3, "noise": 0.7}))
    at, worker, count = np.array([0.3, -0.8, 0.5]), 2, 40_000
    draws = np.array([job(problem, worker, at, job_key(5, worker, k)) for k in range(count)])
    s, u = np.diag(problem.variances[worker]), at - problem.truths[worker]
    expected = (u @ s @ u + 0.49) * s + s @ np.outer(u, u) @ s
    # The fourth moment of a gradient's entry is some 30 times its squared variance: 5 standard errors are 0.14.
    scale = math.sqrt(expected[0, 0] * expected[1, 1])
    np.testing.assert_allclose(np.cov(draws.T), expected, rtol=0.14, atol=0.14 * scale)
