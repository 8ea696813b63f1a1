"""The reasons for what the estimators' risks are."""

import numpy as np
import pytest

from engine.covariate_shift import Shift, solve
from engine.covariate_shift.diagnosis import diagnose, noise_of
from engine.covariate_shift.risk import silence
from tests.support.shifts import rotation


def test_noise_of_the_directions_by_hand() -> None:
    """v T_ii / s_i, whatever the axes: 0.1 * (2 / 4, 3 / 1) turned together."""
    turn = rotation(2, np.random.default_rng(0))
    shift = Shift((turn * [4.0, 1.0]) @ turn.T, (turn * [2.0, 3.0]) @ turn.T, np.eye(2), 0.1)
    assert np.allclose(noise_of(shift), [0.3, 0.05])
    reasons = diagnose(solve(shift))
    assert (reasons.noisy, reasons.commuting) == (1, True)
    assert reasons.noisy_share == pytest.approx(0.3 / 0.35)
    assert reasons.turned == pytest.approx(0, abs=1e-9)


def test_what_only_the_target_sees_is_endless_noise() -> None:
    shift = Shift(np.diag([1.0, 0.0]), np.eye(2), np.eye(2), 0.1)
    assert noise_of(shift)[0] == np.inf
    assert diagnose(solve(shift)).noisy == 0


def test_what_nobody_counts_is_no_noise() -> None:
    assert np.allclose(noise_of(Shift(np.diag([1.0, 0.0]), np.diag([1.0, 0.0]), np.eye(2), 0.1)), [0.1, 0])


def test_directions_that_do_not_count_are_given_up() -> None:
    shift = Shift(np.eye(4), np.diag([1.0, 1.0, 0.0, 0.0]), np.eye(4), 0.1)
    assert diagnose(solve(shift)).given_up == 2


def test_turned_axes_turn_the_estimator() -> None:
    turn = rotation(4, np.random.default_rng(1))
    shift = Shift(np.diag([1.0, 0.5, 0.1, 0.01]), (turn * [0.01, 1, 1, 3]) @ turn.T, np.eye(4), 0.1)
    reasons = diagnose(solve(shift))
    assert not reasons.commuting
    best = solve(shift).matrix
    assert reasons.turned == pytest.approx(1 - np.sum(np.diag(best) ** 2) / np.sum(best**2))
    assert 0.01 < reasons.turned < 1


def test_silence_costs_the_largest_truth() -> None:
    assert silence(Shift(np.eye(2), np.diag([3.0, 1.0]), np.diag([1.0, 0.1]), 1.0)) == pytest.approx(10)


def test_a_source_without_axes_turns_nothing() -> None:
    turn = rotation(4, np.random.default_rng(1))
    assert diagnose(solve(Shift(np.eye(4), (turn * [0.01, 1, 1, 3]) @ turn.T, np.eye(4), 0.1))).turned == 0
