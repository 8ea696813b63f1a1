"""Every estimator on real samples: none below the bound that holds for all."""

import numpy as np
import pytest

from engine.covariate_shift import van_trees
from engine.covariate_shift.contest import contest
from engine.covariate_shift.measured_risks import FEWEST_RUNS, MOST_RUNS, measured_risks, runs_for
from engine.covariate_shift.spectra import ShiftSettings

CASES = [
    {"target": {"shape": target}, "ellipse": {"shape": ellipse}, "target_angle": angle, "ellipse_angle": angle / 2,
     "samples": samples, "deviation": deviation, "dimension": dimension, "seed": seed}
    for seed, (target, ellipse, angle, samples, deviation, dimension) in enumerate([
        ("reversed", "narrowing", 45.0, 200, 1.0, 6), ("flat", "ball", 0.0, 30, 3.0, 4),
        ("first four", "widening", 60.0, 100, 0.3, 8), ("power law", "ball", 20.0, 5, 1.0, 8),
        ("spiked", "narrowing", 90.0, 1000, 0.1, 5),
    ])
]  # fmt: skip


@pytest.mark.parametrize("given", CASES)
def test_nobody_is_below_van_trees(given: dict[str, object]) -> None:
    """Beyond 3 standard errors, at each one's own worst truth: the bound is on the worst case alone."""
    settings = ShiftSettings.model_validate(given)
    held = contest(settings.shift(), settings.samples)
    found = measured_risks(held, settings.samples, settings.seed)
    assert {"ols", "ridge", "minmax", "sgd"} <= set(found)
    for kind, risk in found.items():
        assert risk.risk > van_trees(held.best) - 3 * risk.standard_error, kind


def test_sgd_is_measured_as_it_is_known_exactly() -> None:
    settings = ShiftSettings.model_validate(CASES[0])
    held = contest(settings.shift(), settings.samples)
    found = measured_risks(held, settings.samples, 3)
    for kind in ("sgd", "step_decay", "accelerated", "preconditioned"):
        exact = held.entries[kind].worst.risk
        assert abs(found[kind].risk - exact) < 5 * found[kind].standard_error
        assert found[kind].standard_error < 0.3 * exact


def test_runs_are_as_many_as_their_time_allows() -> None:
    assert runs_for(100, 5) == MOST_RUNS
    assert 0 < FEWEST_RUNS <= runs_for(1000, 100) < MOST_RUNS
    assert runs_for(10_000_000, 100) == 0


def test_progress_can_stop() -> None:
    settings = ShiftSettings.model_validate(CASES[1])
    held = contest(settings.shift(), settings.samples)

    def stop(done: float) -> None:
        assert 0 <= done <= 1
        raise InterruptedError

    with pytest.raises(InterruptedError):
        measured_risks(held, settings.samples, 0, stop)
    with pytest.raises(InterruptedError):
        contest(settings.shift(), settings.samples, progress=stop)


def test_what_takes_too_long_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.covariate_shift import measured_risks as module

    monkeypatch.setattr(module, "MOST_WORK", 1e3)
    settings = ShiftSettings.model_validate(CASES[0])
    held = contest(settings.shift(), settings.samples)
    found = measured_risks(held, settings.samples, 0)
    assert set(found) == {"ols", "ridge", "minmax"}
    assert np.isfinite(found["minmax"].risk)
