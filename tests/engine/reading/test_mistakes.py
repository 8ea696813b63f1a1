"""What is said of a scenario that is none: each mistake is counted once, and told with what is possible."""

from typing import Any

import pytest

from engine import Scenario
from engine.__main__ import main
from engine.methods import METHODS
from tests.support.refusals import wrong


@pytest.mark.parametrize(
    "bad",
    [
        # What is wrong inside a list is not counted as missing from it.
        {"methods": [{"kind": "asgd", "step": 0}]},
        {"methods": [{"kind": "sgd"}]},
        {"methods": [{"kind": "asgd", "momentum": 0.9}]},
        {"methods": [5]},
        {"methods": []},
        {"methods": [{"kind": "aszd", "smoothing": 0}]},
        # Too few times are too few workers.
        {"cluster": {"speed": {"kind": "custom", "times": []}}},
        {"cluster": {"speed": {"kind": "trace", "durations": []}}},
        {"cluster": {"speed": {"kind": "trace", "durations": [[1]] * 10_001}}},
        # A misspelt name is not missing as well.
        {"cluster": {"speed": {"kind": "custom", "time": [1]}}},
        {"problem": {"kind": "blend", "prediction": [[1]], "target": [1]}},
    ],
)
def test_one_mistake_is_counted_once(bad: Any) -> None:
    assert "more)" not in wrong(bad)


def test_two_mistakes_are_two() -> None:
    """Also in one list, in one part, and where one of them has two errors of pydantic's."""
    assert wrong({"methods": [{"kind": "asgd", "step": 0, "label": ""}]}).endswith("(and 1 more)")
    assert wrong({"methods": [{"kind": "asgd", "step": 0}, {"kind": "sgd"}]}).endswith("(and 1 more)")
    assert wrong({"cluster": {"speed": {"kind": "custom", "times": [0, -1]}}}).endswith("(and 1 more)")
    assert wrong({"cluster": {"workers": 0, "speed": {"kind": "custom", "other": 1}}}).endswith("(and 2 more)")
    assert wrong({"cluster": {"speed": {"kind": "custom", "times": []}}, "seeds": 0}).endswith("(and 1 more)")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"cluster": {"worker": 1}}, "cluster.worker: is not known here; possible: workers, speed, jitter, power (giv"),
        ({"cluster": {"power": 1, "jiter": 2}}, "cluster.power: must be an object with named fields (given: 1) (and 1"),
        (
            {"cluster": {"speed": {"kind": "custom", "time": [1]}}},
            "cluster.speed.time: is not known here; possible: times, kind (given: [1])",
        ),
        ({"budget": {"second": 5}}, "budget.second: is not known here; possible: seconds, arrivals (given: 5)"),
        (
            {"methods": [{"kind": "asgd", "momentum": 0.9}]},
            "methods.0.momentum: is not known here; possible: kind, label, step (given: 0.9)",
        ),
        (
            {"problem": {"kind": "quadratic", "noize": 1}},
            "problem.noize: is not known here; possible: noise, kind, dimension, condition, heterogeneity, curvature_",
        ),
        (
            {"sead": 1},
            "sead: is not known here; possible: seed, version, seeds, cluster, problem, methods, budget, rec",
        ),
        (
            {"cluster": {"speed": {}}},
            "cluster.speed.kind: needs a kind: one of 'equal', 'linear', 'sqrt', 'two_groups',",
        ),
        (
            {"problem": {}},
            "problem.kind: needs a kind: one of 'quadratic', 'custom_quadratic', 'least_squares', 'landsc",
        ),
        ({"methods": [{"step": 1}]}, "methods.0.kind: needs a kind: one of '"),
        (
            {"methods": [{"kind": "rescale_asgd"}]},
            "methods.0.kind: must be one of 'rescaled_asgd', ",
        ),
        ({"methods": [{"kind": "asgd", "label": ""}]}, "methods.0.label: must have 1 or more characters (given: '')"),
    ],
)
def test_what_is_possible_is_said(bad: Any, said: str) -> None:
    assert wrong(bad).startswith(said)


def test_the_help_lists_the_kinds_of_methods(capsys: pytest.CaptureFixture[str]) -> None:
    """As the sentence about a kind that is not known says."""
    assert (
        wrong({"methods": [{"kind": "sgd"}]}).count(f"{len(METHODS) - 5} more: python -m engine --help lists them") == 1
    )
    with pytest.raises(SystemExit):
        main(["--help"])
    words = capsys.readouterr().out.replace(",", " ").replace(".", " ").split()
    assert set(METHODS) <= set(words)


def test_a_method_that_does_not_run_is_told_with_those_that_do() -> None:
    with pytest.raises(KeyError, match="no method 'sgd', only 'asgd', 'rescaled_asgd', 'ormo'"):
        Scenario().method("sgd")
