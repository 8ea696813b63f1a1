"""The min-max linear estimator: its value, its certificate, and what singular matrices make of it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.covariate_shift import Shift, ShiftError, best_ridge, minmax, ols_risk, solve, worst_case
from engine.covariate_shift.dual import Dual
from engine.covariate_shift.reduction import reduced
from engine.kernel.state import Floats
from tests.support.shifts import TABLE, TABLE_NOISE, dual_of, parts, power_laws, printed, risk_of, rotation, turned

EYE = np.eye(2)


@pytest.mark.parametrize("name", TABLE)
def test_the_table(name: str) -> None:
    spectra, risks = TABLE[name]
    shift = Shift(*map(np.diag, spectra), TABLE_NOISE)
    found = (ols_risk(shift).risk, best_ridge(shift).worst.risk, solve(shift).risk)
    assert tuple(printed(risk, like) for risk, like in zip(found, risks, strict=True)) == risks


@pytest.mark.parametrize("noise", [1e-5, 1 / 400, 1.0])
@pytest.mark.parametrize("d", [1, 3, 20, 40])
def test_primal_and_dual_agree_as_the_certificate_says(d: int, noise: float) -> None:
    """Both again from the textbook's formulas, with inverses and Cholesky factors."""
    shift = power_laws(d, seed=d, noise=noise)
    best = minmax(*parts(shift))
    assert best.converged
    assert best.relative_gap < 1e-10
    risk, dual = risk_of(best.matrix, shift), dual_of(best.prior, shift)
    assert risk == pytest.approx(best.risk, rel=1e-11)
    assert dual == pytest.approx(best.dual, rel=1e-11)
    assert risk - dual == pytest.approx(best.duality_gap, abs=1e-11 * risk)
    assert np.trace(shift.ellipse @ best.prior) == pytest.approx(1, abs=1e-12)
    assert np.linalg.eigvalsh(best.prior)[0] > -1e-14


def test_a_certificate_holds_far_from_the_best() -> None:
    """No time for a single step: the gap is large, is told, and is risk minus dual."""
    shift = power_laws(20, seed=1)
    best = solve(shift, seconds=0.0)
    assert not best.converged
    assert best.relative_gap > 0.1
    assert risk_of(best.matrix, shift) - dual_of(best.prior, shift) == pytest.approx(best.duality_gap, rel=1e-10)
    assert best.dual < solve(shift).risk < best.risk


def test_nothing_nearby_is_better() -> None:
    shift = power_laws(8, seed=3)
    best = minmax(*parts(shift))
    rng = np.random.default_rng(0)
    for _ in range(500):
        change = rng.standard_normal((8, 8)) * 10 ** rng.uniform(-4, 0)
        assert risk_of(best.matrix + change, shift) > best.risk
    # Far from flat: the smallest changes cost something that can be seen.
    assert risk_of(best.matrix + 1e-3 * np.eye(8), shift) > best.risk * (1 + 1e-7)


@pytest.mark.parametrize("seed", range(30))
def test_min_max_beats_ridge_with_its_best_penalty(seed: int) -> None:
    """On S, T and M without a common basis, always; by how much is printed by the benchmark."""
    rng = np.random.default_rng(seed)
    d = int(rng.integers(2, 12))
    source, target, ellipse = (turned(10 ** rng.uniform(-2, 1, d), rng) for _ in range(3))
    shift = Shift(source, target, ellipse, 10 ** rng.uniform(-4, 0))
    assert best_ridge(shift).worst.risk > solve(shift).risk * (1 + 1e-6)


def test_derivatives_of_the_dual() -> None:
    """Against differences of what they are derivatives of."""
    ball = reduced(power_laws(5, seed=2))
    dual = Dual(ball.source, ball.target)
    rng = np.random.default_rng(1)
    factor, along = rng.standard_normal(25), rng.standard_normal(25)
    h = 1e-5
    slope = (dual.loss(factor + h * along)[0] - dual.loss(factor - h * along)[0]) / (2 * h)
    assert dual.loss(factor)[1] @ along == pytest.approx(slope, rel=1e-8)
    gradient, product = dual.newton(factor)
    np.testing.assert_allclose(gradient, -dual.loss(factor)[1], rtol=1e-14)
    bend = (dual.loss(factor + h * along)[1] - dual.loss(factor - h * along)[1]) / (2 * h)
    np.testing.assert_allclose(product(along), bend, rtol=1e-6, atol=1e-7 * np.abs(bend).max())


