"""The exact risk of SGD by powers of a step's map against the one from step to step, on random shifts."""

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
from engine.covariate_shift.sgd.one_step import Features, Step
from engine.covariate_shift.sgd.risk import SgdRisk, by_matrices, by_powers
from engine.covariate_shift.sgd.spectral import CONDITION, axes, backward, stretches
from engine.kernel.state import Floats
from tests.support.shifts import power_laws, turned

CLOSE = 1e-10
SMALL = Shift(np.diag([1.0, 0.5]), np.eye(2), np.eye(2), 0.1)


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
    known, step = axes(plan.preconditioner, shift.source), Step(plan, shift, features)
    assert known is not None
    return by_powers(stretches(plan), known, shift, step), by_matrices(plan, shift, step)


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
def test_powers_and_single_steps_agree(
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


def test_stretches_are_the_plan_backwards() -> None:
    plan = step_decay(37, 0.3, np.eye(2))
    found = [(part.step, part.weight) for part in stretches(plan) for _ in range(part.samples)]
    assert found[::-1] == list(zip(plan.steps, plan.weights, strict=True))
    assert [part.samples for part in stretches(constant_step(10, 0.1, np.eye(2), tail=0.3))] == [3, 7]
    assert [part.samples for part in stretches(constant_step(1, 0.1, np.eye(2)))] == [1]


def test_a_plan_without_stretches_goes_from_step_to_step() -> None:
    """A step of its own for each sample; the answer is the same."""
    plan = constant_step(30, 0.1, np.eye(2))._replace(steps=np.linspace(0.2, 0.1, 30))
    known, other = both(plan, SMALL, "gaussian")
    assert_close(known.quadratic, other.quadratic)
    np.testing.assert_array_equal(sgd_risk(plan, SMALL).quadratic, other.quadratic)


def test_the_matrices_serve_where_the_powers_cannot() -> None:
    for p in (
        np.array([[1.0, 0.3], [0.0, 1.0]]),
        np.diag([1.0, 0.0]),
        np.diag([1.0, -1.0]),
        np.diag([1, 0.5 / CONDITION]),
    ):
        assert axes(p, SMALL.source) is None
        plan = constant_step(90, 0.1, p)
        other = by_matrices(plan, SMALL, Step(plan, SMALL))
        np.testing.assert_array_equal(sgd_risk(plan, SMALL).quadratic, other.quadratic)


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
    found = backward(stretches(constant_step(2, 0.1, np.eye(1), tail=0)), known, np.array([[5.0]]), random=True)
    factor = 1 - 0.4 + 3 * 0.04
    assert found.left[0] == pytest.approx(0.8**2)
    assert found.form[0, 0] == pytest.approx(5 * factor**2)
    assert found.pushed == pytest.approx(5 * 0.01 * 2 * (1 + factor))


def test_a_million_samples_by_the_geometric_series() -> None:
    s, e, n = 0.8, 1e-5, 1_000_000
    found = sgd_risk(constant_step(n, e, np.eye(1), tail=0), Shift([[s]], [[2.0]], [[1.0]], 3.0 / n))
    factor = 1 - 2 * e * s + 3 * (e * s) ** 2
    assert found.quadratic[0, 0] == pytest.approx(2 * factor**n, rel=1e-9)
    assert found.variance == pytest.approx(3 * 2 * e**2 * s * (1 - factor**n) / (1 - factor), rel=1e-9)
    assert found.matrix[0, 0] == pytest.approx(1 - (1 - e * s) ** n, rel=1e-12)


@pytest.mark.parametrize("noise", [0.0, 0.1])
@pytest.mark.parametrize("features", ["gaussian", "expected"])
def test_divergence_is_infinite_by_either_way(noise: float, features: Features) -> None:
    shift = Shift(np.diag([1.0, 0.3]), np.eye(2), np.eye(2), noise)
    known, other = both(constant_step(3000, 20.0, np.eye(2)), shift, features)
    assert known.diverged
    assert other.diverged
    assert known.worst_case().risk == known.average(np.eye(2)).risk == np.inf
