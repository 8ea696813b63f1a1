"""Scenarios out of choices: every control reaches the scenario, and keeps to what that allows."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from engine import Scenario, sentence
from engine.cluster.speeds import Trace
from engine.methods.block_update import BlockSettings
from engine.problems.table import read_table
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.controls.method import TITLES, step_key
from pages.parts.controls.scenario import scenario_of
from tests.support.choosing import extremes, settings_that_show


def test_the_defaults_are_the_documented_race() -> None:
    """Three methods, 8 seeds, 5,000 arrivals, 10 dimensions."""
    step = {"step": 0.05}
    expected = {
        "seed": 0,
        "seeds": 8,
        "cluster": {"workers": 8, "speed": {"kind": "linear"}, "jitter": {"kind": "none"}},
        "problem": {
            "kind": "quadratic", "dimension": 10, "condition": 10, "heterogeneity": 2, "noise": 0.1,
            "curvature_spread": 0,
        },
        "methods": [
            {"kind": "asgd", "label": "ASGD"} | step,
            {"kind": "rescaled_asgd", "label": "Rescaled ASGD", "normalisation": "mean"} | step,
            {"kind": "ormo", "label": "OrMo", "momentum": 0.9} | step,
        ],
        "budget": {"arrivals": 5000},
    }  # fmt: skip
    found = scenario_of(DEFAULTS)
    assert found.model_copy(update={"records": 200}) == Scenario.model_validate(expected)


def part(of: str, **choices: Any) -> dict[str, Any]:
    """One part of the scenario that the defaults but for `choices` describe."""
    return dict(json.loads(scenario_of(DEFAULTS | choices).model_dump_json())[of])


@pytest.mark.parametrize(
    ("choices", "speed"),
    [
        ({"speed": "equal"}, {"kind": "equal"}),
        ({"speed": "linear"}, {"kind": "linear"}),
        ({"speed": "square root"}, {"kind": "sqrt"}),
        (
            {"speed": "two groups", "slowdown": 20.5, "share": 0.25},
            {"kind": "two_groups", "slowdown": 20.5, "share": 0.25},
        ),
        ({"speed": "power law", "exponent": 2.5}, {"kind": "power", "exponent": 2.5}),
    ],
)
def test_speeds(choices: dict[str, Any], speed: dict[str, Any]) -> None:
    rest = {"jitter": {"kind": "none"}, "power": {"kind": "steady"}}
    assert part("cluster", workers=5, **choices) == {"workers": 5, "speed": speed} | rest


def test_custom_speeds_say_how_many_workers_there_are() -> None:
    found = part("cluster", speed="custom", tau="3, 1.5,2", workers=50)
    assert found["workers"] == 3
    assert found["speed"] == {"kind": "custom", "times": [3, 1.5, 2]}


@pytest.mark.parametrize(
    ("jitter", "expected"),
    [
        ("none", {"kind": "none"}),
        ("exponential", {"kind": "exponential"}),
        ("gamma", {"kind": "gamma", "variation": 0.75}),
        ("lognormal", {"kind": "lognormal", "variation": 0.75}),
        ("shifted exponential", {"kind": "shifted_exponential", "shift": 0.25}),
        ("half normal", {"kind": "half_normal", "spread": 2.5, "per": "root"}),
        ("folded normal", {"kind": "folded_normal", "spread": 2.5, "per": "root", "offset": 3.5}),
        ("Poisson", {"kind": "poisson"}),
        ("uniform", {"kind": "uniform", "low": 0.5, "high": 1.5, "offset": 3.5}),
    ],
)
def test_jitters(jitter: str, expected: dict[str, Any]) -> None:
    given = {"variation": 0.75, "shift": 0.25, "spread": 2.5, "per": "root", "offset": 3.5}
    given |= {"uniform_low": 0.5, "uniform_high": 1.5}
    assert part("cluster", jitter=jitter, **given)["jitter"] == expected


@pytest.mark.parametrize(
    ("power", "expected"),
    [
        ("steady", {"kind": "steady"}),
        ("drift", {"kind": "drift", "factor": 3.0, "seconds": 70.0}),
        ("day and night", {"kind": "day_night", "period": 24.0, "depth": 0.5}),
        ("outages", {"kind": "outages", "on": 6.0, "off": 7.0}),
        ("swap", {"kind": "swap", "period": 90.0}),
    ],
)
def test_powers(power: str, expected: dict[str, Any]) -> None:
    given = {"drift_factor": 3.0, "drift_seconds": 70.0, "day": 24.0, "depth": 0.5, "swap_seconds": 90.0}
    assert part("cluster", power=power, **given, outage_on=6.0, outage_off=7.0)["power"] == expected


def test_measured_times_bring_their_workers_and_have_no_jitter() -> None:
    trace = Trace(durations=((1.0, 2.0), (3.0,), (0.5,)))
    found = scenario_of(DEFAULTS | {"speed": "measured", "trace": trace, "jitter": "gamma", "power": "swap"}).cluster
    assert (found.workers, found.speed, found.jitter.kind, found.power.kind) == (3, trace, "none", "swap")


@pytest.mark.parametrize(
    ("choices", "problem"),
    [
        ({"problem": "bowl"}, {"kind": "landscape", "shape": "bowl"}),
        ({"problem": "valley"}, {"kind": "landscape", "shape": "valley"}),
        ({"problem": "rosenbrock"}, {"kind": "landscape", "shape": "rosenbrock"}),
        ({"problem": "two wells"}, {"kind": "landscape", "shape": "two_wells"}),
        (
            {"problem": "quadratic", "dimension": 7, "condition": 30.0, "curvature_spread": 0.5},
            {"kind": "quadratic", "dimension": 7, "condition": 30.0, "curvature_spread": 0.5},
        ),
        ({"problem": "breast cancer"}, {"kind": "logistic", "data": "breast_cancer", "shared": False}),
        ({"problem": "digits"}, {"kind": "softmax", "data": "digits"}),
        ({"problem": "small network"}, {"kind": "network", "data": "digits", "hidden": 16}),
        ({"problem": "sigmoid loss"}, {"kind": "sigmoid", "data": "breast_cancer", "flipped": 0.1}),
    ],
)
def test_problems(choices: dict[str, Any], problem: dict[str, Any]) -> None:
    real = {"dirichlet": 0.1, "batch": 16, "penalty": 0.001}
    choices = {**choices, "sigmoid_penalty": 0.001}
    spread = {"heterogeneity": 1.5, "noise": 0.25}
    own = real if problem["kind"] in ("logistic", "softmax", "network", "sigmoid") else spread
    assert part("problem", **choices, **real, **spread) == problem | own


def test_least_squares_take_noise_and_samples() -> None:
    given = {"rows": 500, "dimension": 20, "residual": 0.5, "noise": 0.25, "batch": 16}
    assert part("problem", problem="least squares", heterogeneity=1.5, **given) == {"kind": "least_squares", **given}


def test_a_streamed_regression_has_its_own_noise() -> None:
    given = {"dimension": 20, "heterogeneity": 1.5, "batch": 2}
    found = part(
        "problem", problem="streamed regression", response_noise=3.0, covariance_spread=0.7, noise=0.25, **given
    )
    assert found == {"kind": "regression", "noise": 3.0, "spread": 0.7, **given}


def test_methods_on_blocks() -> None:
    """All coordinates and no bound have a word and a number in links."""
    given = {"methods": ("ASCD", "ASZD"), "smoothing": 0.01, "read": "inconsistent", "seconds_of": "value"}
    some, other = (scenario_of(DEFAULTS | given | more).methods for more in (
        {"block": "4", "delay_bound": 7}, {"block": "all", "delay_bound": 0}
    ))  # fmt: skip
    for methods, block, bound in ((some, 4, 7), (other, None, None)):
        assert [method.kind for method in methods] == ["ascd", "aszd"]
        for method in methods:
            assert isinstance(method, BlockSettings)
            assert (method.block, method.delay_bound) == (block, bound)
            assert (method.read, method.seconds_of) == ("inconsistent", "value")
        assert methods[1].smoothing == 0.01


def test_first_updates_late_differences_and_cut_offs() -> None:
    """The words of links are those of the scenario, but for what needs a word of its own."""
    racing = {"methods": ("IA2SGD", "FedBuff", "MindFlayer SGD")}
    own = {"first_update": "after full", "staleness_exponent": 0.5, "largest_staleness": "8", "cutoffs": "rate"}
    for choices, expected in ((racing, ("when_full", 0.0, None, "multiple")),
                              (racing | own, ("after_full", 0.5, 8, "rate"))):  # fmt: skip
        ia2sgd, fedbuff, mindflayer = scenario_of(DEFAULTS | choices).methods
        found = ia2sgd.first_update, fedbuff.staleness_exponent, fedbuff.largest_staleness, mindflayer.cutoffs
        assert found == expected
    # Only the multiple of the mean time has a patience to set.
    assert not CONTROLS["patience"].when(DEFAULTS | racing | own)
    assert CONTROLS["patience"].when(DEFAULTS | racing)


def test_a_problem_without_answers_for_blocks_is_told() -> None:
    for problem in ("bowl", "digits", "small network"):
        with pytest.raises(ValidationError) as error:
            scenario_of(DEFAULTS | {"problem": problem, "methods": ("ASGD", "ASCD")})
        assert sentence(error.value).endswith("ASCD takes blocks of coordinates, which this problem has no answers for")


def test_own_data_may_bring_their_workers() -> None:
    rows = "a,who,class\n" + "".join(f"{i},{i % 3},{'xy'[i % 2]}\n" for i in range(12))
    alone, owned = read_table(rows, "class"), read_table(rows, "class", "who")
    own = {"problem": "own data", "workers": 5, "penalty": 0.1}
    for table, workers in ((alone, 5), (owned, 3)):
        given = scenario_of(DEFAULTS | own | {"table": table})
        assert given.cluster.workers == workers
        assert (given.problem.kind, given.problem.features, given.problem.penalty) == ("csv", table.data.features, 0.1)


def test_methods_keep_their_order_and_their_own_steps() -> None:
    steps = {step_key(title): 0.1 * place for place, title in enumerate(TITLES, start=1)}
    picked = {"methods": ("OrMo", "ASGD"), "momentum": 0.5, "step": 0.7}
    for own in (False, True):
        where = {"steps": "by hand" if own else "equal"}
        asgd, ormo = scenario_of(DEFAULTS | picked | steps | where).methods
        assert (asgd.name, ormo.name) == ("ASGD", "OrMo")
        assert (asgd.step, ormo.step) == ((steps["step_asgd"], steps["step_ormo"]) if own else (0.7, 0.7))
        assert ormo.momentum == 0.5


@pytest.mark.parametrize(("until", "amount"), [("arrivals", 200), ("seconds", 30)])
def test_budgets(until: str, amount: int) -> None:
    assert part("budget", until=until, **{until: amount})[until] == amount


@pytest.mark.parametrize("key", CONTROLS)
def test_every_control_keeps_to_what_a_scenario_allows(key: str) -> None:
    control = CONTROLS[key]
    choices = settings_that_show(control)
    for value in extremes(control):
        assert scenario_of(choices | BROUGHT | {key: value}), value


BROUGHT = {
    "trace": Trace(durations=((1.0, 2.0), (3.0,))),
    "table": read_table("a,class\n" + "1,x\n2,y\n" * 8, "class"),
}
"""What a visitor has brought: measured times and own data need files."""
VIEW_ALONE = {"target", "goal", "axis", "scale", "show", "smooth", "runs", "theory"}


@pytest.mark.parametrize("key", [key for key in CONTROLS if key not in VIEW_ALONE])
def test_every_control_matters(key: str) -> None:
    """All but those of the view, the target and what is tuned for change the scenario."""
    control = CONTROLS[key]
    # A common step that differs from the methods' own shows that the switch between them does something.
    choices = settings_that_show(control) | {"step": 1.0}
    values = extremes(control)
    assert len({scenario_of(choices | BROUGHT | {key: value}) for value in values}) > 1


def test_no_methods_are_refused_in_a_sentence() -> None:
    with pytest.raises(ValidationError):
        scenario_of(DEFAULTS | {"methods": ()})
