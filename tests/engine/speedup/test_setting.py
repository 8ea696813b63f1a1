"""What a study of speedup is of: its step, its blocks, and what the bound makes of its runs."""

import math

import numpy as np
import pytest

from engine import Scenario
from engine.simulate import build_problem
from engine.speedup.bound import knee, promised
from engine.speedup.setting import Setting, rounded_down
from engine.speedup.speedups import Speedup


def setting(**method: object) -> Setting:
    scenario = Scenario.model_validate(
        {
            "cluster": {"workers": 1},
            "problem": {"kind": "least_squares", "rows": 100, "dimension": 20, "noise": 0.05},
            "methods": [{"kind": "ascd", "label": "ASCD", "block": 2} | method],
            "budget": {"arrivals": 1000},
        }
    )
    return Setting.of(scenario, (1, 2, 4), 0.1, 0.5, build_problem(scenario.problem, 1, scenario.seed))


def test_the_step_is_a_multiple_of_y_over_l_n() -> None:
    given = setting()
    assert given.label == "ASCD"
    assert given.step == pytest.approx(0.5 * 2 / (20 * given.problem.smoothness))
    other = given.with_block(10)
    assert other.step == pytest.approx(5 * given.step)
    assert other.blocks.block == other.constants.block == 10
    assert other.with_workers(4).cluster.workers == 4
    assert other.with_counts([1, 8]).counts == (1, 8)
    slope = given.problem.gradients(given.problem.start)
    assert given.precision == pytest.approx(0.1 * float((slope**2).sum()))


def test_a_setting_builds_its_problem_and_has_one_worker() -> None:
    given = setting()
    scenario = given.scenario.with_workers(4).with_steps({"ASCD": 1.0})
    again = Setting.of(scenario, [1, 2, 4], 0.1, 0.5)
    assert again.scenario == given.scenario
    assert (again.counts, again.constants) == (given.counts, given.constants)


def test_the_bound_is_asked_for_the_delays_that_were_seen() -> None:
    given = setting(delay_bound=3)
    found = Speedup((1, 2, 4), np.full((3, 3), 50.0), np.full((3, 3), 5.0), (0, 2, 9), 0.1)
    assert given.delays(found) == [0, 2, 3]
    expected = promised(given.constants, (1, 2, 4), [0, 2, 3], given.precision)
    assert given.promised(found) == pytest.approx(expected)
    assert given.predicted_knee(found) == knee(given.constants, 50.0)


def test_the_bound_promises_nothing_below_what_smoothing_leaves() -> None:
    given = setting(kind="aszd", smoothing=1.0)
    found = Speedup((1, 2), np.full((2, 1), 50.0), np.full((2, 1), 5.0), (0, 2), 0.1)
    assert given.constants.smoothing > given.precision
    assert np.isnan(given.promised(found)).all()


@pytest.mark.parametrize(("value", "below"), [(0.0123456, 0.0123), (0.02999, 0.0299), (1.0, 1.0), (98765.0, 98700.0)])
def test_rounding_down(value: float, below: float) -> None:
    assert math.isclose(rounded_down(value), below)
