"""What does not fit together is told in the page's own words."""

import re
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from engine import Scenario
from engine.problems import PROBLEMS, ProblemSettings
from engine.problems.table import read_table
from pages.parts.charts.speeds import speeds_words
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS, OWN
from pages.parts.controls.method import TITLES, method_of
from pages.parts.controls.scenario import FIELDS, KINDS, scenario_of
from pages.parts.controls.spoken import BLOCK_PROBLEMS, label_of, spoken
from pages.parts.controls.types import Choice, Control, Ladder, Several, Slider, Switch
from pages.parts.links.corrections import correction
from pages.parts.links.texts import possible
from pages.parts.words.numbers import share_words
from tests.support.choosing import settings_that_show

pytestmark = pytest.mark.usefixtures("warm")


@pytest.mark.parametrize("key", CONTROLS)
def test_what_is_wrong_is_not_what_is_used(key: str) -> None:
    """Nor is it among what is possible, however long the texts are."""
    control = CONTROLS[key]
    choices = settings_that_show(control)
    texts = [*control.options, "foo"] if isinstance(control, Several) else ["foo" * 30]
    said = correction(key, texts, choices)
    wrong, used = said.partition(" is not possible")[::2]
    assert wrong.removeprefix(f"{control.label}: ") not in used
    assert "foo" in wrong
    assert "only " in used


POSSIBLE: list[tuple[Control, str, str]] = [
    (CONTROLS["workers"], "x", "whole numbers from 1 to 100"),
    (CONTROLS["heterogeneity"], "9", "numbers from 0 to 6"),
    (CONTROLS["speed"], "x", "equal, linear, square root, two groups, power law, custom, measured"),
    (CONTROLS["step"], "0.051", "31 numbers from 0.0001 to 10, such as 0.05 and 0.07"),
    (CONTROLS["condition"], "31", "1, 3, 10, 30, 100, 200, 300, 1000"),
    (CONTROLS["runs"], "x", "true and false"),
    (CONTROLS["methods"], "SGD", f"ASGD, SSGDm, IA2SGD, ASZD, ASCD and {len(TITLES) - 5} more"),
]


@pytest.mark.parametrize(("control", "text", "words"), POSSIBLE, ids=[control.key for control, _, _ in POSSIBLE])
def test_what_is_possible(control: Control, text: str, words: str) -> None:
    assert possible(control, text) == words
    assert isinstance(control, Slider | Choice | Ladder | Switch | Several)


def told(**changes: Any) -> str:
    """What a page says of choices that make no scenario."""
    with pytest.raises(ValidationError) as error:
        scenario_of(DEFAULTS | changes)
    return spoken(error.value)


