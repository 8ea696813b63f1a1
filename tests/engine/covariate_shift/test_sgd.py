"""SGD on least squares: its mean map, its risk over all truths, its moments for one, and real runs."""

from typing import Any

import numpy as np
import pytest

from engine.covariate_shift import (
    Momentum,
    Plan,
    Shift,
    ShiftError,
    accelerated,
    constant_step,
    safe_step,
    sgd_risk,
    solve,
    step_decay,
    usual_momentum,
    van_trees,
)
from engine.covariate_shift.sgd.one_step import Features
from engine.covariate_shift.sgd.runs import run_on_data, run_sgd
from engine.kernel.state import Floats
from tests.reference.sgd_moments import Forward, sgd_moments
from tests.support.shifts import power_laws, turned

D, N = 4, 40
SHIFT = power_laws(D, seed=11, noise=0.3 / N)
TRUTH = np.array([0.5, -0.3, 0.2, 0.4])
OTHER = turned(np.array([1.0, 0.7, 0.3, 0.1]), np.random.default_rng(5))
STEP = safe_step(SHIFT.source)
PLANS = {
    "last iterate": constant_step(N, STEP, np.eye(D), tail=0),
    "tail average": constant_step(N, STEP, np.eye(D)),
    "full average": constant_step(N, STEP, np.eye(D), tail=1),
    "step decay": step_decay(N, STEP, np.eye(D)),
    "preconditioned": constant_step(N, safe_step(SHIFT.source, OTHER), OTHER),
    "accelerated": accelerated(N, usual_momentum(SHIFT.source), np.eye(D)),
    "accelerated, preconditioned": accelerated(N, Momentum(0.8, 0.3, 0.2, 0.05), OTHER),
}
FEATURES: tuple[Features, ...] = ("gaussian", "expected")


def by_hand(plan: Plan, x: Floats, y: Floats) -> Floats:
    """The rule, in plain Python, on one pass of samples."""
    vectors = [np.zeros(x.shape[1]) for _ in plan.look]
    out = np.zeros(x.shape[1])
    for k in range(len(x)):
        point = sum(share * vector for share, vector in zip(plan.look, vectors, strict=True))
        push = plan.steps[k] * (y[k] - x[k] @ point) * (plan.preconditioner @ x[k])
        kept = [sum(share * vector for share, vector in zip(row, vectors, strict=True)) for row in plan.keep]
        vectors = [vector + gain * push for vector, gain in zip(kept, plan.gain, strict=True)]
        out = out + plan.weights[k] * vectors[0]
    return out


@pytest.mark.parametrize("name", PLANS)
def test_runs_follow_the_rule(name: str) -> None:
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((N, D)), rng.standard_normal(N)
    np.testing.assert_allclose(run_on_data(PLANS[name], x, y), by_hand(PLANS[name], x, y), rtol=1e-12, atol=1e-14)


