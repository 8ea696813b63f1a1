"""What is told to differ between two races: whatever does, and nothing else."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.cluster.speeds import Trace
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS, OWN
from pages.parts.controls.choices_of import BESIDES
from pages.parts.controls.cluster import MEASURED
from pages.parts.controls.copies import KEY
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.types import Choices, Text
from pages.parts.race.differences import difference, differences
from tests.support.choosing import extremes, words


def told(before: Choices, after: Choices) -> list[str]:
    return differences(before, scenario_of(before), after, scenario_of(after))


def possible(**changes: Any) -> dict[str, Any] | None:
    """The defaults with these changes, where they make a scenario."""
    choices = DEFAULTS | changes
    try:
        scenario_of(choices)
    except ValidationError:
        return None
    return choices


@st.composite
def chosen(draw: st.DrawFn) -> dict[str, Any]:
    """Choices with a few controls moved somewhere; files are brought by visitors."""
    keys = draw(st.lists(st.sampled_from(sorted(CONTROLS)), max_size=6, unique=True))
    changes = {
        key: draw(st.sampled_from([value for value in (*words(control), *extremes(control)) if value not in ("", ())]))
        for key, control in CONTROLS.items()
        if key in keys and not isinstance(control, Text)
    }
    assume(changes.get("speed") != MEASURED and changes.get("problem") != OWN)
    made = possible(**changes)
    assume(made is not None)
    assert made is not None
    return made


@settings(max_examples=150)
@given(chosen(), chosen())
def test_two_races_that_differ_are_told_to_and_one_is_not(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert told(before, before) == []
    same_race = scenario_of(before) == scenario_of(after)
    found = told(before, after)
    assert found or same_race
    # What only the controls say changes the race, or at least what it would be.
    moved = [
        key for key, control in CONTROLS.items() if key not in (*BESIDES, KEY) and difference(control, before, after)
    ]
    found = [text for text in found if not text.startswith("Copies: ")]
    assert len(found) == len(moved)
    for key, text in zip(moved, found, strict=True):
        assert text.startswith(f"{CONTROLS[key].label}: ")
        assert text.endswith(": other values") or len(set(text.split(": ", 1)[1].split(" → "))) == 2


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"heterogeneity": 5.0}, ["Data heterogeneity: 2 → 5"]),
        ({}, {"axis": "updates", "target": 0.1, "theory": True}, []),
        ({"speed": "custom", "tau": "1, 2"}, {"speed": "custom", "tau": "1, 3"}, ["Seconds per job: 1, 2 → 1, 3"]),
        ({}, {"speed": "two groups"}, ["Worker speeds: linear → two groups", "Slowdown: none → 10"]),
        ({}, {"copy": ("ormo,momentum=0.5",)}, ["Copies: none → OrMo, momentum 0.5"]),
        ({}, {"methods": ("ASGD",)}, ["Methods: ASGD, Rescaled ASGD, OrMo → ASGD"]),
        # A control that does not show does not count.
        ({}, {"slowdown": 77.0}, []),
    ],
)
def test_it_reads_as_the_controls_do(before: dict[str, Any], after: dict[str, Any], expected: list[str]) -> None:
    found = told(DEFAULTS | before, DEFAULTS | after)
    assert [text.split(" (")[0] for text in found][: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_steps_that_no_control_names_are_told() -> None:
    tuned = DEFAULTS | {"steps": "tuned"}
    was, now = (scenario_of(tuned).with_steps({"ASGD": step}) for step in (0.1, 0.2))
    assert differences(tuned, was, tuned, now) == ["step of ASGD: 0.1 → 0.2"]


def test_another_file_is_told() -> None:
    files = [Trace(kind="trace", durations=((1.0,), (last,))) for last in (2.0, 3.0)]
    brought = [DEFAULTS | {"speed": MEASURED, "trace": trace} for trace in files]
    was, now = map(scenario_of, brought)
    assert was != now
    (text,) = differences(brought[0], was, brought[1], now)
    assert text.startswith("your file: another one")
