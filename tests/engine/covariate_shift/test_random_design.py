"""Least squares, ridge and min-max on random samples, beside what is known of them."""

import numpy as np
import pytest

from engine.covariate_shift import ShiftError, best_ridge, minmax_estimate, ols_matrix, solve, worst_case
from engine.covariate_shift.measured import judged
from engine.covariate_shift.random_design import estimate, random_design, rows_like
from engine.covariate_shift.spectra import ShiftSettings

SETTINGS = ShiftSettings.model_validate(
    {"dimension": 6, "samples": 300, "target": {"shape": "reversed"}, "target_angle": 40, "deviation": 0.7}
)


def test_rows_that_stand_for_samples_have_their_law() -> None:
    """Means and variances of (Z'Z)_ij: n on the diagonal with variance 2 n, 0 beside it with variance n."""
    rng, n, runs = np.random.default_rng(1), 9, 20_000
    grams = np.array([rows.T @ rows for rows in (rows_like(n, 3, rng) for _ in range(runs))])
    mean, spread = grams.mean(axis=0), grams.var(axis=0)
    assert np.abs(mean - n * np.eye(3)).max() < 5 * np.sqrt(2 * n / runs)
    assert np.allclose(spread, n * (np.ones((3, 3)) + np.eye(3)), rtol=0.1)
    direct = rng.standard_normal((runs, n, 3))
    theirs = np.einsum("rki,rkj->rij", direct, direct)
    # Third moments tell the triangle from a normal matrix of the same variances.
    third = (((grams - mean) ** 3).mean(axis=0), ((theirs - n * np.eye(3)) ** 3).mean(axis=0))
    assert np.abs(third[0] - third[1]).max() < 0.15 * np.abs(third[1]).max()


def test_few_samples_are_the_samples_themselves() -> None:
    assert rows_like(2, 5, np.random.default_rng(0)).shape == (2, 5)


def test_least_squares_costs_what_a_random_design_makes_it_cost() -> None:
    """E (X'X)^-1 = S^-1 / (n - d - 1): more than the known covariance's 1 / n."""
    shift, n, d = SETTINGS.shift(), SETTINGS.samples, SETTINGS.dimension
    truth = np.ones(d)
    found = random_design(solve(shift), 0.1, {"ols": truth}, n, 0, 4000)["ols"]
    exact = worst_case(ols_matrix(shift), shift).risk * n / (n - d - 1)
    assert abs(found.risk - exact) < 5 * found.standard_error
    assert found.standard_error < 0.05 * exact


def test_with_many_samples_the_risks_are_those_of_a_known_covariance() -> None:
    settings = SETTINGS.model_copy(update={"samples": 100_000, "deviation": 0.7 * np.sqrt(100_000 / 300)})
    shift = settings.shift()
    best, ridge = solve(shift), best_ridge(shift)
    worst = {"ridge": ridge.worst, "minmax": worst_case(best.matrix, shift)}
    truths = {name: found.truth for name, found in worst.items()}
    for name, found in random_design(best, ridge.penalty, truths, settings.samples, 3, 2000).items():
        assert abs(found.risk - worst[name].risk) < 5 * found.standard_error + 0.01 * worst[name].risk
        assert found.standard_error < 0.03 * worst[name].risk


@pytest.mark.parametrize("samples", [4, 40])
def test_an_estimate_from_the_triangle_is_that_from_the_samples(samples: int) -> None:
    """Estimates depend on X'X and X'y alone: so QR's triangle gives the same."""
    shift = SETTINGS.model_copy(update={"samples": samples}).shift()
    best, rng = solve(shift), np.random.default_rng(2)
    x, y = rng.standard_normal((samples, 6)), rng.standard_normal(samples)
    q, r = np.linalg.qr(x)
    for name in ("ols", "ridge", "minmax"):
        whole, short = (estimate(name, rows, side, best, 0.3, samples) for rows, side in ((x, y), (r, q.T @ y)))
        assert np.allclose(whole, short, atol=1e-8), name
    assert np.allclose(whole, minmax_estimate(x, y, best, shift.noise * samples))
    plain = np.linalg.solve(x.T @ x / samples + 0.3 * np.eye(6), x.T @ y / samples)
    assert np.allclose(estimate("ridge", x, y, best, 0.3, samples), plain)
    assert not estimate("ridge", x, y, best, np.inf, samples).any()


def test_equal_seeds_give_equal_samples() -> None:
    best, truth = solve(SETTINGS.shift()), {"minmax": np.ones(6)}
    first, again, other = (random_design(best, 0.1, truth, 50, seed, 10)["minmax"] for seed in (0, 0, 1))
    assert first.risk == again.risk != other.risk


def test_one_run_tells_nothing() -> None:
    with pytest.raises(ShiftError, match="runs must be at least 2"):
        judged(np.zeros((1, 6)), np.zeros(6), SETTINGS.shift())