def test_coordinates_do_not_matter() -> None:
    """With x = B' z, so that b becomes B b, the estimator is the same one."""
    shift = power_laws(4, seed=5)
    change = np.random.default_rng(2).standard_normal((4, 4))
    back = np.linalg.inv(change)
    there = solve(Shift(*(back.T @ m @ back for m in (shift.source, shift.target, shift.ellipse)), shift.noise))
    here = solve(shift)
    assert there.risk == pytest.approx(here.risk, rel=1e-10)
    np.testing.assert_allclose(back @ there.matrix @ change, here.matrix, atol=1e-6)


def test_one_direction_by_hand() -> None:
    """K = 1 / m, so that the risk is t / (m + s / v), and A = (s / v) / (m + s / v)."""
    best = minmax([[2.0]], [[3.0]], [[5.0]], 0.5)
    assert best.risk == pytest.approx(3 / 9)
    assert best.matrix[0, 0] == pytest.approx(4 / 9)


@st.composite
def singular(draw: st.DrawFn) -> tuple[Floats, Floats, Floats, float]:
    """S, T and M of any ranks in bases of their own."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    d = draw(st.integers(1, 6))
    matrices = []
    for _ in range(3):
        kept = np.arange(d) < draw(st.integers(0, d))
        matrices.append(turned(10 ** rng.uniform(-1, 1, d) * kept, rng))
    return matrices[0], matrices[1], matrices[2], 10 ** rng.uniform(-4, 0)


@given(singular())
def test_any_ranks_are_solved_or_refused(given: tuple[Floats, Floats, Floats, float]) -> None:
    try:
        best = minmax(*given)
    except ShiftError as error:
        assert "S and M are both 0" in str(error)
        return
    assert best.relative_gap <= 1e-8
    # The general formula knows nothing of how it was found.
    assert worst_case(best.matrix, best.shift).risk == pytest.approx(best.risk, rel=1e-6, abs=1e-14)


def cut(matrix: Floats, rank: int) -> tuple[Floats, Floats]:
    """The matrix without its smaller eigenvalues, and what fills its null space."""
    values, vectors = np.linalg.eigh(matrix)
    kept = np.arange(len(values)) >= len(values) - rank
    return (vectors * values * kept) @ vectors.T, (vectors * ~kept) @ vectors.T


@pytest.mark.parametrize("which", [0, 1, 2])
@pytest.mark.parametrize("seed", range(4))
def test_a_singular_matrix_is_the_limit_of_regular_ones(which: int, seed: int) -> None:
    """With eps in the null space the risk tends to the singular one's, like eps or (M, from below) like its root."""
    *matrices, noise = parts(power_laws(5, seed, noise=0.1))
    matrices[which], missing = cut(matrices[which], 3)
    best = minmax(*matrices, noise)
    kept, away, apart = matrices[which], [], []
    weight = np.linalg.cholesky(matrices[1] + 1e-30 * np.eye(5)).T if which != 1 else np.eye(5)
    for eps in (1e-4, 1e-6, 1e-8):
        matrices[which] = kept + eps * missing
        nearby = minmax(*matrices, noise)
        away.append(abs(nearby.risk - best.risk))
        apart.append(np.abs(weight @ (nearby.matrix - best.matrix)).max())
    rate = 7 if which == 2 else 70
    assert away[0] > rate * away[1] > rate**2 * away[2] > 0
    assert away[2] < 1e-4 * best.risk
    # What T does not see may be estimated in any way.
    assert which == 1 or apart[2] < 1e-3


def test_two_singular_matrices_are_a_limit_too() -> None:
    rng = np.random.default_rng(4)
    source = cut(turned(np.arange(1, 7.0), rng), 5)[0]
    ellipse = cut(turned(np.arange(1, 7.0), rng), 4)[0]
    best = minmax(source, np.eye(6), ellipse, 0.3)
    nearby = minmax(source + 1e-9 * np.eye(6), np.eye(6), ellipse + 1e-9 * np.eye(6), 0.3)
    assert best.risk == pytest.approx(nearby.risk, rel=1e-3)
    assert best.free.shape == (6, 2)
    # Unbiased along what M leaves free.
    np.testing.assert_allclose(best.matrix @ best.free, best.free, atol=1e-12)
    np.testing.assert_allclose(best.shift.ellipse @ best.free, 0, atol=1e-12)


def test_without_an_ellipse_it_is_least_squares() -> None:
    shift = power_laws(4, seed=1)
    best = minmax(shift.source, shift.target, np.zeros((4, 4)), shift.noise)
    np.testing.assert_allclose(best.matrix, np.eye(4), atol=1e-12)
    assert best.risk == pytest.approx(shift.noise * np.trace(shift.target @ np.linalg.inv(shift.source)))
    assert best.duality_gap == 0


