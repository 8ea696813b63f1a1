"""Bad input: one line that names the field and says what must hold, and never a traceback."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine import Scenario, sentence
from engine.scenario import MOST_ARRIVALS

CUSTOM = {"kind": "custom_quadratic", "matrices": [[[1]], [[2]]], "centers": [[0], [1]]}
TWO = {"workers": 2}
BLEND = {"kind": "blend", "predictions": [[1], [2], [3]], "target": [1, 2, 3.5]}


def wrong(bad: Any) -> str:
    """The sentence about a scenario that is not one."""
    with pytest.raises(ValidationError) as error:
        Scenario.model_validate(bad)
    return sentence(error.value)


# What is wrong, and how the sentence about it begins.
BAD: list[tuple[Any, str]] = [
    # Not a scenario at all.
    (5, "scenario: must be an object"),
    (None, "scenario: must be an object"),
    ([], "scenario: must be an object"),
    # Settings of single methods.
    ({"methods": [{"kind": "ia2sgd", "first_update": "full"}]}, "methods.0.first_update: must be 'when_full' or "),
    ({"methods": [{"kind": "fedbuff", "staleness_exponent": -1}]}, "methods.0.staleness_exponent: must be at least 0"),
    ({"methods": [{"kind": "fedbuff", "staleness_exponent": 11}]}, "methods.0.staleness_exponent: must be at most 10"),
    ({"methods": [{"kind": "fedbuff", "largest_staleness": -1}]}, "methods.0.largest_staleness: must be at least 0"),
    ({"methods": [{"kind": "fedbuff", "largest_staleness": 1.5}]}, "methods.0.largest_staleness: must be a whole numb"),
    ({"methods": [{"kind": "mindflayer", "cutoffs": "best"}]}, "methods.0.cutoffs: must be 'multiple', 'rate' or 'bou"),
    # Numbers beyond their bounds.
    ({"seed": -1}, "seed: must be at least 0"),
    ({"seed": 2**53 + 1}, "seed: must be at most 9007199254740992"),
    ({"seed": 1e300}, "seed: must be "),
    ({"seeds": 0}, "seeds: must be at least 1"),
    ({"seeds": 1001}, "seeds: must be at most 1000"),
    ({"records": 1}, "records: must be at least 2"),
    ({"cluster": {"workers": 0}}, "cluster.workers: must be at least 1"),
    ({"cluster": {"workers": -3}}, "cluster.workers: must be at least 1"),
    ({"cluster": {"workers": 10_001}}, "cluster.workers: must be at most 10000"),
    ({"cluster": {"speed": {"kind": "custom", "times": [1, -2]}}}, "cluster.speed.times.1: must be at least"),
    ({"cluster": {"speed": {"kind": "custom", "times": [0]}}}, "cluster.speed.times.0: must be at least"),
    ({"cluster": {"speed": {"kind": "trace", "durations": [[1], [1, 0]]}}}, "cluster.speed.durations.1.1: must be at"),
    ({"cluster": {"speed": {"kind": "trace", "durations": [[1], [2e9]]}}}, "cluster.speed.durations.1.0: must be at m"),
    ({"cluster": {"speed": {"kind": "trace", "durations": []}}}, "cluster.workers: must be at least 1"),
    ({"cluster": {"speed": {"kind": "trace", "durations": [[1], []]}}}, "cluster.speed.durations.1: needs at least 1"),
    ({"cluster": {"speed": {"kind": "trace", "durations": [1, 2]}}}, "cluster.speed.durations.0: must be a list"),
    ({"cluster": {"speed": {"kind": "trace", "durations": [["1"]]}}}, "cluster.speed.durations.0.0: must be a number"),
    ({"cluster": {"speed": {"kind": "trace", "durations": [[float("nan")]]}}}, "cluster.speed.durations.0.0: must be "),
    ({"cluster": {"speed": {"kind": "trace"}}}, "cluster.speed.durations: is missing"),
    (
        {"cluster": {"speed": {"kind": "trace", "durations": [[1.0] * 60_000] * 2}}},
        "cluster.speed: durations has 120,000 entries; at most 100,000 are possible",
    ),
    ({"cluster": {"speed": {"kind": "trace", "durations": [[1]] * 10_001}}}, "cluster.workers: must be at most 10000"),
    (
        {"cluster": {"speed": {"kind": "trace", "durations": [[1], [2]]}, "workers": 3}},
        "cluster: speed.durations has 2 lists, but there are 3 workers",
    ),
    (
        {"cluster": {"speed": {"kind": "trace", "durations": [[1]]}, "jitter": {"kind": "gamma"}}},
        "cluster: jitter must be none where the speed is a trace",
    ),
    ({"cluster": {"speed": {"kind": "two_groups", "share": 0}}}, "cluster.speed.share: must be above 0"),
    ({"cluster": {"speed": {"kind": "two_groups", "share": 1}}}, "cluster.speed.share: must be below 1"),
    ({"cluster": {"speed": {"kind": "two_groups", "slowdown": 0.5}}}, "cluster.speed.slowdown: must be at least 1"),
    ({"cluster": {"speed": {"kind": "power", "exponent": -1}}}, "cluster.speed.exponent: must be at least 0"),
    ({"cluster": {"jitter": {"kind": "gamma", "variation": 0}}}, "cluster.jitter.variation: must be "),
    # So small that the shape 1 / variation^2 is no number.
    ({"cluster": {"jitter": {"kind": "gamma", "variation": 1e-200}}}, "cluster.jitter.variation: must be at least"),
    ({"cluster": {"jitter": {"kind": "lognormal", "variation": 9}}}, "cluster.jitter.variation: must be at most 3"),
    ({"cluster": {"jitter": {"kind": "half_normal", "spread": 0}}}, "cluster.jitter.spread: must be at least 0.001"),
    ({"cluster": {"jitter": {"kind": "half_normal", "spread": 1e7}}}, "cluster.jitter.spread: must be at most 1000000"),
    ({"cluster": {"jitter": {"kind": "folded_normal", "offset": -1}}}, "cluster.jitter.offset: must be at least 0"),
    ({"cluster": {"jitter": {"kind": "folded_normal", "per": "job"}}}, "cluster.jitter.per: must be 'second'"),
    ({"cluster": {"jitter": {"kind": "shifted_exponential", "shift": 1}}}, "cluster.jitter.shift: must be below 1"),
    ({"cluster": {"jitter": {"kind": "shifted_exponential", "shift": -1}}}, "cluster.jitter.shift: must be at least 0"),
    ({"cluster": {"jitter": {"kind": "poisson", "mean": 1}}}, "cluster.jitter.mean: is not known here"),
    ({"cluster": {"jitter": {"kind": "uniform", "low": -1}}}, "cluster.jitter.low: must be at least 0"),
    ({"cluster": {"jitter": {"kind": "uniform", "high": 1e4}}}, "cluster.jitter.high: must be at most 1000"),
    ({"cluster": {"jitter": {"kind": "uniform", "low": 2}}}, "cluster.jitter: low is 2, above high, which is 1"),
    (
        {"cluster": {"jitter": {"kind": "uniform", "low": 1.0000001}}},
        "cluster.jitter: low is 1.0000001, above high, which is 1",
    ),
    (
        {"cluster": {"jitter": {"kind": "uniform", "high": 0, "offset": 0}}},
        "cluster.jitter: every job would take 0 s; high or offset must be at least 1e-06",
    ),
    ({"cluster": {"power": {"kind": "drift", "factor": 0.5}}}, "cluster.power.factor: must be at least 1"),
    ({"cluster": {"power": {"kind": "drift", "factor": 1001}}}, "cluster.power.factor: must be at most 1000"),
    ({"cluster": {"power": {"kind": "drift", "seconds": 0}}}, "cluster.power.seconds: must be at least 0.001"),
    ({"cluster": {"power": {"kind": "day_night", "depth": 1}}}, "cluster.power.depth: must be at most 0.95"),
    ({"cluster": {"power": {"kind": "day_night", "depth": -0.1}}}, "cluster.power.depth: must be at least 0"),
    ({"cluster": {"power": {"kind": "day_night", "period": 0}}}, "cluster.power.period: must be at least 0.001"),
    # A worker without power for ever.
    ({"cluster": {"power": {"kind": "outages", "on": 0}}}, "cluster.power.on: must be at least 0.001"),
    ({"cluster": {"power": {"kind": "outages", "off": 1e9}}}, "cluster.power.off: must be at most 1000000"),
    ({"cluster": {"power": {"kind": "swap", "period": -1}}}, "cluster.power.period: must be at least 0.001"),
    ({"cluster": {"power": {"kind": "swap", "period": float("nan")}}}, "cluster.power.period: must be a finite"),
    ({"cluster": {"power": {"kind": "outages", "period": 1}}}, "cluster.power.period: is not known here"),
    ({"cluster": {"power": {"kind": "outages", "on": True}}}, "cluster.power.on: must be a number, not true or"),
    ({"cluster": {"power": {"kind": "sun"}}}, "cluster.power.kind: must be one of 'steady'"),
    ({"cluster": {"power": {}}}, "cluster.power.kind: needs a kind"),
    ({"cluster": {"power": "swap"}}, "cluster.power: must be an object"),
    ({"problem": {"kind": "quadratic", "dimension": 0}}, "problem.dimension: must be at least 1"),
    ({"problem": {"kind": "quadratic", "condition": 0.5}}, "problem.condition: must be at least 1"),
    ({"problem": {"kind": "quadratic", "noise": -1}}, "problem.noise: must be at least 0"),
    ({"problem": {"kind": "landscape", "heterogeneity": -1}}, "problem.heterogeneity: must be at least 0"),
    ({"problem": {"kind": "logistic", "batch": -1}}, "problem.batch: must be at least 0"),
    ({"problem": {"kind": "softmax", "dirichlet": 0}}, "problem.dirichlet: must be"),
    ({"problem": {"kind": "sigmoid", "flipped": 0.5}}, "problem.flipped: must be at most 0.4"),
    ({"problem": {"kind": "sigmoid", "flipped": -0.1}}, "problem.flipped: must be at least 0"),
    ({"problem": {"kind": "sigmoid", "flipped": True}}, "problem.flipped: must be a number"),
    ({"problem": {"kind": "sigmoid", "penalty": 1e-4}}, "problem.penalty: must be at least 0.001"),
    ({"problem": {"kind": "network", "hidden": 3}}, "problem.hidden: must be at least 4"),
    ({"problem": {"kind": "network", "hidden": 65}}, "problem.hidden: must be at most 64"),
    ({"problem": {"kind": "network", "hidden": 8.5}}, "problem.hidden: must be a whole number"),
    ({"problem": {"kind": "network", "penalty": -1e-9}}, "problem.penalty: must be at least 0"),
    ({"problem": {"kind": "network", "penalty": float("inf")}}, "problem.penalty: must be a finite number"),
    ({"methods": [{"kind": "asgd", "step": 0}]}, "methods.0.step: must be above 0"),
    ({"methods": [{"kind": "asgd"}, {"kind": "asgd", "step": -1}]}, "methods.1.step: must be above 0"),
    ({"methods": [{"kind": "ormo", "momentum": 1}]}, "methods.0.momentum: must be below 1"),
    ({"methods": [{"kind": "ormo", "momentum": -0.1}]}, "methods.0.momentum: must be at least 0"),
    ({"budget": {"arrivals": 0}}, "budget.arrivals: must be at least 1"),
    ({"budget": {"arrivals": 2.5}}, "budget.arrivals: must be a whole number"),
    ({"budget": {"arrivals": MOST_ARRIVALS + 1}}, "budget.arrivals: must be at most"),
    ({"budget": {"seconds": 0}}, "budget.seconds: must be at least"),
    ({"budget": {"seconds": -5}}, "budget.seconds: must be at least"),
    # Not finite.
    ({"seed": float("nan")}, "seed: must be a finite number"),
    ({"cluster": {"workers": float("inf")}}, "cluster.workers: must be a finite number"),
    ({"cluster": {"speed": {"kind": "custom", "times": [1, float("nan")]}}}, "cluster.speed.times.1: must be a fin"),
    ({"cluster": {"speed": {"kind": "power", "exponent": float("inf")}}}, "cluster.speed.exponent: must be a finite"),
    ({"cluster": {"jitter": {"kind": "gamma", "variation": float("nan")}}}, "cluster.jitter.variation: must be a fin"),
    ({"problem": {"kind": "quadratic", "noise": float("nan")}}, "problem.noise: must be a finite number"),
    ({"problem": CUSTOM | {"centers": [[0], [float("inf")]]}, "cluster": TWO}, "problem.centers.1.0: must be a finite"),
    ({"methods": [{"kind": "asgd", "step": float("nan")}]}, "methods.0.step: must be a finite number"),
    ({"budget": {"seconds": float("inf")}}, "budget.seconds: must be a finite number"),
    # Unknown kinds, and none.
    ({"version": 2}, "version: must be 1"),
    ({"cluster": {"speed": {"kind": "fast"}}}, "cluster.speed.kind: must be one of 'equal'"),
    ({"cluster": {"speed": {}}}, "cluster.speed.kind: needs a kind"),
    ({"cluster": {"jitter": {"kind": "cauchy"}}}, "cluster.jitter.kind: must be one of 'none'"),
    ({"problem": {"kind": "cubic"}}, "problem.kind: must be one of 'quadratic'"),
    ({"problem": {"kind": 5}}, "problem.kind: must be one of 'quadratic'"),
    ({"problem": {"kind": "landscape", "shape": "hill"}}, "problem.shape: must be 'bowl'"),
    ({"problem": {"kind": "logistic", "data": "iris"}}, "problem.data: must be 'breast_cancer'"),
    ({"methods": [{"kind": "sgd"}]}, "methods.0.kind: must be one of '"),
    ({"methods": [{"kind": "asgd"}, {"step": 1}]}, "methods.1.kind: needs a kind"),
    ({"methods": [{"kind": "rescaled_asgd", "normalisation": "none"}]}, "methods.0.normalisation: must be 'mean'"),
    # Unknown fields, also such as have the name of a kind.
    ({"sead": 1}, "sead: is not known here"),
    ({"cluster": {"worker": 1}}, "cluster.worker: is not known here"),
    ({"cluster": {"speed": {"kind": "linear", "slope": 1}}}, "cluster.speed.slope: is not known here"),
    ({"cluster": {"jitter": {"kind": "none", "variation": 1}}}, "cluster.jitter.variation: is not known here"),
    ({"problem": {"kind": "quadratic", "batch": 1}}, "problem.batch: is not known here"),
    ({"methods": [{"kind": "asgd", "momentum": 0.9}]}, "methods.0.momentum: is not known here"),
    ({"budget": {"updates": 5}}, "budget.updates: is not known here"),
    ({"cluster": {"gamma": 0.5}}, "cluster.gamma: is not known here"),
    ({"logistic": {}}, "logistic: is not known here"),
    ({"cluster": {"speed": {"kind": "custom", "times": [1], "equal": 1}}}, "cluster.speed.equal: is not known here"),
    ({"methods": [{"kind": "asgd", "ormo": 1}]}, "methods.0.ormo: is not known here"),
    # The wrong type.
    ({"cluster": 8}, "cluster: must be an object"),
    ({"cluster": {"jitter": "gamma"}}, "cluster.jitter: must be an object"),
    ({"problem": "quadratic"}, "problem: must be an object"),
    ({"methods": [5]}, "methods.0: must be an object"),
    ({"methods": {"kind": "asgd"}}, "methods: must be a list"),
    ({"methods": []}, "methods: needs at least 1"),
    ({"methods": [{"kind": "asgd", "label": str(i)} for i in range(41)]}, "methods: takes at most 40"),
    ({"methods": [{"kind": "asgd", "label": 5}]}, "methods.0.label: must be a text"),
    ({"methods": [{"kind": "asgd", "label": ""}]}, "methods.0.label: "),
    ({"methods": [{"kind": "asgd", "label": "x" * 61}]}, "methods.0.label: "),
    ({"cluster": {"speed": {"kind": "custom", "times": "abc"}}}, "cluster.speed.times: must be a list"),
    ({"cluster": {"speed": {"kind": "custom", "times": np.array(3.0)}}}, "cluster.speed.times: must be a list"),
    ({"cluster": {"speed": {"kind": "custom"}}}, "cluster.speed.times: is missing"),
    ({"problem": {"kind": "custom_quadratic", "centers": [[0]]}}, "problem.matrices: is missing"),
    # Texts and switches for numbers.
    ({"cluster": {"workers": "eight"}}, "cluster.workers: must be a"),
    ({"cluster": {"workers": "8"}}, "cluster.workers: must be a"),
    ({"methods": [{"kind": "asgd", "step": "small"}]}, "methods.0.step: must be a"),
    ({"methods": [{"kind": "asgd", "step": "0.1"}]}, "methods.0.step: must be a"),
    ({"problem": {"kind": "quadratic", "noise": None}}, "problem.noise: must be a number"),
    ({"version": True}, "version: must be"),
    ({"seed": True}, "seed: must be a number, not true or false"),
    ({"records": np.True_}, "records: must be a number, not true or false"),
    ({"cluster": {"workers": True}}, "cluster.workers: must be a number, not true or false"),
    ({"cluster": {"speed": {"kind": "custom", "times": [True]}}}, "cluster.speed.times.0: must be a number, not tr"),
    ({"cluster": {"speed": {"kind": "two_groups", "slowdown": True}}}, "cluster.speed.slowdown: must be a number"),
    ({"cluster": {"speed": {"kind": "power", "exponent": True}}}, "cluster.speed.exponent: must be a number"),
    ({"cluster": {"jitter": {"kind": "gamma", "variation": True}}}, "cluster.jitter.variation: must be a number"),
    ({"problem": {"kind": "quadratic", "condition": True}}, "problem.condition: must be a number"),
    ({"problem": {"kind": "quadratic", "noise": False}}, "problem.noise: must be a number"),
    ({"problem": {"kind": "softmax", "batch": True}}, "problem.batch: must be a number"),
    ({"methods": [{"kind": "asgd", "step": True}]}, "methods.0.step: must be a number"),
    ({"methods": [{"kind": "ormo", "momentum": False}]}, "methods.0.momentum: must be a number"),
    ({"budget": {"arrivals": True}}, "budget.arrivals: must be a number"),
    ({"problem": CUSTOM | {"matrices": [[[True]], [[1]]]}, "cluster": TWO}, "problem.matrices.0.0.0: must be a number"),
    # Parts that do not fit each other.
    (
        {"cluster": {"speed": {"kind": "custom", "times": [1, 2, 3]}, "workers": 2}},
        "cluster: speed.times has 3 entries, but there are 2 workers",
    ),
    ({"problem": CUSTOM}, "scenario: problem.centers has 2 rows, but there are 8 workers"),
    ({"problem": CUSTOM | {"centers": [[0]]}, "cluster": TWO}, "problem: centers must be 2 rows of 1"),
    ({"problem": CUSTOM | {"centers": [[0], [1, 2]]}, "cluster": TWO}, "problem: centers must be 2 rows of 1"),
    ({"problem": CUSTOM | {"start": [1, 2]}, "cluster": TWO}, "problem: start must have 1"),
    ({"problem": CUSTOM | {"matrices": [[[1, 0]], [[1, 0]]]}, "cluster": TWO}, "problem: matrices must all be 1 by 1"),
    ({"problem": CUSTOM | {"matrices": [[[1]], []]}, "cluster": TWO}, "problem: matrices must all be 1 by 1"),
    ({"problem": CUSTOM | {"matrices": []}, "cluster": TWO}, "problem: matrices must hold at least one"),
    ({"problem": CUSTOM | {"matrices": 1}, "cluster": TWO}, "problem.matrices: must be a list"),
    ({"problem": CUSTOM | {"matrices": [[1], [1]]}, "cluster": TWO}, "problem.matrices.0.0: must be a list"),
    (
        {"problem": CUSTOM | {"matrices": [[[1, 2], [0, 1]]], "centers": [[0, 0]]}, "cluster": {"workers": 1}},
        "problem: matrices[0] is not symmetric",
    ),
    ({"problem": CUSTOM | {"matrices": [[[1]], [[-1]]]}, "cluster": TWO}, "problem: matrices[1] has a negative"),
    ({"problem": CUSTOM | {"matrices": [[[0]], [[0]]]}, "cluster": TWO}, "problem: the mean of the matrices is sing"),
    ({"methods": [{"kind": "asgd"}, {"kind": "asgd"}]}, "scenario: methods: the label 'asgd' stands twice"),
    (
        {"methods": [{"kind": "ormo"}, {"kind": "asgd", "label": "ormo"}]},
        "scenario: methods: the label 'ormo' stands twice",
    ),
    (
        {"methods": [{"kind": "ormo", "label": "{a}"}, {"kind": "asgd", "label": "{a}"}]},
        "scenario: methods: the label '{a}' stands twice",
    ),
    ({"budget": {}}, "budget: give either arrivals or seconds"),
    ({"budget": {"arrivals": 5, "seconds": 5}}, "budget: give either arrivals or seconds"),
    ({"budget": {"arrivals": None, "seconds": None}}, "budget: give either arrivals or seconds"),
    # Blocks of coordinates, least squares and blends.
    ({"methods": [{"kind": "ascd", "block": 0}]}, "methods.0.block: must be at least 1"),
    ({"methods": [{"kind": "ascd", "block": 10_001}]}, "methods.0.block: must be at most 10000"),
    ({"methods": [{"kind": "ascd", "block": 1.5}]}, "methods.0.block: must be a whole number"),
    ({"methods": [{"kind": "ascd", "smoothing": 0.1}]}, "methods.0.smoothing: is not known here"),
    ({"methods": [{"kind": "ascd", "read": "stale"}]}, "methods.0.read: must be 'consistent' or 'inconsistent'"),
    ({"methods": [{"kind": "ascd", "seconds_of": "jobs"}]}, "methods.0.seconds_of: must be 'job' or 'value'"),
    ({"methods": [{"kind": "aszd", "delay_bound": -1}]}, "methods.0.delay_bound: must be at least 0"),
    ({"methods": [{"kind": "aszd", "delay_bound": 1e6}]}, "methods.0.delay_bound: must be at most 100000"),
    ({"methods": [{"kind": "aszd", "delay_bound": True}]}, "methods.0.delay_bound: must be a number"),
    *(
        ({"methods": [{"kind": "aszd", "smoothing": mu}]}, "methods.0.smoothing: must be a number from 1e-08 to 1000, ")
        for mu in (0, -1, float("nan"), float("inf"), "0.1", True, None, {"mu": 1}, [0.1, 1e4], ["0.1"], np.eye(1))
    ),
    ({"methods": [{"kind": "ascd", "block": 11}]}, "scenario: methods: block of ascd is 11, but the problem has 10"),
    ({"methods": [{"kind": "aszd", "smoothing": [1, 2]}]}, "scenario: methods: smoothing of aszd has 2 entries for 10"),
    ({"methods": [{"kind": "aszd", "smoothing": []}]}, "scenario: methods: smoothing of aszd has 0 entries for 10"),
    *(
        ({"methods": [{"kind": kind}], "problem": {"kind": problem}}, f"scenario: methods: {kind} takes blocks of coo")
        for kind in ("ascd", "aszd") for problem in ("softmax", "network", "landscape")
    ),
    (
        {"methods": [{"kind": "ascd", "block": 101, "delay_bound": 100_000}],
         "problem": {"kind": "quadratic", "dimension": 101}},
        "scenario: methods: delay_bound of ascd times its block is above 10,000,000",
    ),
    (
        {"methods": [{"kind": "ascd", "label": str(i), "block": 100, "delay_bound": 100_000} for i in range(16)],
         "problem": {"kind": "quadratic", "dimension": 100}},
        "scenario: records: the simulation would take about 2.",
    ),
    ({"problem": {"kind": "least_squares", "rows": 30}}, "scenario: problem.rows is 30, which does not determine 100"),
    ({"problem": {"kind": "least_squares", "rows": 0}}, "problem.rows: must be at least 1"),
    ({"problem": {"kind": "least_squares", "residual": -1}}, "problem.residual: must be at least 0"),
    ({"problem": {"kind": "least_squares", "noise": float("nan")}}, "problem.noise: must be a finite number"),
    ({"problem": {"kind": "least_squares", "batch": -1}}, "problem.batch: must be at least 0"),
    (
        {"problem": {"kind": "least_squares", "rows": 100_000, "dimension": 10_000}, "budget": {"arrivals": 1}},
        "scenario: records: the simulation would take about 24",
    ),
    ({"problem": BLEND | {"target": [1, 2]}}, "problem: target has 2 entries, but predictions has 3 rows"),
    ({"problem": BLEND | {"target": [1, 2, float("nan")]}}, "problem.target.2: must be a finite number"),
    ({"problem": BLEND | {"predictions": [[1], [float("nan")], [1]]}}, "problem.predictions: row 1, column 0: must be"),
    ({"problem": BLEND | {"predictions": [[1], [1, 2], [1]]}}, "problem.predictions: row 1 has 2 numbers, but row 0 h"),
    ({"problem": BLEND | {"predictions": [[1, 2]]}}, "problem: predictions has 1 rows, which does not determine the w"),
    ({"problem": BLEND | {"predictions": [[], [], []]}}, "problem: predictions has 3 rows, which does not determine"),
    ({"problem": BLEND | {"predictions": []}}, "problem: predictions has 0 rows"),
    ({"problem": {"kind": "blend", "target": [1]}}, "problem.predictions: is missing"),
    ({"problem": BLEND | {"noise": 1}}, "problem.noise: is not known here"),
    ({"problem": {"kind": "logistic", "shared": 1}}, "problem.shared: must be "),
    # Too much.
    ({"budget": {"seconds": 1e9}}, "scenario: budget.seconds: means about"),
    ({"budget": {"arrivals": MOST_ARRIVALS}, "problem": {"kind": "softmax", "batch": 1000}}, "scenario: budget: all j"),
    ({"records": 10_000, "seeds": 1000}, "scenario: records: the simulation would take"),
    (
        {"cluster": {"workers": 10_000}, "problem": {"kind": "quadratic", "dimension": 10_000}},
        "scenario: records: the simulation would take",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "begins"), BAD, ids=[begins for _, begins in BAD])
def test_bad_input_gets_a_sentence_that_names_the_field(bad: Any, begins: str) -> None:
    said = wrong(bad)
    assert said.startswith(begins)
    assert "\n" not in said
    assert len(said) < 250


@pytest.mark.parametrize(
    "bad",
    [
        {"a\nb": 1},
        {"cluster": {"workers": np.ones((2, 2))}},
        {"cluster": {"workers": "a\nb"}},
        {"seed": "x" * 999},
    ],
)
def test_a_sentence_is_one_line(bad: Any) -> None:
    said = wrong(bad)
    assert "\n" not in said
    assert len(said) < 250


@pytest.mark.parametrize(
    "text", ["", "{", '{"seed": 1 "seeds": 2}', '{"seed": }', "seed: 1", "[1", "{seed: 1}", "\x00"]
)
def test_what_is_not_json_gets_a_sentence(text: str) -> None:
    with pytest.raises(ValidationError) as error:
        Scenario.model_validate_json(text)
    assert sentence(error.value).startswith("scenario: ")


def test_several_errors_are_counted() -> None:
    said = wrong({"seeds": 0, "records": 1, "cluster": {"workers": 0}})
    assert said.startswith("seeds: must be at least 1")
    assert said.endswith("(and 2 more)")
    assert wrong({"seeds": 0}).endswith("(given: 0)")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["seed", "seeds", "cluster", "problem", "methods", "budget", "records"]), JUNK)
def test_junk_never_gives_anything_but_a_sentence(name: str, junk: Any) -> None:
    try:
        Scenario.model_validate({name: junk})
    except ValidationError as error:
        said = sentence(error)
        assert said.startswith((name, "scenario: "))


@given(st.sampled_from(["speed", "jitter", "power"]), JUNK, JUNK)
def test_junk_in_the_cluster_never_gives_anything_but_a_sentence(name: str, junk: Any, kind: Any) -> None:
    for part in (
        junk,
        {"kind": kind},
        {"kind": "custom", "times": junk},
        {"kind": "trace", "durations": junk},
        {"kind": "trace", "durations": [junk]},
        {"kind": "gamma", "variation": junk},
        {"kind": "swap", "period": junk},
    ):
        try:
            Scenario.model_validate({"cluster": {name: part}})
        except ValidationError as error:
            assert sentence(error).startswith("cluster")
