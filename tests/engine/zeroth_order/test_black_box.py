"""ASZD on a Python function: the compiled run on the same function, and how often the function is asked."""

from typing import Any

import numpy as np
import pytest

from engine import Scenario
from engine.kernel.state import Floats
from engine.methods.aszd import Aszd
from engine.problems.quadratic import DiagonalQuadratic
from engine.scenario import Budget
from engine.zeroth_order.black_box import ValuesRun, run_values
from tests.support.build import JITTERS, POWERS, replicate

CURVATURES = np.array([1.0, 0.5, 0.25, 2.0, 0.125])
START = np.array([1.0, -2.0, 3.0, 0.5, -1.0])
WAYS: list[dict[str, Any]] = [
    {},
    {"block": 2},
    {"block": None},
    {"block": 2, "read": "inconsistent"},
    {"block": 2, "delay_bound": 3},
    {"block": 2, "read": "inconsistent", "delay_bound": 2, "seconds_of": "value"},
    {"block": 3, "smoothing": [0.5, 0.25, 1.0, 2.0, 0.125]},
]


def value(point: Floats) -> float:
    return float((point - 1.0) ** 2 @ CURVATURES / 2)


def scenario(budget: dict[str, Any], way: dict[str, Any]) -> Scenario:
    return Scenario.model_validate(
        {
            "seed": 4,
            "seeds": 1,
            "cluster": {"workers": 6, "jitter": JITTERS["gamma"], "power": POWERS["drift"]},
            "problem": {"kind": "quadratic", "dimension": 5},
            # A mu of a half: differences of nearby values would round.
            "methods": [{"kind": "aszd", "smoothing": 0.5} | way],
            "budget": budget,
            "records": 41,
        }
    )


def boxed(given: Scenario, ask: Any = value) -> ValuesRun:
    (settings,) = given.methods
    assert isinstance(settings, Aszd)
    return run_values(ask, START, given.cluster, settings, given.budget, seed=4, number=1, records=given.records)


@pytest.mark.parametrize("budget", [{"arrivals": 400}, {"seconds": 60.0}], ids=str)
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_black_box_runs_as_a_compiled_problem(way: dict[str, Any], budget: dict[str, Any]) -> None:
    given = scenario(budget, way)
    problem = DiagonalQuadratic(np.tile(CURVATURES, (6, 1)), np.ones((6, 5)), START, 0.0)
    compiled = replicate(given, number=1, problem=problem)
    while compiled.advance(1000):
        pass
    run = boxed(given)
    np.testing.assert_array_equal(run.time, compiled.records.time)
    np.testing.assert_array_equal(run.updates, compiled.records.updates)
    np.testing.assert_allclose(run.iterate, compiled.records.iterate, rtol=0, atol=1e-12)
    np.testing.assert_allclose(run.value, [value(point) for point in compiled.records.iterate], rtol=1e-9, atol=1e-15)
    assert run.value[-1] < 0.5 * run.value[0]


@pytest.mark.parametrize("budget", [{"arrivals": 100}, {"seconds": 60.0}], ids=str)
@pytest.mark.parametrize(("block", "each"), [(1, 2), (3, 6), (None, 10)])
def test_it_asks_twice_a_coordinate_and_never_in_vain(block: int | None, each: int, budget: dict[str, Any]) -> None:
    """And once a record, for the values that it shows."""
    asked: list[Floats] = []

    def counted(point: Floats) -> float:
        asked.append(point.copy())
        return value(point)

    run = boxed(scenario(budget, {"block": block}), counted)
    assert run.updates[-1] > 20
    assert run.evaluations == each * run.updates[-1]
    assert len(asked) == run.evaluations + run.time.size


def test_an_awkward_function_gets_what_it_changes_back() -> None:
    """A function that writes into its argument."""

    def careless(point: Floats) -> float:
        found = value(point)
        point[:] = np.nan
        return found

    given = scenario({"arrivals": 60}, {"block": 2})
    np.testing.assert_array_equal(boxed(given, careless).iterate, boxed(given).iterate)


class Enough(Exception):  # noqa: N818
    """What a visitor who has gone raises."""


def test_progress_is_told_before_every_arrival_and_can_end_the_run() -> None:
    given = scenario({"arrivals": 50}, {})
    (settings,) = given.methods
    assert isinstance(settings, Aszd)
    told: list[float] = []
    run_values(value, START, given.cluster, settings, Budget(arrivals=50), progress=told.append)
    assert len(told) == 50
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] < 1

    def stop(fraction: float) -> None:
        raise Enough

    with pytest.raises(Enough):
        run_values(value, START, given.cluster, settings, Budget(arrivals=50), progress=stop)


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ({"block": 6}, "block of aszd is 6, but the problem has 5 coordinates"),
        ({"smoothing": [0.1, 0.2]}, "smoothing of aszd has 2 entries for 5 coordinates"),
    ],
)
def test_settings_that_do_not_fit(way: dict[str, Any], sentence: str) -> None:
    settings = Aszd.model_validate({"kind": "aszd"} | way)
    with pytest.raises(ValueError, match=sentence):
        run_values(value, START, scenario({"arrivals": 5}, {}).cluster, settings, Budget(arrivals=5))
