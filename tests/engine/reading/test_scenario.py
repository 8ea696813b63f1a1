"""The schema: what it takes, what it gives back, and how much it allows."""

import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine import Scenario, simulate
from engine.methods import METHODS as KINDS
from engine.problems import PROBLEMS as PROBLEM_KINDS
from engine.scenario import MOST_ARRIVALS, WORK_LIMIT, Budget
from tests.support.build import EXAMPLE, JITTERS, METHODS, POWERS, PROBLEMS, fits, own_rows, predictions


def test_defaults_are_the_documented_example() -> None:
    assert Scenario() == Scenario.model_validate(EXAMPLE) == Scenario.model_validate({})


def test_frozen() -> None:
    scenario = Scenario()
    parts = [(scenario, "seed"), (scenario.cluster, "workers"), (scenario.cluster.speed, "kind")]
    parts += [(scenario.problem, "noise"), (scenario.methods[0], "step"), (scenario.budget, "arrivals")]
    for part, name in parts:
        with pytest.raises(ValidationError):
            setattr(part, name, getattr(part, name))
    assert isinstance(scenario.methods, tuple)


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    speeds = [{"kind": kind} for kind in ("equal", "linear", "sqrt", "two_groups", "power")]
    custom = {"kind": "custom", "times": draw(st.lists(st.floats(1e-6, 1e9), min_size=7, max_size=7))}
    problem = draw(st.sampled_from(list(PROBLEMS)))
    possible = [settings for name, settings in METHODS.items() if fits(problem, name)]
    return {
        "seed": draw(st.integers(0, 2**53)),
        "seeds": draw(st.integers(1, 3)),
        "cluster": {
            "workers": 7,
            "speed": draw(st.sampled_from([*speeds, custom])),
            "jitter": draw(st.sampled_from(list(JITTERS.values()))),
            "power": draw(st.sampled_from(list(POWERS.values()))),
        },
        "problem": PROBLEMS[problem],
        "methods": [
            method | {"step": draw(st.floats(0, 1e6, exclude_min=True)), "label": str(number)}
            for number, method in enumerate(draw(st.lists(st.sampled_from(possible), min_size=1)))
        ],
        "budget": {"arrivals": draw(st.integers(1, 1000))},
        "records": draw(st.integers(2, 100)),
    }


@given(scenarios())
def test_round_trips_and_hash(given: dict[str, Any]) -> None:
    scenario = Scenario.model_validate(given)
    scenario.arrivals  # noqa: B018  a cached value must not count as a difference
    others = [
        Scenario.model_validate_json(scenario.model_dump_json()),
        Scenario.model_validate(json.loads(json.dumps(given))),
        Scenario.model_validate(scenario.model_dump()),
    ]
    for other in others:
        assert other == scenario
        assert hash(other) == hash(scenario)
        assert other.model_dump_json() == scenario.model_dump_json()
    assert len({scenario, *others}) == 1
    assert Scenario.model_validate(given | {"seed": (scenario.seed + 1) % 2**53}) != scenario


def test_numpy_arrays_are_accepted() -> None:
    matrices, centers, times = np.ones((3, 1, 1)), np.zeros((3, 1)), np.array([1.0, 2.0, 3.0])
    problem = {"kind": "custom_quadratic", "matrices": matrices, "centers": centers, "start": np.ones(1)}
    speed = {"kind": "custom", "times": times}
    scenario = Scenario.model_validate({"problem": problem, "cluster": {"workers": 3, "speed": speed}})
    lists = {name: value.tolist() for name, value in problem.items() if name != "kind"}
    assert scenario == Scenario.model_validate(
        {"problem": problem | lists, "cluster": {"speed": {"kind": "custom", "times": [1, 2, 3]}}}
    )
    hash(scenario)
    # A list of rows, and single numbers.
    problem |= {"matrices": list(matrices), "centers": list(centers), "noise": np.float64(0)}
    again = {"problem": problem, "cluster": {"workers": np.int64(3), "speed": speed | {"times": list(times)}}}
    assert Scenario.model_validate(again) == scenario


