"""The contest of all estimators on one shift, and the risks of real runs beside the exact ones."""

import numpy as np
import pytest

from engine.covariate_shift import (
    Plan,
    Shift,
    ShiftError,
    best_ridge,
    constant_step,
    contest,
    ols_risk,
    safe_step,
    sgd_risk,
    solve,
    uniform_prior,
    usual_momentum,
    van_trees,
)
from engine.covariate_shift.contest import preconditioner
from engine.covariate_shift.sgd.runs import measured
from tests.support.shifts import power_laws, turned

D, N = 4, 60
SHIFT = power_laws(D, seed=3, noise=0.5 / N)
HELD = contest(SHIFT, N)
KINDS = ["ols", "ridge", "minmax", "sgd", "step_decay", "accelerated", "preconditioned"]
SGD_KINDS = KINDS[3:]


def test_entries_stand_in_their_order() -> None:
    assert list(HELD.entries) == KINDS
    assert [kind for kind, entry in HELD.entries.items() if entry.plan is not None] == SGD_KINDS


def test_the_linear_estimators_are_those_alone() -> None:
    best, tuned = solve(SHIFT), best_ridge(SHIFT)
    assert HELD.entries["ols"].worst.risk == ols_risk(SHIFT).risk
    assert HELD.entries["ridge"].worst.risk == tuned.worst.risk
    assert HELD.entries["ridge"].tuned == tuned.penalty
    np.testing.assert_array_equal(HELD.entries["minmax"].matrix, best.matrix)
    assert HELD.entries["minmax"].worst.risk == pytest.approx(best.risk, rel=1e-9)
    assert HELD.entries["minmax"].tuned is None
    assert HELD.times_best("ridge") == pytest.approx(tuned.worst.risk / best.risk)


@pytest.mark.parametrize("kind", SGD_KINDS)
def test_each_kind_of_sgd_is_its_plan(kind: str) -> None:
    entry = HELD.entries[kind]
    assert entry.plan is not None
    assert entry.plan.samples == N
    known = sgd_risk(entry.plan, SHIFT)
    np.testing.assert_array_equal(entry.matrix, known.matrix)
    assert entry.worst.risk == known.worst_case().risk
    assert entry.average == known.average(uniform_prior(SHIFT))


@pytest.mark.parametrize(("kind", "p"), [("sgd", np.eye(D)), ("preconditioned", preconditioner(HELD.best))])
def test_no_other_step_is_better(kind: str, p: np.ndarray) -> None:
    """Of all that were to be tried, also those after which nobody looked on."""
    risks = {}
    for k in range(-1, 13):
        step = safe_step(SHIFT.source, p) / 2**k
        risks[step] = sgd_risk(constant_step(N, step, p), SHIFT).worst_case().risk
    assert HELD.entries[kind].tuned == min(risks, key=lambda step: risks[step])
    assert HELD.entries[kind].worst.risk == min(risks.values())


def test_nobody_is_below_the_floors() -> None:
    for kind, entry in HELD.entries.items():
        assert entry.worst.risk > van_trees(HELD.best)
        # Random features only add to what the mean map's own risk is.
        assert entry.worst.risk >= HELD.best.dual, kind
        assert entry.average is not None
        assert entry.average.risk <= entry.worst.risk


def test_a_known_best_is_not_sought_again() -> None:
    again = contest(SHIFT, N, HELD.best)
    assert again.best is HELD.best
    assert {kind: entry.worst.risk for kind, entry in again.entries.items()} == {
        kind: entry.worst.risk for kind, entry in HELD.entries.items()
    }


def test_an_assumed_smallest_eigenvalue_is_used_as_one() -> None:
    source = np.diag([2.0, 0.5])
    assert usual_momentum(source, smallest=0.5) == usual_momentum(source)
    # By hand: R^2 = 2.5 + 4, kappa = 6.5 / 0.1, d + 2 = 4.
    found, root = usual_momentum(source, smallest=0.1), np.sqrt(65 * 4)
    assert found.gamma == pytest.approx(1 / (0.1 * 3 * np.sqrt(5) * root))
    assert found.beta == pytest.approx(1 / (9 * root))
    assert usual_momentum(np.diag([1.0, 0.0]), smallest=0.1).delta == pytest.approx(1 / 15)
    with pytest.raises(ShiftError, match="smallest must be one number above 0"):
        usual_momentum(source, smallest=0.0)