def test_without_samples_the_estimate_is_nought() -> None:
    shift = power_laws(4, seed=1)
    best = minmax(np.zeros((4, 4)), shift.target, shift.ellipse, 0.1)
    np.testing.assert_array_equal(best.matrix, 0)
    assert best.risk == pytest.approx(np.linalg.eigvals(np.linalg.solve(shift.ellipse, shift.target)).real.max())


def test_without_a_target_there_is_no_risk() -> None:
    best = minmax(EYE, np.zeros((2, 2)), EYE, 0.1)
    assert (best.risk, best.dual, best.duality_gap, best.converged) == (0, 0, 0, True)


def test_a_direction_that_nothing_knows_of_is_dropped() -> None:
    shift = power_laws(3, seed=6)
    basis = rotation(5, np.random.default_rng(3))[:, :3]
    wide = minmax(*(basis @ m @ basis.T for m in (shift.source, shift.target, shift.ellipse)), shift.noise)
    narrow = solve(shift)
    assert wide.risk == pytest.approx(narrow.risk, rel=1e-10)
    np.testing.assert_allclose(wide.matrix, basis @ narrow.matrix @ basis.T, atol=1e-6)


def test_equal_questions_have_equal_answers_and_stay_as_they_are() -> None:
    given = [np.array(part) for part in parts(power_laws(6, seed=8))[:3]]
    kept = [part.copy() for part in given]
    first, second = (minmax(*given, 0.01) for _ in range(2))
    np.testing.assert_array_equal(first.matrix, second.matrix)
    for part, before in zip(given, kept, strict=True):
        np.testing.assert_array_equal(part, before)
    with pytest.raises(ValueError, match="read-only"):
        first.shift.source[0, 0] = 1


LOST = np.diag([1.0, 0.0])
BAD: dict[str, tuple[tuple[Any, Any, Any, Any], str]] = {
    "S not symmetric": (([[1, 0.5], [0.4, 1]], EYE, EYE, 1), "S must be symmetric: entry (1, 2) is 0.5"),
    "S nearly symmetric": (
        ([[1, 0.5], [0.5000001, 1]], EYE, EYE, 1),
        "S must be symmetric: entry (1, 2) is 0.5, its mirror image 0.5000001.",
    ),
    "T not symmetric": ((EYE, [[1, 0.5], [0.4, 1]], EYE, 1), "T must be symmetric"),
    "M negative": ((EYE, EYE, np.diag([1.0, -0.5]), 1), "M must not have negative eigenvalues, and has -0.5."),
    "S nan": (([[np.nan, 0], [0, 1]], EYE, EYE, 1), "S must be finite: it holds nan."),
    "T infinite": ((EYE, [[np.inf, 0], [0, 1]], EYE, 1), "T must be finite: it holds inf."),
    "M huge": ((EYE, EYE, 1e101 * EYE, 1), "M must not hold numbers beyond 1e100."),
    "S a list": (([1, 2], EYE, EYE, 1), "S must be a square matrix, not of shape (2,)."),
    "S not square": ((np.ones((2, 3)), EYE, EYE, 1), "S must be a square matrix, not of shape (2, 3)."),
    "S empty": ((np.ones((0, 0)), EYE, EYE, 1), "S must be a square matrix, not of shape (0, 0)."),
    "S ragged": (([[1], [2, 3]], EYE, EYE, 1), "S must hold real numbers"),
    "S words": (([["a"]], EYE, EYE, 1), "S must hold real numbers"),
    "S complex": ((EYE * 1j, EYE, EYE, 1), "S must hold real numbers"),
    "sizes": ((EYE, np.eye(3), EYE, 1), "S, T and M must be of one size, not 2, 3, 2."),
    "noise negative": ((EYE, EYE, EYE, -1), "noise must be one number of at least 0, not -1."),
    "noise nan": ((EYE, EYE, EYE, np.nan), "noise must be finite: it holds nan."),
    "noise a list": ((EYE, EYE, EYE, [1, 2]), "noise must be one number of at least 0"),
    "noise 0": ((EYE, EYE, EYE, 0), "noise must be positive"),
    "unseen and unlimited": ((LOST, EYE, LOST, 1), "S and M are both 0 along a direction that T counts"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_sentence(name: str) -> None:
    arguments, sentence = BAD[name]
    with pytest.raises(ShiftError) as error:
        minmax(*arguments)
    told = str(error.value)
    assert told.startswith(sentence)
    assert told.endswith(".")
    assert "\n" not in told
