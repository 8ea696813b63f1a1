"""A scenario's way back to the controls: the same scenario, or a sentence for each part that is not."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Scenario
from engine.methods import METHODS
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS, OWN
from pages.parts.controls.choices_of import BESIDES, choices_of
from pages.parts.controls.cluster import MEASURED
from pages.parts.controls.scenario import scenario_of
from pages.parts.links.presets import PRESETS
from tests.support.choosing import extremes, settings_that_show
from tests.support.strategies import scenarios

ELSEWHERE = BESIDES | {"steps"}
"""Controls that a scenario does not hold; of steps it holds what became of them."""


def settings_of(key: str) -> list[dict[str, Any]]:
    control = CONTROLS[key]
    shown = settings_that_show(control)
    return [{**shown, key: value} for value in extremes(control) if value not in (OWN, MEASURED, "nonsense", "")]


def there_and_back(choices: dict[str, Any]) -> None:
    made = scenario_of(choices)
    found, told = choices_of(made)
    assert told == []
    assert not BESIDES & found.keys()
    assert scenario_of({**DEFAULTS, **found}) == made


@pytest.mark.parametrize("key", [key for key in CONTROLS if key not in ELSEWHERE])
def test_whatever_a_control_is_set_to_comes_back(key: str) -> None:
    for choices in settings_of(key):
        try:
            scenario_of(choices)
        except ValueError:
            continue  # its parts do not fit, as all methods on a landscape
        there_and_back(choices)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_presets_come_back(preset: Any) -> None:
    there_and_back(preset.choices())


@settings(max_examples=60)
@given(st.data(), st.sampled_from(sorted(METHODS)))
def test_what_differs_is_told(data: st.DataObject, kind: str) -> None:
    scenario = data.draw(scenarios(kind, 50))
    try:
        choices, told = choices_of(scenario)
    except ValueError as error:
        assert "do not fit" in str(error)
        return
    made = scenario_of({**DEFAULTS, **choices})
    assert any(sentence.startswith("records: 51 in the file, 401 here") for sentence in told)
    for field in ("seed", "budget", "cluster", "problem"):
        same = getattr(scenario, field) == getattr(made, field)
        assert same != any(sentence.startswith(field) for sentence in told) or any("more." in each for each in told)


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "twice": (
        {"methods": [{"kind": "ormo", "label": "a"}, {"kind": "ormo", "label": "b"}]},
        "methods.b.label: b in the file, OrMo 2 here.",
    ),
    "label": ({"methods": [{"kind": "asgd", "label": "mine"}]}, "methods.mine.label: mine in the file, ASGD here."),
    "workers": ({"cluster": {"workers": 300}}, "cluster.workers: 300 in the file, 100 here."),
    "trace": ({"cluster": {"speed": {"kind": "trace", "durations": [[1.0], [2.0]]}}}, "cluster.speed: trace in the"),
    "budget": ({"budget": {"arrivals": 4321}}, "budget.arrivals: 4321 in the file, 5000 here."),
    "seeds": ({"seeds": 40}, "seeds: 40 in the file, 32 here."),
    "noise": ({"problem": {"kind": "quadratic", "noise": 3.0}}, "problem.noise: 3.0 in the file, 2.0 here."),
    "momentum": (
        {"methods": [{"kind": "ormo", "momentum": 0.5}, {"kind": "ormo_da", "momentum": 0.8}]},
        "methods.OrMo-DA.momentum: 0.8 in the file, 0.5 here.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_the_page_cannot_show_is_named(case: str) -> None:
    changes, words = CASES[case]
    told = choices_of(Scenario.model_validate({"records": 401, "seeds": 8, **changes})).told
    assert any(sentence.startswith(words) for sentence in told), told


@settings(max_examples=60)
@given(st.permutations(sorted(METHODS)), st.integers(1, 6))
def test_another_order_of_methods_is_told(kinds: list[str], count: int) -> None:
    methods = [{"kind": kind} for kind in kinds[:count]]
    scenario = Scenario.model_validate({"records": 401, "methods": methods})
    choices, told = choices_of(scenario)
    shown = [settings.kind for settings in scenario_of({**DEFAULTS, **choices}).methods]
    assert sorted(shown) == sorted(kinds[:count])
    assert (shown != kinds[:count]) == any(sentence.startswith("methods: in the page's order") for sentence in told)


def test_long_lists_that_differ_late_are_not_told_alike() -> None:
    times = [1 + k / 700 for k in range(300)]
    speed = {"kind": "custom", "times": times}
    told = choices_of(Scenario.model_validate({"records": 401, "cluster": {"speed": speed}})).told
    assert "cluster.speed.times: the file has other values." in told


def test_what_does_not_fit_within_the_bounds_is_refused() -> None:
    """A short run of very fast workers; the page's shortest one would have millions of arrivals."""
    methods = [{"kind": "minibatch"}]
    budget = {"seconds": 1e-3}
    fast = {"speed": {"kind": "custom", "times": [1e-6, 1e-6]}}
    scenario = Scenario.model_validate({"methods": methods, "budget": budget, "cluster": fast})
    with pytest.raises(ValueError, match=r"parts do not fit: Simulated seconds: the budget"):
        choices_of(scenario)


def test_steps_of_ones_own_are_by_hand() -> None:
    methods = [{"kind": "asgd", "step": 0.0123}, {"kind": "ormo", "step": 0.5}]
    choices, told = choices_of(Scenario.model_validate({"records": 401, "methods": methods}))
    assert told == []
    assert (choices["steps"], choices["step_asgd"], choices["step_ormo"]) == ("by hand", 0.0123, 0.5)
