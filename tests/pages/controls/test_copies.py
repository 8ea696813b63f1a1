"""Copies of methods: their texts, what they are called, how they look, and their way through a scenario and back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pages.parts.controls import copies
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.controls.choices_of import choices_of
from pages.parts.controls.entries import entries
from pages.parts.controls.method import BY_HAND, EQUAL, TITLES
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.widgets import setting, whole_setting
from pages.parts.links.corrections import correction
from pages.parts.links.presets import PRESETS, chosen
from pages.parts.style import looks
from tests.support.choosing import extremes


@st.composite
def races(draw: st.DrawFn) -> dict[str, Any]:
    """Choices with some methods, and up to four copies of theirs with any constants and steps."""
    titles = draw(st.lists(st.sampled_from(list(TITLES)), min_size=1, max_size=4, unique=True))
    choices = {**DEFAULTS, "methods": tuple(title for title in TITLES if title in titles)}
    choices["steps"] = draw(st.sampled_from((EQUAL, BY_HAND)))
    texts = []
    for title in draw(st.lists(st.sampled_from(titles), max_size=4)):
        controls = copies.controls_of(TITLES[title]).values()
        values = {c.key: draw(st.sampled_from([c.default, *extremes(c)])) for c in controls}
        texts.append(copies.text_of(TITLES[title], {**choices, **values, "methods": (title,)}))
        assert copies.values_of(texts[-1]) == values
    return {**choices, "copy": copies.distinct(texts)}


@given(races())
def test_all_that_race_are_told_apart_and_come_back(choices: dict[str, Any]) -> None:
    racing = entries(choices)
    assert len(racing) == len(choices["methods"]) + len(choices["copy"])
    assert len({entry.label for entry in racing}) == len(racing)
    # A scenario's labels have 60 letters at most.
    assert all(0 < len(entry.label) <= 60 for entry in racing)
    assert {entry.label for entry in racing} >= set(choices["methods"])
    try:
        made = scenario_of(choices)
    except ValidationError as error:
        assert "coordinates" in str(error)
        return
    found = looks(made.methods)
    assert len(set(found.values())) == len(racing)
    back, told = choices_of(made)
    assert told == []
    assert scenario_of({**DEFAULTS, **back}) == made


def labels(*texts: str, **changes: Any) -> list[str]:
    return [entry.label for entry in entries({**DEFAULTS, **changes, "copy": texts}) if entry.place is not None]


def test_a_copy_is_called_by_what_differs() -> None:
    alike = ("ormo", "ormo,number=2")
    assert labels(*alike) == ["OrMo 2", "OrMo 3"]
    assert labels("ormo,momentum=0.5", "ormo") == ["OrMo, momentum 0.5", "OrMo 2"]
    assert labels("ormo,momentum=0.5", momentum=0.5) == ["OrMo 2"], "nothing differs"
    assert labels("ormo,momentum=0.5", "ormo,momentum=0.5,number=2") == ["OrMo, momentum 0.5", "OrMo 2, momentum 0.5"]
    assert labels("ormo,step=0.1") == ["OrMo 2"], "its step does not matter"
    assert labels("ormo,step=0.1", steps=BY_HAND) == ["OrMo, step 0.1"]
    assert labels("rennala,gradients=3,variant=stop", methods=("Rennala SGD",)) == [
        "Rennala SGD, gradients 3, stale jobs stop"
    ]
    assert labels("rennala", methods=("Rennala SGD",), gradients=4) == ["Rennala SGD, gradients as many as workers"]
    many = "fedbuff,buffer=9999,local_steps=999,server_step=9.25,staleness_exponent=9.75,largest_staleness=16"
    assert labels(many, methods=("FedBuff",)) == ["FedBuff, buffer 9999, local steps 999, …"]
    assert labels("fedbuff,buffer=3") == [], "FedBuff does not race"


def test_a_copy_stays_as_it_was_when_its_method_is_changed() -> None:
    choices = {**DEFAULTS, "momentum": 0.4, "steps": BY_HAND, "step_ormo": 0.3}
    more = copies.with_copy(choices, "OrMo")
    assert more == ("ormo,momentum=0.4,step=0.3",)
    (_, _, _, copied) = scenario_of({**choices, "copy": more, "momentum": 0.1, "step_ormo": 0.2}).methods
    assert (copied.kind, copied.model_dump()["momentum"], copied.step) == ("ormo", 0.4, 0.3)
    assert copies.changed(more, 0, {"step_ormo": 0.1}, choices) == ("ormo,momentum=0.4,step=0.1",)


def test_a_shared_link_does_not_rest_on_defaults() -> None:
    choices = {**DEFAULTS, "copy": ("ormo", "ormo,number=2", "fedbuff,buffer=3", "asgd,step=0.3")}
    whole = whole_setting(choices)["copy"]
    assert whole == setting(choices)["copy"]
    assert whole[:2] == ["ormo,momentum=0.9", "ormo,momentum=0.9,number=2"]
    assert whole[2].startswith("fedbuff,buffer=3,local_steps=2,")
    assert whole[3] == "asgd,step=0.3"
    assert entries({**choices, "copy": tuple(whole)}) == [
        entry._replace(choices={**entry.choices, "copy": tuple(whole)}) for entry in entries(choices)
    ]


def test_four_copies_race_and_those_that_do_not_make_room() -> None:
    choices = {**DEFAULTS, "copy": ("fedbuff", "ormo", "asgd", "fedbuff,number=2")}
    assert copies.has_room(choices)
    choices["copy"] = copies.with_copy(choices, "OrMo")
    choices["copy"] = copies.with_copy(choices, "OrMo")
    assert choices["copy"] == ("ormo", "asgd", "ormo,momentum=0.9", "ormo,momentum=0.9,number=2")
    assert not copies.has_room(choices)
    assert copies.without(choices["copy"], 1) == ("ormo", "ormo,momentum=0.9", "ormo,momentum=0.9,number=2")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["ormo,momentum=0.5"], ""),
        (["ormo,momentum=2"], "`ormo,momentum=2` was left out: Momentum: `2` is not possible here, only numbers from 0 "
                              "to 0.99."),
        (["ormo,buffer=2"], "`ormo,buffer=2` was left out: `buffer` is not possible for OrMo, only momentum, step."),
        (["ormo,momentum=0.5,momentum=0.6"], "`ormo,momentum=0.5,momentum=0.6` was left out: `momentum` stands twice."),
        (["fedbuff,buffer=2.5"], "`fedbuff,buffer=2.5` was left out: FedBuff's buffer: `2.5` is not possible here, "
                                 "only whole numbers from 1 to 10000."),
        (["ormo,step=nan", "ormo,step"], "`ormo,step=nan` was left out (and 1 more): Step of OrMo: `nan` is not "
                                         "possible here, only numbers from 1e-06 to 100."),
        (["ormo", "ormo"], "`ormo` was taken once; with `ormo,number=2` it races again."),
        ([f"ormo,momentum=0.{digit}" for digit in range(6)],
         "at most 4 are possible here; those behind them were left out."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_link_is_told(texts: list[str], said: str) -> None:
    taken = copies.possible(dict.fromkeys(texts))
    assert correction("copy", texts, {**DEFAULTS, "copy": taken}) == (f"Copies: {said}" if said else "")


def test_no_preset_has_copies() -> None:
    assert CONTROLS["copy"].default == ()
    assert all(chosen({**preset.choices(), "copy": ("ormo",)}) is None for preset in PRESETS)
