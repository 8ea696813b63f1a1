"""Risks of linear corrections, of ridge and least squares; the estimators on samples; the bound none undercuts."""

from dataclasses import replace

import numpy as np
import pytest

from engine.covariate_shift import (
    Shift,
    ShiftError,
    average,
    best_ridge,
    cross_validated_ridge,
    least_squares,
    minmax,
    minmax_estimate,
    ols_matrix,
    ols_risk,
    ridge,
    ridge_estimate,
    ridge_matrix,
    solve,
    uniform_prior,
    van_trees,
    worst_case,
)
from engine.covariate_shift.shift import root
from engine.kernel.state import Floats
from tests.support.shifts import power_laws, risk_of, van_trees_at_prior


def loss(estimates: Floats, truth: Floats, shift: Shift) -> Floats:
    """`|T^(1/2) (estimate - truth)|^2` of each row."""
    away = estimates - truth
    return np.asarray(np.einsum("ri,ij,rj->r", away, shift.target, away))


def truths(shift: Shift, count: int, rng: np.random.Generator) -> Floats:
    """Truths (count, d) uniform in the ellipse."""
    d = shift.dimension
    ball = rng.standard_normal((count, d))
    ball *= rng.random((count, 1)) ** (1 / d) / np.linalg.norm(ball, axis=1, keepdims=True)
    return ball @ np.linalg.inv(np.linalg.cholesky(shift.ellipse))


def test_the_worst_truth_is_the_worst_one() -> None:
    shift, rng = power_laws(5, seed=1), np.random.default_rng(0)
    matrix = rng.standard_normal((5, 5))
    found = worst_case(matrix, shift)
    left = np.eye(5) - matrix
    form = left.T @ shift.target @ left
    assert found.truth @ form @ found.truth == pytest.approx(found.bias, rel=1e-12)
    assert found.truth @ shift.ellipse @ found.truth == pytest.approx(1, rel=1e-12)
    some = truths(shift, 10_000, rng)
    biases = np.einsum("ri,ij,rj->r", some, form, some)
    assert 0.5 * found.bias < biases.max() <= found.bias
    assert found.risk == pytest.approx(risk_of(matrix, shift), rel=1e-12) == found.bias + found.variance


def test_average_risk_is_the_mean_over_truths() -> None:
    shift, rng = power_laws(4, seed=2), np.random.default_rng(1)
    matrix = ridge_matrix(shift, 0.3)
    left = np.eye(4) - matrix
    some = truths(shift, 100_000, rng)
    biases = np.einsum("ri,ij,rj->r", some, left.T @ shift.target @ left, some)
    found = average(matrix, shift, uniform_prior(shift))
    assert found.bias == pytest.approx(biases.mean(), abs=4 * biases.std() / np.sqrt(biases.size))
    assert found.variance == worst_case(matrix, shift).variance
    assert found.risk == found.bias + found.variance < worst_case(matrix, shift).risk
    # At its own prior the min-max estimator's average risk is the dual, and nothing beats it.
    best = solve(shift)
    assert average(best.matrix, shift, best.prior).risk == pytest.approx(best.dual, rel=1e-9)
    assert average(matrix, shift, best.prior).risk > best.dual
    with pytest.raises(ShiftError, match="M is singular"):
        uniform_prior(Shift(np.eye(2), np.eye(2), np.diag([1.0, 0]), 1.0))


def test_risks_are_infinite_where_they_are() -> None:
    blind = Shift(np.diag([1.0, 0]), np.eye(2), np.eye(2), 0.1)
    assert ols_risk(blind).risk == np.inf
    np.testing.assert_allclose(ols_matrix(blind), np.diag([1.0, 0]))
    # The shortest solution itself has no variance there, but ignores a part of the truth.
    assert worst_case(ols_matrix(blind), blind).risk == pytest.approx(1.1)
    assert worst_case(np.eye(2), blind).variance == np.inf
    unlimited = Shift(np.eye(2), np.eye(2), np.diag([1.0, 0]), 0.1)
    assert worst_case(np.eye(2), unlimited).risk == pytest.approx(0.2)
    found = worst_case(np.diag([1.0, 0.9]), unlimited)
    assert found.risk == found.bias == np.inf
    np.testing.assert_allclose(found.truth, [0, 1])
    assert best_ridge(unlimited).penalty == 0
    # What the target does not count may be as it likes.
    elsewhere = Shift(np.diag([1.0, 0]), np.diag([1.0, 0]), np.diag([1.0, 0]), 0.1)
    assert worst_case(np.eye(2), elsewhere).risk == ols_risk(elsewhere).risk == pytest.approx(0.1)
    assert solve(elsewhere).risk == pytest.approx(1 / (1 + 10))


