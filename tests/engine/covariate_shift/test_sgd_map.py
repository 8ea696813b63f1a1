"""One pass of SGD as a linear map, against products of matrices."""

import numpy as np
import pytest

from engine.covariate_shift import Shift, ShiftError, safe_step, solve
from engine.covariate_shift.risk import silence
from engine.covariate_shift.sgd.one_pass import FLOOR, TOO_LARGE, measured_pass, of_safe_step, pushes, sgd_map
from engine.covariate_shift.spectra import ShiftSettings

SETTINGS = ShiftSettings.model_validate(
    {"dimension": 5, "samples": 64, "target": {"shape": "reversed"}, "target_angle": 50, "ellipse_angle": 20,
     "ellipse": {"shape": "narrowing"}, "deviation": 0.5}
)  # fmt: skip
BEST = solve(SETTINGS.shift())


@pytest.mark.parametrize("kind", ["none", "prior K*", "inverse of S"])
def test_the_map_is_the_product_of_its_steps(kind: str) -> None:
    source, p = BEST.shift.source, pushes(BEST, kind)
    step = 0.5 * safe_step(source, p)
    factor = np.eye(5) - step * p @ source
    average = np.mean([np.linalg.matrix_power(factor, k) for k in range(33, 65)], axis=0)
    made = sgd_map(BEST, 64, "tail average", kind, 0.5, 0.1)
    assert made.step == pytest.approx(step)
    assert np.allclose(made.matrix, np.eye(5) - average, atol=1e-10)
    stages = [step * 0.25 ** (k * 6 // 64) for k in range(64)]
    product = np.eye(5)
    for size in stages:
        product = (np.eye(5) - size * p @ source) @ product
    assert np.allclose(sgd_map(BEST, 64, "step decay", kind, 0.5, 0.1).matrix, np.eye(5) - product, atol=1e-10)


@pytest.mark.parametrize("kind", ["none", "prior K*"])
def test_the_accelerated_map_is_a_sum_of_blocks(kind: str) -> None:
    """I - A = (B^n)_11 + (B^n)_12: both vectors begin with the whole error."""
    made = sgd_map(BEST, 64, "accelerated", kind, 1.0, 0.1)
    plan = made.plan
    pull = plan.preconditioner @ BEST.shift.source
    step = np.kron(plan.keep, np.eye(5)) - np.kron(np.outer(plan.gain, plan.look), pull)
    whole = np.linalg.matrix_power(step, 64)
    assert np.allclose(made.matrix, np.eye(5) - whole[:5, :5] - whole[:5, 5:], atol=1e-10)


def test_preconditioners() -> None:
    source = BEST.shift.source
    assert np.array_equal(pushes(BEST, "none"), np.eye(5))
    floor = FLOOR * np.linalg.eigvalsh(source)[-1]
    assert np.allclose(pushes(BEST, "inverse of S") @ (source + floor * np.eye(5)), np.eye(5))
    lifted = pushes(BEST, "prior K*") - BEST.prior
    assert np.allclose(lifted, lifted[0, 0] * np.eye(5), atol=1e-12)


def test_random_features_cost_more_than_the_linear_map() -> None:
    for variant in ("tail average", "step decay", "accelerated"):
        made = sgd_map(BEST, 64, variant, "none", 0.5, 0.1)
        assert made.linear < made.worst.risk


def test_the_prior_brings_sgd_nearer_to_min_max() -> None:
    """With K* as preconditioner the flow's map is A*'s but for e^-x in the place of 1 / (1 + x)."""
    near = min(sgd_map(BEST, 64, "tail average", "prior K*", 2.0**-k, 0.1).apart for k in range(6))
    far = min(sgd_map(BEST, 64, "tail average", "none", 2.0**-k, 0.1).apart for k in range(6))
    assert near < far


def test_the_distance_of_maps_by_hand() -> None:
    """One direction: |a - a*| / |1 - a*|."""
    best = solve(Shift([[1.0]], [[2.0]], [[3.0]], 0.1))
    made = sgd_map(best, 10, "step decay", "none", 1.0, 0.1)
    kept = float(best.matrix[0, 0])
    assert made.apart == pytest.approx(abs(float(made.matrix[0, 0]) - kept) / (1 - kept))


def test_a_source_of_nothing_is_refused() -> None:
    best = solve(Shift(np.zeros((2, 2)), np.eye(2), np.eye(2), 0.1))
    for kind in ("none", "inverse of S"):
        with pytest.raises(ShiftError, match="S is 0"):
            sgd_map(best, 10, "tail average", kind, 1.0, 0.1)


def test_a_step_that_is_too_large_has_no_finite_risk() -> None:
    assert sgd_map(BEST, 10_000, "step decay", "none", 64.0, 0.1).worst.risk == np.inf


def test_a_pass_beside_real_runs() -> None:
    small = sgd_map(BEST, 64, "tail average", "none", 0.5, 0.1)
    assert small.scatter == pytest.approx(1 - small.linear / small.worst.risk)
    assert of_safe_step(BEST, "none", small.step) == pytest.approx(0.5)
    found = measured_pass(BEST, small, 64, 3)
    assert found.idle == pytest.approx(silence(BEST.shift))
    assert not found.too_large
    assert found.real is not None
    assert found.real.risk == pytest.approx(small.worst.risk, abs=5 * found.real.standard_error)
    large = measured_pass(BEST, sgd_map(BEST, 64, "tail average", "none", 8.0, 0.1), 64, 3)
    assert large.map.worst.risk > TOO_LARGE * large.idle
    assert large.too_large
    assert large.real is None
