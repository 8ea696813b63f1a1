"""S, T and M with one set of eigenvectors: the closed form against the solver, by hand, and at its edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.covariate_shift import (
    Shift,
    ShiftError,
    certified,
    closed_form,
    commuting,
    commuting_bound,
    solve,
    solve_quickly,
    van_trees,
)
from engine.covariate_shift.commuting import ClosedForm
from engine.kernel.state import Floats
from tests.support.shifts import TABLE, TABLE_NOISE, power_laws, printed, rotation, van_trees_at_prior

Spectra = tuple[Floats, Floats, Floats, float]
EIGENVALUES = st.one_of(st.just(0.0), st.floats(0.05, 20))


@st.composite
def spectra(draw: st.DrawFn) -> Spectra:
    """Eigenvalues of S, T and M, one in some of them 0, and a noise."""
    d = draw(st.integers(1, 6))
    s, t, m = (np.array(draw(st.lists(EIGENVALUES, min_size=d, max_size=d))) for _ in range(3))
    return s, t, m, 10 ** draw(st.floats(-4, 1))


def closed_or_none(given: Spectra) -> ClosedForm | None:
    try:
        return closed_form(*given)
    except ShiftError:
        return None


@given(spectra(), st.integers(0, 1000))
def test_the_solver_finds_the_closed_form(given: Spectra, seed: int) -> None:
    s, t, m, noise = given
    basis = rotation(len(s), np.random.default_rng(seed))
    matrices = [(basis * spectrum) @ basis.T for spectrum in (s, t, m)]
    known = closed_or_none(given)
    if known is None:
        with pytest.raises(ShiftError, match="S and M are both 0"):
            solve(Shift(*matrices, noise))
        return
    best = solve(Shift(*matrices, noise))
    assert best.risk == pytest.approx(known.risk, rel=1e-8, abs=1e-14)
    # The risk is flat at its lowest: a matrix is known to the root of the gap.
    away = np.sqrt(t)[:, None] * (basis.T @ best.matrix @ basis - np.diag(known.kept))
    assert np.abs(away).max() < 1e-5


@given(spectra())
def test_the_prior_has_trace_one_and_makes_the_shares(given: Spectra) -> None:
    s, t, m, noise = given
    known = closed_or_none(given)
    if known is None:
        return
    limited, seen = m > 0, s > 0
    if known.risk > 0 and known.radius > 0:
        assert m[limited] @ known.prior[limited] == pytest.approx(1, rel=1e-9)
    both = limited & seen & (t > 0)
    shares = known.prior[both] / (known.prior[both] + noise / s[both])
    np.testing.assert_allclose(shares, known.kept[both], atol=1e-9)
    free = (m == 0) & (t > 0)
    np.testing.assert_array_equal(known.prior[free], np.inf)
    np.testing.assert_array_equal(known.kept[free], 1.0)


@given(spectra())
def test_no_other_radius_has_a_lower_risk(given: Spectra) -> None:
    """The risk as a function of r, from its definition, on a grid."""
    s, t, m, noise = given
    known = closed_or_none(given)
    if known is None:
        return
    counted = t > 0
    bounds = np.divide(np.sqrt(t), np.sqrt(m), out=np.full_like(t, np.inf), where=m > 0)[counted]
    least = bounds[s[counted] == 0].max(initial=0.0)
    for r in least + np.linspace(0, 2, 200) * (known.radius + 1e-3):
        kept = np.maximum(1 - r / bounds, 0)
        cost = sum(ti * a**2 * noise / si for ti, si, a in zip(t[counted], s[counted], kept, strict=True) if si > 0)
        assert r**2 + cost >= known.risk * (1 - 1e-12)


@given(spectra(), st.integers(0, 1000))
def test_the_quick_solution_is_the_closed_form_with_a_certificate(given: Spectra, seed: int) -> None:
    s, t, m, noise = given
    basis = rotation(len(s), np.random.default_rng(seed))
    shift = Shift(*((basis * spectrum) @ basis.T for spectrum in (s, t, m)), noise)
    known = closed_or_none(given)
    if known is None:
        with pytest.raises(ShiftError, match="S and M are both 0"):
            solve_quickly(shift)
        return
    best = solve_quickly(shift)
    assert best.converged
    assert best.risk == pytest.approx(known.risk, rel=1e-8, abs=1e-14)
    assert best.risk - best.dual == pytest.approx(best.duality_gap, abs=1e-12 * max(best.risk, 1e-14))
    counted = np.sqrt(t)[:, None] * (basis.T @ best.matrix @ basis - np.diag(known.kept))
    assert np.abs(counted).max() < 1e-5


def test_a_prior_that_is_not_least_favourable_is_told_from_it() -> None:
    shift = power_laws(5, seed=4)
    best = solve(shift)
    again = certified(shift, 7 * best.prior)
    np.testing.assert_allclose(again.matrix, best.matrix, atol=1e-9)
    assert again.converged
    other = certified(shift, np.eye(5))
    assert other.dual < best.dual < best.risk * (1 + 1e-9) < other.risk
    assert other.duality_gap == pytest.approx(other.risk - other.dual)
    assert not other.converged


def test_two_directions_by_hand() -> None:
    """v = 1: sqrt(t / m) is 3 and 1. With both active r = (3 + 1) / (1 + 2) > 1, so with the first alone r = 3 / 2."""
    known = closed_form([1, 1], [9, 1], [1, 1], 1.0)
    assert known.radius == pytest.approx(1.5)
    np.testing.assert_allclose(known.kept, [0.5, 0])
    assert known.risk == pytest.approx(2.25 + 9 * 0.25)
    np.testing.assert_allclose(known.prior, [1, 0])


@pytest.mark.parametrize("name", TABLE)
def test_the_table(name: str) -> None:
    given, (*_, like) = TABLE[name]
    assert printed(closed_form(*given, TABLE_NOISE).risk, like) == like


def test_matrices_that_commute_are_found_out() -> None:
    rng = np.random.default_rng(7)
    basis = rotation(5, rng)
    # Equal eigenvalues in S leave its own eigenvectors open; T and M settle them.
    given = (np.ones(5), np.array([3.0, 3, 2, 2, 1]), np.array([1.0, 2, 1, 2, 1]))
    shift = Shift(*((basis * spectrum) @ basis.T for spectrum in given), 0.1)
    found = commuting(shift)
    assert found is not None
    known, vectors = found
    assert known.risk == pytest.approx(closed_form(*given, 0.1).risk, rel=1e-12)
    best = solve(shift)
    np.testing.assert_allclose((vectors * known.kept) @ vectors.T, best.matrix, atol=1e-6)
    assert commuting(power_laws(5, seed=0)) is None


def test_bounds_are_in_order() -> None:
    commute = solve(Shift(*map(np.diag, TABLE["T flat"][0]), TABLE_NOISE))
    turned = solve(power_laws(6, seed=1))
    limits = [van_trees(commute), van_trees_at_prior(commute), commuting_bound(commute), commute.risk]
    assert limits == sorted(limits)
    assert van_trees(commute) == pytest.approx(commute.risk / np.pi**2, rel=1e-8)
    assert commuting_bound(commute) == pytest.approx(0.8 * commute.risk, rel=1e-8)
    assert commuting_bound(turned) is None
    assert van_trees(turned) < van_trees_at_prior(turned) < turned.risk
    # By hand in one direction: K = 1 / m.
    alone = solve(Shift([[2.0]], [[3.0]], [[5.0]], 0.5))
    assert van_trees_at_prior(alone) == pytest.approx(3 / (5 * np.pi**2 + 4))
    # A direction without an ellipse costs what it costs everybody.
    free = solve(Shift(np.eye(2), np.eye(2), np.diag([1.0, 0.0]), 0.5))
    assert van_trees_at_prior(free) == pytest.approx(0.5 + 1 / (np.pi**2 + 2))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (([1, -1], [1, 1], [1, 1], 1), "s must be a list of eigenvalues of at least 0."),
        (([1, 1], [[1]], [1, 1], 1), "t must be a list of eigenvalues"),
        (([1, 1], [1, 1], [1], 1), "s, t and m must be of one length, not 2, 2, 1."),
        (([1, np.nan], [1, 1], [1, 1], 1), "s must be finite"),
        (([1, 1], [1, 1], [1, 1], -1), "noise must be one number"),
        (([1, 0], [1, 1], [1, 0], 1), "s and m are both 0 along a direction"),
    ],
)
def test_bad_input_gets_one_sentence(given: Spectra, sentence: str) -> None:
    with pytest.raises(ShiftError) as error:
        closed_form(*given)
    assert str(error.value).startswith(sentence)