def test_the_preconditioner_is_definite_and_nearly_the_prior() -> None:
    rng = np.random.default_rng(0)
    shift = Shift(turned(np.array([1.0, 0.5, 0.2]), rng), np.eye(3), np.diag([1.0, 4.0, 0.0]), 0.01)
    best = solve(shift)
    p, largest = preconditioner(best), np.linalg.eigvalsh(best.prior)[-1]
    lift = np.trace(best.prior) / 3000
    np.testing.assert_allclose((p - best.prior)[:2, :2], lift * np.eye(2), atol=1e-15)
    np.testing.assert_allclose(p[2], [0.0, 0.0, largest + lift], atol=1e-15)
    assert np.linalg.eigvalsh(p)[0] >= 0.999 * lift


def test_a_singular_source_leaves_least_squares_aside() -> None:
    """It has no finite risk; all others have, along with accelerated SGD, which assumes an eigenvalue."""
    shift = Shift(np.diag([1.0, 0.3, 0.0]), np.eye(3), np.eye(3), 0.01)
    entries = contest(shift, 30).entries
    assert entries["ols"].worst.risk == np.inf
    assert entries["ols"].average is not None
    assert entries["ols"].average.risk == np.inf
    assert all(1 <= entry.worst.risk < 1.5 for kind, entry in entries.items() if kind != "ols")


def test_where_nothing_is_seen_nothing_is_learned() -> None:
    entries = contest(Shift(np.zeros((2, 2)), np.eye(2), np.eye(2), 1.0), 10).entries
    for kind in KINDS[1:]:
        assert entries[kind].worst.risk == pytest.approx(1.0)
        np.testing.assert_allclose(entries[kind].matrix, 0.0, atol=1e-15)


def test_a_direction_without_limit_is_for_the_unbiased_alone() -> None:
    shift = Shift(np.eye(2), np.eye(2), np.diag([1.0, 0.0]), 0.1)
    entries = contest(shift, 20).entries
    assert all(entry.average is None for entry in entries.values())
    assert entries["minmax"].worst.risk < entries["ols"].worst.risk == pytest.approx(0.2)
    assert all(entries[kind].worst.risk == np.inf for kind in SGD_KINDS)


def test_a_refused_question_gets_its_sentence() -> None:
    with pytest.raises(ShiftError, match="noise must be positive"):
        contest(Shift(np.eye(2), np.eye(2), np.eye(2), 0.0), 10)
    with pytest.raises(ShiftError, match="S and M are both 0"):
        contest(Shift(np.diag([1.0, 0]), np.eye(2), np.diag([1.0, 0]), 0.1), 10)


@pytest.mark.parametrize(("variance", "low", "high"), [(1.0, 0.8, 1.1), (1e-2, 1.5, 2.5), (1e-4, 60, 120)])
def test_momentum_gains_where_bias_is_what_is_left(variance: float, low: float, high: float) -> None:
    """How many times the risk of accelerated SGD that of plain SGD is, at sigma^2: some 1, 2 and 100 times."""
    n, flat = 10_000, np.eye(D)
    entries = contest(Shift(np.diag([1.0, 1e-3, 1e-3, 1e-3]), flat, flat, variance / n), n).entries
    assert low < entries["sgd"].worst.risk / entries["accelerated"].worst.risk < high
    # With the right preconditioner nothing is left for momentum.
    assert entries["preconditioned"].worst.risk < entries["accelerated"].worst.risk


@pytest.mark.parametrize("kind", SGD_KINDS)
def test_measured_risks_are_the_exact_ones(kind: str) -> None:
    entry = HELD.entries[kind]
    plan, truth = entry.plan, entry.worst.truth
    assert isinstance(plan, Plan)
    found = measured(plan, SHIFT, truth, seed=8, runs=4000)
    assert abs(found.risk - entry.worst.risk) < 5 * found.standard_error
    assert found.standard_error < 0.05 * found.risk
    # The mean's own variance is below the risk over the number of runs.
    away = found.mean - entry.matrix @ truth
    assert away @ SHIFT.target @ away < 25 * found.risk / 4000
    with pytest.raises(ShiftError, match="runs must be at least 2, not 1"):
        measured(plan, SHIFT, truth, seed=8, runs=1)
