"""The contest's risks against the number of samples, and their floors."""

import numpy as np
import pytest

from engine.covariate_shift import (
    RiskCurves,
    Shift,
    ShiftError,
    commuting_bound,
    contest,
    ols_risk,
    risk_curves,
    solve,
    van_trees,
)
from engine.covariate_shift.contest_curves import risks_over_samples
from engine.covariate_shift.risk import silence
from engine.covariate_shift.spectra import Ellipse, ShiftSettings
from tests.support.shifts import power_laws

SAMPLES = (400, 25, 100, 1000)
TURNED = power_laws(4, seed=5)
COMMUTING = Shift(np.diag([1.0, 0.3, 0.1]), np.eye(3), np.diag([1.0, 2.0, 3.0]), 1.0)
DEVIATION = 0.5


def curves_of(shift: Shift, threads: int = 2) -> RiskCurves:
    return risk_curves(shift.source, shift.target, shift.ellipse, DEVIATION, SAMPLES, 5.0, threads)


HELD = {"turned": (TURNED, curves_of(TURNED)), "commuting": (COMMUTING, curves_of(COMMUTING))}


@pytest.mark.parametrize("name", HELD)
def test_curves_are_contests(name: str) -> None:
    shift, held = HELD[name]
    assert held.samples == SAMPLES
    for i, n in enumerate(SAMPLES[:3]):
        alone = contest(Shift(shift.source, shift.target, shift.ellipse, DEVIATION**2 / n), n)
        assert list(held.risks) == list(alone.entries)
        for kind, entry in alone.entries.items():
            assert held.risks[kind][i] == pytest.approx(entry.worst.risk, rel=1e-9)


@pytest.mark.parametrize("name", HELD)
def test_floors_are_the_bounds_of_the_solver(name: str) -> None:
    shift, held = HELD[name]
    for i, n in enumerate(SAMPLES):
        best = solve(Shift(shift.source, shift.target, shift.ellipse, DEVIATION**2 / n))
        assert held.floor[i] == pytest.approx(van_trees(best), rel=1e-8)
        assert np.pi**2 * held.floor[i] == pytest.approx(best.dual, rel=1e-8)
        assert (held.commuting_floor is None) == (commuting_bound(best) is None)
        if held.commuting_floor is not None:
            assert held.commuting_floor[i] == pytest.approx(commuting_bound(best), rel=1e-8)
        assert 0 <= held.gaps[i] < 1e-8


@pytest.mark.parametrize("name", HELD)
def test_nobody_is_below_the_floors_and_minmax_is_the_lowest_linear_one(name: str) -> None:
    _, held = HELD[name]
    for kind, risks in held.risks.items():
        assert np.all(risks > held.floor), kind
        # The dual, below which no linear one is.
        assert np.all(risks >= np.pi**2 * held.floor * (1 - 1e-9)), kind
        assert np.all(risks >= held.risks["minmax"] * (1 - 1e-9)), kind


@pytest.mark.parametrize("name", HELD)
def test_more_samples_are_no_harm(name: str) -> None:
    shift, held = HELD[name]
    order = np.argsort(SAMPLES)
    for kind in ("ols", "ridge", "minmax"):
        assert np.all(np.diff(held.risks[kind][order]) < 0), kind
    one = ols_risk(shift).risk / shift.noise
    np.testing.assert_allclose(held.risks["ols"], one * DEVIATION**2 / np.array(SAMPLES))


@pytest.mark.parametrize("name", HELD)
def test_the_estimate_0_is_beside_them(name: str) -> None:
    shift, held = HELD[name]
    assert held.idle == silence(shift) >= held.risks["minmax"].max()


def test_settings_have_the_curves_of_their_matrices() -> None:
    settings = ShiftSettings(
        dimension=3, samples=7, deviation=0.5, target_angle=30.0, ellipse=Ellipse(shape="narrowing")
    )
    held, same = risks_over_samples(settings, (20, 50)), risk_curves(*settings.matrices, 0.5, (20, 50), 5.0)
    assert held.samples == (20, 50)
    for kind, risks in same.risks.items():
        np.testing.assert_array_equal(held.risks[kind], risks)


def test_threads_change_nothing() -> None:
    again = curves_of(TURNED, threads=1)
    for kind, risks in HELD["turned"][1].risks.items():
        np.testing.assert_array_equal(again.risks[kind], risks)


def test_a_million_samples_cost_no_more_than_few() -> None:
    """Least squares is nearly the best by then; the last iterate of accelerated SGD keeps its share of the noise."""
    eye = np.eye(2)
    found = risk_curves(eye, eye, eye, 1.0, (1_000, 1_000_000), 5.0)
    for kind, risks in found.risks.items():
        if kind != "accelerated":
            assert risks[1] < 0.05 * risks[0], kind
    assert found.risks["ols"][1] == pytest.approx(np.pi**2 * found.floor[1], rel=1e-5)
    assert found.risks["accelerated"][1] == pytest.approx(found.risks["accelerated"][0], rel=0.01)


class StoppedError(Exception):
    pass


def test_progress_rises_to_one_and_stops_the_work() -> None:
    eye, told = np.eye(2), []
    risk_curves(eye, eye, eye, 1.0, (10, 20), 5.0, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def stop(_: float) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        risk_curves(eye, eye, eye, 1.0, (10, 20), 5.0, progress=stop)


def test_bad_input_gets_one_sentence() -> None:
    eye = np.eye(2)
    with pytest.raises(ShiftError, match=r"samples must be a whole number of at least 1, not 0\."):
        risk_curves(eye, eye, eye, 1.0, (10, 0), 5.0)
    with pytest.raises(ShiftError, match=r"samples must hold at least one number\."):
        risk_curves(eye, eye, eye, 1.0, (), 5.0)
    with pytest.raises(ShiftError, match="deviation must be one number of at least 0"):
        risk_curves(eye, eye, eye, -1.0, (10,), 5.0)
    with pytest.raises(ShiftError, match="noise must be positive"):
        risk_curves(eye, eye, eye, 0.0, (10,), 5.0)