def test_the_mean_map_is_a_product() -> None:
    """I - A = prod (I - eta_k P S), and its mean over the tail."""
    left = np.eye(D)
    for step in PLANS["step decay"].steps:
        left = (np.eye(D) - step * SHIFT.source) @ left
    np.testing.assert_allclose(sgd_risk(PLANS["step decay"], SHIFT).matrix, np.eye(D) - left, atol=1e-13)
    once = np.eye(D) - PLANS["preconditioned"].steps[0] * OTHER @ SHIFT.source
    tail = np.mean([np.linalg.matrix_power(once, k) for k in range(N // 2 + 1, N + 1)], axis=0)
    np.testing.assert_allclose(sgd_risk(PLANS["preconditioned"], SHIFT).matrix, np.eye(D) - tail, atol=1e-13)


def test_the_accelerated_rule_is_the_written_one() -> None:
    """On expected features, two vectors step by step."""
    alpha, beta, gamma, delta = momentum = Momentum(0.8, 0.3, 0.2, 0.05)
    x, v = np.zeros(D), np.zeros(D)
    for _ in range(N):
        w = alpha * x + (1 - alpha) * v
        g = SHIFT.source @ (w - TRUTH)
        x, v = w - delta * g, beta * w + (1 - beta) * v - gamma * g
    found = sgd_risk(accelerated(N, momentum, np.eye(D)), SHIFT).matrix @ TRUTH
    np.testing.assert_allclose(found, x, rtol=1e-12)


@pytest.mark.parametrize("features", FEATURES)
@pytest.mark.parametrize("name", PLANS)
def test_forwards_and_backwards_agree(name: str, features: Features) -> None:
    """Moments of one truth, carried forwards, and risks of all, carried backwards, are separate code."""
    known = sgd_risk(PLANS[name], SHIFT, features)
    found = sgd_moments(PLANS[name], SHIFT, TRUTH, features)
    np.testing.assert_allclose(known.matrix @ TRUTH, found.mean, atol=1e-13)
    away = found.mean - TRUTH
    risk = np.sum(SHIFT.target * (found.covariance + np.outer(away, away)))
    assert TRUTH @ known.quadratic @ TRUTH + known.variance == pytest.approx(risk, rel=1e-12)
    assert known.average(np.outer(TRUTH, TRUTH)).risk == pytest.approx(risk, rel=1e-12)


@pytest.mark.parametrize("name", PLANS)
def test_expected_features_make_a_linear_correction(name: str) -> None:
    """Its bias is that of the matrix, and random features add to it."""
    known = sgd_risk(PLANS[name], SHIFT, "expected")
    left = np.eye(D) - known.matrix
    np.testing.assert_allclose(known.quadratic, left.T @ SHIFT.target @ left, atol=1e-14)
    more = sgd_risk(PLANS[name], SHIFT)
    np.testing.assert_array_equal(more.matrix, known.matrix)
    assert np.linalg.eigvalsh(more.quadratic - known.quadratic)[0] > 0
    assert more.variance > known.variance


@pytest.mark.parametrize("name", PLANS)
def test_real_runs_agree_with_the_recursion(name: str) -> None:
    """Mean, covariance and risk, within 3 standard errors (some 15 numbers a plan)."""
    runs = 20_000
    found = sgd_moments(PLANS[name], SHIFT, TRUTH)
    out = run_sgd(PLANS[name], SHIFT, TRUTH, seed=4, runs=runs)
    errors = np.sqrt(np.diag(found.covariance) / runs)
    assert np.abs((out.mean(axis=0) - found.mean) / errors).max() < 3
    away = out - found.mean
    products = np.einsum("ri,rj->rij", away, away)
    scores = (products.mean(axis=0) - found.covariance) / (products.std(axis=0) / np.sqrt(runs))
    assert np.abs(scores).max() < 3
    losses = np.einsum("ri,ij,rj->r", out - TRUTH, SHIFT.target, out - TRUTH)
    known = sgd_risk(PLANS[name], SHIFT).average(np.outer(TRUTH, TRUTH)).risk
    assert abs(losses.mean() - known) < 3 * losses.std() / np.sqrt(runs)


def test_real_runs_tell_random_features_from_expected_ones() -> None:
    """So that the agreement above says something."""
    plan, runs = PLANS["last iterate"], 20_000
    away = run_sgd(plan, SHIFT, TRUTH, seed=4, runs=runs) - TRUTH
    losses = np.einsum("ri,ij,rj->r", away, SHIFT.target, away)
    other = sgd_risk(plan, SHIFT, "expected").average(np.outer(TRUTH, TRUTH)).risk
    assert losses.mean() - other > 3 * losses.std() / np.sqrt(runs)


def test_one_step_by_hand() -> None:
    """d = n = 1: x1 = eta x (x b + e), so the risk is b^2 (1 - 2 eta s + 3 eta^2 s^2) + eta^2 s sigma^2, times t."""
    shift = Shift([[2.0]], [[3.0]], [[5.0]], 0.7)
    known = sgd_risk(constant_step(1, 0.1, np.eye(1)), shift)
    assert known.matrix[0, 0] == pytest.approx(0.2)
    assert known.quadratic[0, 0] == pytest.approx(3 * (1 - 0.4 + 0.12))
    assert known.variance == pytest.approx(3 * 0.01 * 2 * 0.7)
    worst = known.worst_case()
    assert worst.risk == pytest.approx(3 * 0.72 / 5 + 0.042)
    assert worst.truth[0] ** 2 == pytest.approx(1 / 5)


def test_the_fourth_moment_is_isserlis() -> None:
    """E x x' Z x x' by the sum over pairings: the noise-free second moment after one step from nothing but errors."""
    s, z = SHIFT.source, OTHER
    pairs = np.einsum("ij,kl->ijkl", s, s) + np.einsum("ik,jl->ijkl", s, s) + np.einsum("il,jk->ijkl", s, s)
    fourth = np.einsum("ijkl,jk->il", pairs, z)
    quiet = Shift(s, s, s, 0.0)
    step = Forward(constant_step(1, 1.0, np.eye(D)), quiet)
    after = step.second(z[None, None], 0.3)[0, 0]
    np.testing.assert_allclose(after, z - 0.3 * (s @ z + z @ s) + 0.09 * fourth, atol=1e-14)


def test_step_decay_has_equal_stages() -> None:
    plan = step_decay(32, 1.0, np.eye(2))
    steps, counts = np.unique(plan.steps, return_counts=True)
    np.testing.assert_allclose(steps[::-1], 0.25 ** np.arange(5))
    assert counts.max() - counts.min() <= 1
    assert np.all(np.diff(plan.steps) <= 0)
    np.testing.assert_array_equal(step_decay(1, 0.5, np.eye(2)).steps, [0.5])


def test_weights_are_the_tail() -> None:
    np.testing.assert_array_equal(constant_step(4, 1.0, np.eye(2)).weights, [0, 0, 0.5, 0.5])
    np.testing.assert_array_equal(constant_step(4, 1.0, np.eye(2), tail=0).weights, [0, 0, 0, 1])
    np.testing.assert_array_equal(constant_step(4, 1.0, np.eye(2), tail=1).weights, [0.25] * 4)


def test_the_safe_step_is_safe_and_a_large_one_diverges() -> None:
    known = sgd_risk(constant_step(500, STEP, np.eye(D), tail=0), SHIFT)
    assert not known.diverged
    assert known.worst_case().bias < 1e-9
    # The mean map alone would still converge.
    large = 1.9 / np.linalg.eigvalsh(SHIFT.source)[-1]
    assert sgd_risk(constant_step(500, large, np.eye(D), tail=0), SHIFT).worst_case().risk > 1e6
    gone = sgd_risk(constant_step(2000, 100 * large, np.eye(D)), SHIFT)
    assert gone.diverged
    assert gone.worst_case().risk == gone.average(np.eye(D)).risk == np.inf


def test_samples_depend_on_seed_run_and_place_alone() -> None:
    plan = PLANS["tail average"]
    some = run_sgd(plan, SHIFT, TRUTH, seed=4, runs=6)
    np.testing.assert_array_equal(run_sgd(plan, SHIFT, TRUTH, seed=4, runs=2, first=3), some[3:5])
    assert np.abs(run_sgd(plan, SHIFT, TRUTH, seed=5, runs=6) - some).min() > 0
    # A plan that is the same to the last bit but for its form: two vectors, of which the second follows.
    double = Plan(np.array([[1.0, 0], [1, 0]]), np.array([1.0, 0]), np.ones(2), *plan[3:])
    np.testing.assert_allclose(run_sgd(double, SHIFT, TRUTH, seed=4, runs=6), some, rtol=1e-12)


@pytest.mark.parametrize("name", PLANS)
def test_no_variant_is_below_the_bounds(name: str) -> None:
    """As a linear correction it cannot beat the min-max estimator, and with random features no bound of van Trees."""
    best = solve(SHIFT)
    assert sgd_risk(PLANS[name], SHIFT, "expected").worst_case().risk > best.risk
    exact = sgd_risk(PLANS[name], SHIFT).worst_case()
    assert exact.risk > van_trees(best)
    out = run_sgd(PLANS[name], SHIFT, exact.truth, seed=9, runs=2000)
    losses = np.einsum("ri,ij,rj->r", out - exact.truth, SHIFT.target, out - exact.truth)
    assert abs(losses.mean() - exact.risk) < 3 * losses.std() / np.sqrt(2000)
    assert losses.mean() > van_trees(best) - 3 * losses.std() / np.sqrt(2000)


BAD: list[tuple[Any, str]] = [
    (lambda: constant_step(0, 0.1, np.eye(2)), "samples must be a whole number of at least 1, not 0."),
    (lambda: constant_step(2.5, 0.1, np.eye(2)), "samples must be a whole number"),
    (lambda: constant_step(5, 0.0, np.eye(2)), "step must be one number above 0, not 0.0."),
    (lambda: constant_step(5, np.nan, np.eye(2)), "step must be finite"),
    (lambda: constant_step(5, 0.1, np.ones(2)), "P must be a square matrix, not of shape (2,)."),
    (lambda: constant_step(5, 0.1, np.eye(2), tail=2), "tail must be between 0 and 1, not 2."),
    (lambda: step_decay(5, -1, np.eye(2)), "step must be one number above 0"),
    (lambda: accelerated(5, Momentum(2.0, 0.1, 0.1, 0.1), np.eye(2)), "alpha and beta must be at most 1."),
    (lambda: accelerated(5, Momentum(0.5, 0.0, 0.1, 0.1), np.eye(2)), "beta must be one number above 0"),
    (lambda: usual_momentum(np.diag([1.0, 0.0])), "S must not be singular"),
    (lambda: sgd_risk(constant_step(5, 0.1, np.eye(2)), SHIFT), "P must be of shape (4, 4), as S is, not (2, 2)."),
    (lambda: sgd_risk(PLANS["tail average"], SHIFT, "fixed"), "features must be gaussian or expected, not fixed."),
    (lambda: run_sgd(PLANS["tail average"], SHIFT, np.ones(3), 0, 1), "the truth and P must be of S's size, 4"),
    (lambda: run_on_data(PLANS["tail average"], np.ones((3, D)), np.ones(3)), "X must be of shape (40, 4)"),
]


@pytest.mark.parametrize(("call", "sentence"), BAD)
def test_bad_input_gets_one_sentence(call: Any, sentence: str) -> None:
    with pytest.raises(ShiftError) as error:
        call()
    assert str(error.value).startswith(sentence)