@pytest.mark.parametrize("seed", range(5))
def test_the_best_penalty_is_the_best_one(seed: int) -> None:
    shift = power_laws(6, seed, noise=10.0**-seed)
    found = best_ridge(shift)
    others = [ridge(shift, penalty).worst.risk for penalty in [0.0, *np.logspace(-6, 4, 1000), np.inf]]
    assert found.worst.risk <= min(others) * (1 + 1e-12)
    assert found.worst.risk == pytest.approx(min(others), rel=1e-3)
    np.testing.assert_allclose(
        found.matrix, np.linalg.solve(shift.source + found.penalty * np.eye(6), shift.source), atol=1e-12
    )


def test_ridge_ends_in_least_squares_and_in_nought() -> None:
    shift = power_laws(3, seed=3)
    np.testing.assert_allclose(ridge(shift, 0.0).matrix, np.eye(3), atol=1e-12)
    np.testing.assert_array_equal(ridge(shift, np.inf).matrix, 0)
    assert ridge(shift, np.inf).worst.variance == 0
    with pytest.raises(ShiftError, match="penalty must be one number"):
        ridge(shift, -1.0)


def data(n: int, d: int, seed: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, d)) * np.arange(1, d + 1.0) ** -0.7
    return x, x @ rng.standard_normal(d) + rng.standard_normal(n)


