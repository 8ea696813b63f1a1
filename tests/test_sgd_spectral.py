"""The exact risk of SGD entry by entry against the one by matrices, on random shifts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.covariate_shift import (
    Momentum,
    Plan,
    Shift,
    accelerated,
    constant_step,
    safe_step,
    sgd_risk,
    step_decay,
    usual_momentum,
)
from engine.covariate_shift.sgd_risk import SgdRisk, by_matrices
from engine.covariate_shift.sgd_spectral import CONDITION, axes, backward
from engine.covariate_shift.sgd_step import Features, Step
from engine.state import Floats
from tests.shifts import power_laws, rotation, turned

CLOSE = 1e-10


def random_plan(kind: str, n: int, source: Floats, p: Floats, share: float) -> Plan:
    """`share` is of the step that is safe."""
    step = share * min(safe_step(source, p), 1e6)
    if kind == "step decay":
        return step_decay(n, step, p)
    if kind == "accelerated":
        return accelerated(n, usual_momentum(source, p, smallest=share * np.trace(p @ source) + 1e-9), p)
    if kind == "four parameters":
        return accelerated(n, Momentum(0.8, 0.3, step, 0.5 * step), p)
    return constant_step(n, step, p, float(kind))


def both(plan: Plan, shift: Shift, features: Features) -> tuple[SgdRisk, SgdRisk]:
    assert axes(plan.preconditioner, shift.source) is not None
    return sgd_risk(plan, shift, features), by_matrices(plan, shift, Step(plan, shift, features))


def assert_close(one: Floats, other: Floats) -> None:
    np.testing.assert_allclose(one, other, rtol=0, atol=CLOSE * max(np.abs(other).max(), 1e-300))


KINDS = ["0", "0.5", "1", "step decay", "accelerated", "four parameters"]


@given(
    st.sampled_from(KINDS),
    st.sampled_from(["gaussian", "expected"]),
    st.integers(1, 6),
    st.integers(1, 60),
    st.integers(0, 1000),
    st.sampled_from([0.1, 0.7, 1.9]),
    st.booleans(),
    st.integers(0, 3),
)
def test_entries_and_matrices_agree(
    kind: str, features: Features, d: int, n: int, seed: int, share: float, plain: bool, unseen: int
) -> None:
    rng = np.random.default_rng(seed)
    spectra = 10 ** rng.uniform(-2, 1, (4, d))
    # One direction stays seen: else there is nothing to compare.
    spectra[0, max(d - unseen, 1) :] = 0.0
    source, target, ellipse, p = (turned(spectrum, rng) for spectrum in spectra)
    shift = Shift(source, target, ellipse, 10 ** rng.uniform(-4, 1))
    known, other = both(random_plan(kind, n, shift.source, np.eye(d) if plain else p, share), shift, features)
    assert_close(known.matrix, other.matrix)
    assert_close(known.quadratic, other.quadratic)
    assert known.variance == pytest.approx(other.variance, rel=CLOSE)


def test_they_agree_at_twenty_features() -> None:
    shift = power_laws(20, seed=2, noise=1e-3)
    plan = constant_step(500, safe_step(shift.source, np.eye(20)), np.eye(20))
    known, other = both(plan, shift, "gaussian")
    assert_close(known.quadratic, other.quadratic)
    assert known.worst_case().risk == pytest.approx(other.worst_case().risk, rel=CLOSE)


def test_the_matrices_serve_where_the_entries_cannot() -> None:
    source = np.diag([1.0, 0.5])
    for p in (
        np.array([[1.0, 0.3], [0.0, 1.0]]),
        np.diag([1.0, 0.0]),
        np.diag([1.0, -1.0]),
        np.diag([1, 0.5 / CONDITION]),
    ):
        assert axes(p, source) is None
        plan, shift = constant_step(9, 0.1, p), Shift(source, np.eye(2), np.eye(2), 0.1)
        other = by_matrices(plan, shift, Step(plan, shift))
        np.testing.assert_array_equal(sgd_risk(plan, shift).quadratic, other.quadratic)


def test_axes_turn_back_and_make_curvatures() -> None:
    rng = np.random.default_rng(1)
    source, p = turned(np.array([2.0, 1.0, 0.0]), rng), turned(np.array([1e-4, 1.0, 3.0]), rng)
    found = axes((p + p.T) / 2, source)
    assert found is not None
    np.testing.assert_allclose(found.back @ found.out, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(found.out @ found.out.T, p, atol=1e-14)
    np.testing.assert_allclose(found.out.T @ source @ found.out, np.diag(found.curvatures), atol=1e-13)
    np.testing.assert_allclose(np.sort(np.linalg.eigvals(p @ source).real), found.curvatures, atol=1e-13)


def test_one_entry_by_hand() -> None:
    """d = 1, two steps, last iterate: (1 - 2 e s + 3 e^2 s^2)^2 T, and e^2 s (that factor + 1) T of the noise."""
    known = axes(np.eye(1), np.array([[2.0]]))
    assert known is not None
    found = backward(constant_step(2, 0.1, np.eye(1), tail=0), known, np.array([[5.0]]), random=True)
    factor = 1 - 0.4 + 3 * 0.04
    assert found.left[0] == pytest.approx(0.8**2)
    assert found.form[0, 0] == pytest.approx(5 * factor**2)
    assert found.pushed == pytest.approx(5 * 0.01 * 2 * (1 + factor))


@pytest.mark.parametrize("noise", [0.0, 0.1])
@pytest.mark.parametrize("features", ["gaussian", "expected"])
def test_divergence_is_infinite_by_either_way(noise: float, features: Features) -> None:
    shift = Shift(np.diag([1.0, 0.3]), np.eye(2), np.eye(2), noise)
    known, other = both(constant_step(3000, 20.0, np.eye(2)), shift, features)
    assert known.diverged
    assert other.diverged
    assert known.worst_case().risk == known.average(np.eye(2)).risk == np.inf


def test_what_has_died_out_is_nothing() -> None:
    """Numbers that go on falling end at 0, not as denormals; the mean map is that of least squares by then."""
    basis = rotation(3, np.random.default_rng(0))
    source = (basis * np.array([1.0, 0.9, 0.8])) @ basis.T
    found = sgd_risk(constant_step(20_000, 0.2, np.eye(3), tail=0), Shift(source, np.eye(3), np.eye(3), 0.0))
    assert np.abs(found.quadratic).max() == 0.0
    np.testing.assert_allclose(found.matrix, np.eye(3), atol=1e-14)