@pytest.mark.parametrize("times", [[1.0, 2.0, 3.0], (1.0, 2.0, 3.0), np.array([1.0, 2.0, 3.0])])
def test_custom_times_say_how_many_workers_there_are(times: Any) -> None:
    given = {"cluster": {"speed": {"kind": "custom", "times": times}}}
    assert Scenario.model_validate(given).cluster.workers == 3
    assert "workers" not in given["cluster"]


@pytest.mark.parametrize("form", [list, tuple, np.array, lambda rows: [np.array(row) for row in rows]])
def test_traces_say_how_many_workers_there_are(form: Callable[[Any], Any]) -> None:
    given = {"cluster": {"speed": {"kind": "trace", "durations": form([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])}}}
    scenario = Scenario.model_validate(given)
    assert scenario.cluster.workers == 3
    assert scenario.cluster.speed.durations == ((1, 2), (3, 4), (5, 6))
    assert Scenario.model_validate_json(scenario.model_dump_json()) == scenario
    hash(scenario)


def test_numbers_at_their_ends() -> None:
    """The ends themselves are allowed."""
    for fields in (
        {"seed": 0},
        {"seed": 2**53},
        {"cluster": {"workers": 1}},
        {"cluster": {"workers": 10_000}, "budget": {"arrivals": 1}},
        {"cluster": {"speed": {"kind": "custom", "times": [1e-6, 1e9]}}},
        {"cluster": {"speed": {"kind": "trace", "durations": [[1e-6], [1e9, 1]]}}},
        {"cluster": {"speed": {"kind": "trace", "durations": [[1.0] * 50_000] * 2}}},
        {"cluster": {"speed": {"kind": "trace", "durations": [[1]] * 10_000}}, "budget": {"arrivals": 1}},
        {"cluster": {"jitter": {"kind": "shifted_exponential", "shift": 0}}},
        {"cluster": {"jitter": {"kind": "uniform", "low": 1000, "high": 1000, "offset": 0}}},
        {"cluster": {"power": {"kind": "drift", "factor": 1, "seconds": 1e-3}}},
        {"cluster": {"power": {"kind": "day_night", "period": 1e6, "depth": 0.95}}},
        {"cluster": {"power": {"kind": "outages", "on": 1e-3, "off": 1e6}}},
        {"records": 2},
        {"records": 10_000},
        {"methods": [{"kind": "ormo", "momentum": 0}]},
        {"problem": {"kind": "quadratic", "condition": 1, "heterogeneity": 0, "noise": 0}},
        {"problem": {"kind": "logistic", "batch": 0}},
        {"problem": {"kind": "network", "hidden": 4, "penalty": 0}},
        {"problem": {"kind": "network", "hidden": 64, "penalty": 10}},
        {"problem": {"kind": "sigmoid", "flipped": 0, "penalty": 1e-3}},
        {"problem": {"kind": "sigmoid", "flipped": 0.4}},
        {"budget": {"seconds": 1e-6}},
        {"budget": {"arrivals": MOST_ARRIVALS}, "seeds": 1},
        {"methods": [{"kind": "asgd", "label": str(i)} for i in range(40)]},
    ):
        Scenario.model_validate(fields)


def test_every_kind_has_working_defaults() -> None:
    for kind in KINDS:
        assert Scenario.model_validate({"methods": [{"kind": kind}]}).methods[0].name == kind
    for part, kinds in (("jitter", JITTERS), ("power", POWERS)):
        for kind in {settings["kind"] for settings in kinds.values()}:
            assert getattr(Scenario.model_validate({"cluster": {part: {"kind": kind}}}).cluster, part).kind == kind
    for kind in PROBLEM_KINDS:
        if kind not in ("custom_quadratic", "csv", "blend"):
            assert Scenario.model_validate({"problem": {"kind": kind}}).problem.kind == kind


