"""The sentence above the Race."""

import pytest

from engine import Scenario
from engine.simulate import build_problem
from pages.parts.race.heading import seen_words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "3 workers compute for one model. Map: where it goes with each method."),
        ({"cluster": {"workers": 1}}, "One worker computes for one model."),
        ({}, "Curves: how far it is from the goal."),
        ({"problem": {"kind": "network"}}, "Curves: its training loss."),
    ],
)
def test_it_says_what_runs_and_what_is_seen(changes: dict[str, object], words: str) -> None:
    scenario = Scenario.model_validate({"cluster": {"workers": 3}, **changes})
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    assert words in seen_words(scenario, problem)
