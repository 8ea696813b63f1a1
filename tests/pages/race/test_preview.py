"""Previews of the Race: the first seed of the whole run, whatever is moved."""

from typing import Any

import numpy as np
import pytest

from engine import simulate
from pages.parts.controls import live
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.live.payload.gap import View
from pages.parts.race.preview import Previews
from pages.parts.race.result import RESULTS
from pages.parts.race.steps import by_theory
from tests.support.unpack import Unpacked, unpacked

SHORT = {"seeds": 3, "arrivals": 500}


USUAL = View()


def previews(view: View = USUAL, **changes: Any) -> Previews:
    """The page's previews with these choices."""
    choices = {**DEFAULTS, **SHORT, **changes}
    return Previews(choices, scenario_of(choices), view)


def made(of: Previews, values: dict[str, Any]) -> Unpacked:
    return unpacked(of({"preview": 7, "values": values}))


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        ({}, {"heterogeneity": 4.3}),
        ({"jitter": "gamma", "power": "day and night"}, {"noise": 0.75}),
        ({"speed": "two groups"}, {"slowdown": 33.5}),
        ({"problem": "streamed regression"}, {"times": [0.3, 1.0, 2.5, 9.0]}),
        ({"methods": ("OrMo", "Minibatch SGD", "Ringmaster ASGD")}, {"momentum": 0.4}),
        ({"steps": "theory"}, {"step": 0.2}),
        ({"copy": ("ormo,momentum=0.5", "asgd")}, {"momentum": 0.5}),
        ({"problem": "breast cancer", "seeds": 2}, {"momentum": 0.1}),
    ],
)
def test_a_preview_is_the_first_seed_to_the_last_bit(changes: dict[str, Any], values: dict[str, Any]) -> None:
    of = previews(**changes)
    choices = {**of.choices, **live.changes(values)}
    whole = scenario_of(choices)
    if choices["steps"] == "theory":
        whole = by_theory(whole, choices).scenario
    every, first = simulate(whole, film=True), simulate(of.first_seed(choices), threads=1, film=True)
    picture = made(of, values)
    assert [method["label"] for method in picture.header["methods"]] == list(every)
    for label, method in zip(every, picture.header["methods"], strict=True):
        assert np.array_equal(first[label].iterate[0], every[label].iterate[0])
        assert np.array_equal(first[label].times[0], every[label].times[0])
        assert np.array_equal(first[label].gap[0], every[label].gap[0])
        assert np.array_equal(picture.array(method["place"]), every[label].filmed.place.astype("f4").ravel())
    told = picture.header["preview"]
    assert told["number"] == 7
    assert told["words"].startswith(f"Preview: the first of {whole.seeds} seeds")
    assert told["times"] == list(whole.cluster.speed.tau(whole.cluster.workers))


def test_tuned_steps_are_those_found_last() -> None:
    of = previews(steps="tuned")
    found = of.scenario.with_steps({"ASGD": 0.123})
    seen = Previews(of.choices, found, View()).first_seed({**of.choices, "momentum": 0.2})
    assert seen.method("ASGD").step == 0.123
    assert (
        "the steps found before"
        in made(Previews(of.choices, found, View()), {"momentum": 0.2}).header["preview"]["words"]
    )


def test_tuned_steps_stay_with_a_copy_whose_name_changes() -> None:
    of = previews(steps="tuned", copy=("ormo,momentum=0.5",))
    found = of.scenario.with_steps({"OrMo": 0.2, "OrMo, momentum 0.5": 0.123})
    seen = Previews(of.choices, found, View()).first_seed({**of.choices, "momentum": 0.5})
    assert [(settings.name, settings.step) for settings in seen.methods[-2:]] == [("OrMo", 0.2), ("OrMo 2", 0.123)]


def test_it_is_seen_as_the_page_is_but_without_theory() -> None:
    picture = made(previews(View("arrivals", False, True, theory=True)), {"noise": 0.0}).header
    assert (picture["gap"]["axis"], picture["gap"]["logarithmic"], picture["gap"]["relative"]) == (
        "arrivals",
        False,
        True,
    )
    assert picture["gap"]["theory"] is None
    assert picture["preview"]["words"].endswith("no theory")
    assert "no theory" not in made(previews(), {"noise": 0.0}).header["preview"]["words"]


def refused(of: Previews, values: dict[str, Any]) -> str:
    with pytest.raises(ValueError) as error:
        of({"preview": 1, "values": values})
    return str(error.value)


@pytest.mark.parametrize("changes", [{"arrivals": 50_000}, {"problem": "small network", "arrivals": 20_000}])
def test_what_takes_longer_than_a_moment_is_refused(changes: dict[str, Any]) -> None:
    assert refused(previews(**changes), {"momentum": 0.3}) == "one seed takes longer than a moment"


def test_what_does_not_fit_is_told_as_on_the_page() -> None:
    told = refused(previews(until="seconds"), {"times": [1e-6] * 8})
    assert told.startswith("Simulated seconds: the budget means about 8e+09 arrivals")


def test_a_goal_that_would_have_to_be_found_anew_is_refused() -> None:
    cancer = previews(problem="breast cancer")
    assert "goal of real data" in refused(cancer, {"times": [1.0, 2.0]})
    assert made(cancer, {"times": [1.0] * 8}).header["methods"]


def test_what_a_release_needs_is_made_ready() -> None:
    of = previews(heterogeneity=1.7)
    asked = {"preview": 1, "values": {"heterogeneity": 3.3}}
    wanted = scenario_of({**of.choices, "heterogeneity": 3.3})
    assert wanted not in RESULTS
    of.ready(asked)
    kept = RESULTS.get(wanted)
    assert kept is not None
    assert len(kept.simulation["ASGD"].gap) == of.scenario.seeds
    of.ready(asked)
    assert RESULTS.get(wanted) is kept


@pytest.mark.parametrize("changes", [{"steps": "tuned"}, {"arrivals": 100_000, "seeds": 32, "dimension": 60}])
def test_what_takes_long_is_not_made_ready(changes: dict[str, Any]) -> None:
    of, before = previews(**changes), len(RESULTS)
    of.ready({"preview": 1, "values": {"heterogeneity": 3.4}})
    assert len(RESULTS) == before