def test_limits_count_methods_and_seeds() -> None:
    """Each alone is allowed; the sentence comes when the product is not."""
    one = {"problem": {"kind": "softmax", "batch": 100}, "budget": {"arrivals": 1_000_000}, "seeds": 1}
    single = Scenario.model_validate(one | {"methods": [{"kind": "asgd"}]})
    assert single.work < WORK_LIMIT < 10 * single.work
    methods = [{"kind": "asgd", "label": str(i)} for i in range(10)]
    for many in ({"methods": methods}, {"methods": methods[:1], "seeds": 10}):
        with pytest.raises(ValidationError, match="budget: all jobs together"):
            Scenario.model_validate(one | many)


def test_a_changed_copy_knows_its_own_work() -> None:
    few = Scenario().model_copy(update={"budget": Budget(arrivals=10)})
    assert (few.arrivals, few.work, few.memory) == (10, Scenario().work / 500, few.memory)
    assert few.memory == Scenario.model_validate(few.model_dump()).memory


BLOCKS = {"kind": "ascd", "step": 1e-3, "read": "inconsistent"}
SHORT = {"budget": {"arrivals": 500}}
"""For jobs that go through all rows: what is held does not grow with their number."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"seeds": 200, "problem": {"kind": "quadratic", "dimension": 100}}, id="many seeds"),
        pytest.param({"seeds": 20, "records": 1000, "problem": {"kind": "landscape"}}, id="many points, many workers"),
        pytest.param({"records": 3000, "problem": {"kind": "quadratic", "dimension": 1000}}, id="many records"),
        pytest.param({"problem": {"kind": "csv", **own_rows(20_000, 10, 50)}}, id="many rows, many classes"),
        pytest.param({"budget": {"arrivals": 2_000_000}, "problem": {"kind": "quadratic", "dimension": 1}}, id="long"),
        pytest.param(
            {"cluster": {"workers": 3000}, "problem": {"kind": "logistic"}, "methods": [BLOCKS | {"block": 31}]},
            id="more workers than samples, tracked",
        ),
        pytest.param(
            {
                "problem": {"kind": "quadratic", "dimension": 100},
                "methods": [BLOCKS | {"block": 50, "delay_bound": 100_000}],
            },
            id="a long delay bound",
        ),
        pytest.param(
            {"seeds": 20, "records": 500, "problem": {"kind": "blend", **predictions(10_000, 3)}} | SHORT,
            id="many rows, blended",
        ),
        pytest.param(
            {"problem": {"kind": "least_squares", "rows": 20_000, "dimension": 300}} | SHORT, id="many rows, squared"
        ),
    ],
)
def test_the_stated_memory_is_enough(fields: dict[str, Any]) -> None:
    """Twice over, and 64 MB for whatever does not grow: else a scenario within the limit could end the process."""
    few = {"cluster": {"workers": 1000}, "methods": [{"kind": "asgd"}], "budget": {"arrivals": 3000}, "seeds": 1}
    scenario = Scenario.model_validate(few | {"records": 2} | fields)
    tracemalloc.start()
    try:
        (run,) = simulate(scenario).values()
        assert np.isfinite(run.gap).all()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 * scenario.memory + 64e6


@pytest.mark.parametrize("seconds", [1.0, 100.0, 1234.5])
def test_expected_arrivals(seconds: float) -> None:
    """Workers of 1, 2 and 4 s: 7 arrivals in 4 s."""
    cluster = {"speed": {"kind": "custom", "times": [1, 2, 4]}}
    scenario = Scenario.model_validate({"cluster": cluster, "budget": {"seconds": seconds}})
    assert scenario.arrivals == pytest.approx(seconds * 7 / 4)
    assert Scenario.model_validate({"cluster": cluster, "budget": {"arrivals": 9}}).arrivals == 9
