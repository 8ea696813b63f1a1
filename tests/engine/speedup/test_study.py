"""Studies of a setting: one worker tells when the others may give up."""

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.speedup import threads
from engine.speedup.setting import Setting
from engine.speedup.speedups import patient, speedup
from engine.speedup.study import simulated_staleness, study_blocks, study_speedup
from engine.speedup.threads import measure_threads


def setting(target: float = 0.3, arrivals: int = 50_000) -> Setting:
    scenario = Scenario.model_validate(
        {
            "seeds": 2,
            "cluster": {"workers": 4, "speed": {"kind": "equal"}, "jitter": {"kind": "exponential"}},
            "problem": {"kind": "least_squares", "rows": 40, "dimension": 8},
            "methods": [{"kind": "ascd", "label": "ASCD", "block": 2}],
            "budget": {"arrivals": arrivals},
        }
    )
    return Setting.of(scenario, (1, 2, 4), target, 0.5)


def test_a_study_is_a_speedup_with_a_patient_budget() -> None:
    given = setting()
    alone = patient(given.scenario, "ASCD", 0.3)
    assert alone is not None
    assert alone.budget.arrivals < given.scenario.budget.arrivals
    found, expected = study_speedup(given), speedup(alone, "ASCD", (1, 2, 4), 0.3)
    np.testing.assert_array_equal(found.speedup.arrivals, expected.arrivals)
    np.testing.assert_array_equal(found.speedup.seconds, expected.seconds)
    np.testing.assert_array_equal(found.bound, given.promised(expected))
    assert found.predicted == given.predicted_knee(expected)
    assert found.predicted.noiseless == 4


def test_a_target_out_of_reach_is_told() -> None:
    with pytest.raises(ValueError, match=r"alone does not bring the gap down to 0\.01 of the first within 20 "):
        study_speedup(setting(0.01, 20))


def test_each_block_has_its_study() -> None:
    one, other = study_blocks(setting(), (2, 8))
    assert (one.setting.constants.block, other.setting.constants.block) == (2, 8)
    assert other.setting.step == pytest.approx(4 * one.setting.step)
    np.testing.assert_array_equal(one.speedup.arrivals, study_speedup(setting()).speedup.arrivals)


def test_simulated_staleness_is_that_of_a_run() -> None:
    given = setting()
    found = simulated_staleness(given, 4, 100)
    scenario = given.with_workers(4).model_copy(update={"budget": type(given.scenario.budget)(arrivals=100)})
    np.testing.assert_array_equal(found, simulate(scenario)["ASCD"].arrivals["staleness"])
    assert found.size == 100
    assert found.max() >= 3


def test_threads_are_those_of_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "RUN_SECONDS", 0.01)
    given = setting().with_counts((1, 2))
    found = measure_threads(given)
    assert found.threads == (1, 2)
    assert found.rates.shape == (2, threads.REPEATS)
    assert np.isfinite(found.seconds).all(), "the target is within reach"
    with pytest.raises(ZeroDivisionError):
        measure_threads(given, lambda done: print(1 / 0))