INTERNAL = re.compile(r"scenario|problem\.|methods:|budget\.|records|cluster|_")
WHOLE_GRADIENTS = tuple(title for title, kind in TITLES.items() if kind not in ("ascd", "aszd"))
MISFITS: list[tuple[dict[str, Any], str]] = [
    (
        {"methods": ("ASCD",), "dimension": 3, "block": "8"},
        "Coordinates per job: the block of ASCD is 8, but the problem has 3 coordinates.",
    ),
    (
        {"methods": ("ASCD",), "problem": "digits"},
        "Methods: ASCD takes blocks of coordinates, which this problem has no answers for; possible are quadratic, "
        "least squares, breast cancer, sigmoid loss, and own data of two classes.",
    ),
    (
        {"problem": "digits", "arrivals": 100_000, "seeds": 32, "batch": 64, "methods": WHOLE_GRADIENTS},
        "The budget is too large: all jobs together would touch about ",
    ),
    (
        {"speed": "custom", "tau": "0.000001, 0.000001", "until": "seconds", "seconds": 10_000},
        "Simulated seconds: the budget means about 2e+10 arrivals; at most 10,000,000 are possible.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "begins"), MISFITS)
def test_what_does_not_fit_is_told_in_the_pages_words(changes: dict[str, Any], begins: str) -> None:
    said = told(**changes)
    assert said.startswith(begins)
    assert not INTERNAL.search(said)


def test_own_data_of_fewer_rows_than_workers_are_told() -> None:
    table = read_table("x,label\n1,a\n2,b\n3,a\n", "label")
    assert told(problem=OWN, table=table) == (
        "Your data: the file has 3 rows, but there are 8 workers; each needs at least one."
    )


def test_too_much_memory_is_told_without_what_a_page_does_not_ask() -> None:
    with pytest.raises(ValidationError) as error:
        Scenario.model_validate({"records": 10_000, "seeds": 1000})
    said = spoken(error.value)
    assert said.startswith("Too much memory: the simulation would take about ")
    assert not INTERNAL.search(said)


BOUNDS: list[tuple[dict[str, Any], str]] = [
    ({"problem": {"kind": "regression", "noise": -1}}, "Noise of the responses: must be at least 0 (given: -1)."),
    ({"cluster": {"jitter": {"kind": "uniform", "low": -1}}}, "Least share: must be at least 0 (given: -1)."),
    ({"cluster": {"power": {"kind": "swap", "period": 0}}}, "Swap every: must be at least 0.001 (given: 0)."),
    ({"cluster": {"speed": {"kind": "custom", "times": [0]}}}, "Seconds per job: must be at least 1e-06 (given: 0)."),
    (
        {"cluster": {"speed": {"kind": "trace", "durations": [[0]]}}},
        "Measured times: must be at least 1e-06 (given: 0).",
    ),
    ({"cluster": {"workers": 0}}, "Workers: must be at least 1 (given: 0)."),
    ({"methods": [{"kind": "rennala", "batch": 0}]}, "Gradients per batch: must be at least 1 (given: 0)."),
    ({"methods": [{"kind": "asgd", "step": 0}], "seeds": 0}, "Seeds: must be at least 1 (given: 0) (and 1 more)."),
    ({"records": 1}, "Records: must be at least 2 (given: 1)."),
]


@pytest.mark.parametrize(("bad", "said"), BOUNDS, ids=[said for _, said in BOUNDS])
def test_a_field_is_told_by_its_controls_name(bad: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as error:
        Scenario.model_validate(bad)
    assert spoken(error.value) == said


def test_every_field_that_a_page_fills_has_a_control() -> None:
    labels = {control.label for control in CONTROLS.values()}
    for kind, fields in FIELDS.items():
        assert {label_of(("problem", kind, field)) for field in fields} <= labels
    for title, kind in TITLES.items():
        for field in set(method_of(title, DEFAULTS)) - {"kind", "label"}:
            assert label_of(("methods", 0, kind, field)) in labels


def test_the_problems_that_answer_for_blocks_are_named() -> None:
    """Own data do where their classes are two."""
    answer = {kind for kind, settings in PROBLEMS.items() if settings.has_blocks is not ProblemSettings.has_blocks}
    assert {KINDS[name] for name in BLOCK_PROBLEMS} == answer & set(KINDS.values()) - {KINDS[OWN]}


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.125, "12.5%"),
        (0.0005, "0.1%"),
        (0.000499, "0.05%"),
        (0.00004, "0.004%"),
        (1e-6, "0.0001%"),
        (1e-12, "1.0e-10%"),
        (0.0, "0.0%"),
        (1.0, "100.0%"),
        (0.99999, "more than 99.9%"),
    ],
)
def test_a_share_is_never_rounded_to_nothing(share: float, words: str) -> None:
    assert share_words(share) == words


def test_the_words_of_the_speeds_tell_the_smallest_share() -> None:
    """One worker a second a job, one that needs 25,000."""
    means = np.array([1.0, 25_000.0])
    said = speeds_words(means, (1 / means) / (1 / means).sum())
    assert "Worker 1 sends more than 99.9% of the arrivals, worker 2 0.004%; a fair share is 50.0%." in said