@pytest.mark.parametrize(("n", "d"), [(30, 5), (8, 12)])
def test_cross_validation_is_leaving_one_out(n: int, d: int) -> None:
    x, y = data(n, d, seed=n)
    found = cross_validated_ridge(x, y)
    inner = np.linalg.solve(x.T @ x / n + found.penalty * np.eye(d), x.T @ y / n)
    np.testing.assert_allclose(found.estimate, inner, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(ridge_estimate(x, y, found.penalty), inner, rtol=1e-8, atol=1e-10)

    def error(penalty: float) -> float:
        total = 0.0
        for i in range(n):
            a, b = np.delete(x, i, axis=0), np.delete(y, i)
            fit = np.linalg.solve(a.T @ a + n * penalty * np.eye(d), a.T @ b)
            total += (y[i] - x[i] @ fit) ** 2
        return total / n

    assert found.error == pytest.approx(error(found.penalty), rel=1e-8)
    assert found.error <= min(error(found.penalty * factor) for factor in (0.5, 2.0)) * (1 + 1e-12)


def test_on_samples_it_is_a_star_times_least_squares() -> None:
    """Where the samples' own X' X / n is S."""
    x, y = data(40, 6, seed=1)
    like = power_laws(6, seed=4)
    variance = 0.7
    best = minmax(x.T @ x / 40, like.target, like.ellipse, variance / 40)
    np.testing.assert_allclose(minmax_estimate(x, y, best, variance), best.matrix @ least_squares(x, y), atol=1e-8)


def test_on_samples_a_free_direction_is_not_shrunk() -> None:
    x, y = data(40, 5, seed=2)
    like, variance = power_laws(5, seed=5), 0.7
    values, vectors = np.linalg.eigh(like.ellipse)
    ellipse = (vectors[:, 2:] * values[2:]) @ vectors[:, 2:].T
    best = minmax(x.T @ x / 40, like.target, ellipse, variance / 40)
    assert best.free.shape == (5, 2)
    found = minmax_estimate(x, y, best, variance)
    np.testing.assert_allclose(found, best.matrix @ least_squares(x, y), atol=1e-8)


@pytest.mark.parametrize("rank", [1, 3, 12])
def test_few_samples_and_singular_priors_are_fine(rank: int) -> None:
    """n < d, and n > the rank of K: the dual form K X' (X K X' + sigma^2 I)^-1 y is written out."""
    x, y = data(8, 12, seed=3)
    best = solve(power_laws(12, seed=6))
    half = root(best.prior)[:, :rank]
    prior = half @ half.T
    found = minmax_estimate(x, y, replace(best, prior=prior), 0.5)
    expected = prior @ x.T @ np.linalg.solve(x @ prior @ x.T + 0.5 * np.eye(8), y)
    np.testing.assert_allclose(found, expected, atol=1e-9)


def test_samples_that_are_none_are_refused_in_a_sentence() -> None:
    x, y = data(5, 3, seed=1)
    best = solve(power_laws(3, seed=1))
    for call, sentence in (
        (lambda: least_squares(x[0], y), "X must have rows and columns"),
        (lambda: least_squares(x, y[:2]), "y must have one entry for each of the 5 rows of X"),
        (lambda: cross_validated_ridge(x * np.nan, y), "X must be finite"),
        (lambda: ridge_estimate(x, y, -1.0), "penalty must be one number"),
        (lambda: minmax_estimate(x[:, :2], y, best, 1.0), "X must have 3 columns, as S has, not 2."),
        (lambda: minmax_estimate(x, y, best, 0.0), "sigma^2 must be positive"),
    ):
        with pytest.raises(ShiftError) as error:
            call()
        assert str(error.value).startswith(sentence)


def squared_cosine(shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Draws of density cos^2(pi u / 2) on [-1, 1]: its distribution function is turned round on a grid."""
    grid = np.linspace(-1, 1, 20_001)
    return np.interp(rng.random(shape), (grid + 1 + np.sin(np.pi * grid) / np.pi) / 2, grid)


@pytest.mark.parametrize("n", [12, 60])
def test_no_estimator_is_below_the_van_trees_bound(n: int) -> None:
    """On truths of the bound's own prior, which stay in the ellipse; random features; 3 standard errors."""
    d, sigma = 5, 0.7
    shift = power_laws(d, seed=9, noise=sigma**2 / n)
    best, rng = solve(shift), np.random.default_rng(n)
    half = np.linalg.cholesky(best.prior + 1e-15 * np.eye(d))
    _, axes = np.linalg.eigh(half.T @ shift.ellipse @ half)
    some = squared_cosine((400, d), rng) @ (half @ axes).T
    assert np.einsum("ri,ij,rj->r", some, shift.ellipse, some).max() <= 1 + 1e-9
    features = np.linalg.cholesky(shift.source)
    risks: dict[str, list[float]] = {name: [] for name in ("ols", "cross-validated", "min-max", "0", "bayes")}
    for truth in some:
        x = rng.standard_normal((n, d)) @ features.T
        y = x @ truth + sigma * rng.standard_normal(n)
        # The posterior mean of a Gaussian prior of the same covariance: var u = 1/3 - 2 / pi^2.
        own = best.prior * (1 / 3 - 2 / np.pi**2)
        estimates = {
            "ols": least_squares(x, y),
            "cross-validated": cross_validated_ridge(x, y).estimate,
            "min-max": minmax_estimate(x, y, best, sigma**2),
            "0": np.zeros(d),
            "bayes": own @ x.T @ np.linalg.solve(x @ own @ x.T + sigma**2 * np.eye(n), y),
        }
        for name, estimate in estimates.items():
            risks[name].append(float(loss(estimate[None], truth, shift)[0]))
    for found in risks.values():
        assert np.mean(found) > van_trees_at_prior(best) - 3 * np.std(found) / np.sqrt(len(found))
    # The bound is no idle one: the estimator that knows the prior comes near it.
    assert van_trees(best) < van_trees_at_prior(best) < np.mean(risks["bayes"]) < 2.5 * van_trees_at_prior(best)
