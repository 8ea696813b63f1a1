"""What a link holds against what the page shows: sentences on what is wrong, and none on what is right."""

import re
from typing import Any

import pytest

from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.controls.typed_times import parse_times
from pages.parts.controls.types import Control, Ladder, Slider
from pages.parts.links.corrections import correction
from pages.parts.links.texts import in_link, plain, same
from tests.support.choosing import extremes, settings_that_show, words


def as_in_a_link(value: Any) -> list[str]:
    """The texts that stand for a value in a link."""
    values = value if isinstance(value, tuple) else (value,)
    return [in_link(v) for v in values]


def values_of(control: Control) -> tuple[Any, ...]:
    """Values to try: all words and rungs, and every step of a slider."""
    if isinstance(control, Slider):
        count = round((control.high - control.low) / control.step)
        return tuple(control.low + step * control.step for step in range(count + 1))
    return (control.default, *extremes(control), *(words(control) if isinstance(control, Ladder) else ()))


@pytest.mark.parametrize("key", CONTROLS)
def test_a_right_link_is_not_corrected(key: str) -> None:
    control = CONTROLS[key]
    for value in values_of(control):
        texts = as_in_a_link(round(value, 6) if isinstance(value, float) else value)
        choices = settings_that_show(control) | {key: round(value, 6) if isinstance(value, float) else value}
        assert correction(key, texts, choices) == ""


@pytest.mark.parametrize("key", [key for key, control in CONTROLS.items() if isinstance(control, Ladder)])
def test_rungs_are_told_apart_by_what_a_link_says_of_them(key: str) -> None:
    rungs = CONTROLS[key].rungs  # type: ignore[attr-defined]
    assert len({plain(rung) for rung in rungs}) == len(rungs)


@pytest.mark.parametrize("key", CONTROLS)
def test_a_correction_names_the_control_and_both_values(key: str) -> None:
    control = CONTROLS[key]
    said = correction(key, ["nonsense"], settings_that_show(control))
    assert said.startswith(f"{control.label}: ")
    assert "nonsense" in said
    assert all(text in said for text in as_in_a_link(control.default))
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("workers", ["8", "9"]),
        ("workers", [""]),
        ("workers", ["nan"]),
        ("workers", ["800"]),
        ("step", ["0.051"]),
        ("methods", ["ASGD"]),
        ("methods", ["ASGD", "OrMo", "OrMo"]),
        ("steps", ["yes"]),
        ("speed", ["Linear"]),
    ],
)
def test_what_differs_from_the_page_is_corrected(key: str, texts: list[str]) -> None:
    assert correction(key, texts, DEFAULTS).startswith(CONTROLS[key].label)


def test_methods_may_stand_in_any_order() -> None:
    assert correction("methods", ["OrMo", "ASGD", "Rescaled ASGD"], DEFAULTS) == ""


def test_an_unknown_parameter_is_named() -> None:
    assert "utm" in correction("utm", ["1"], DEFAULTS)


def test_a_hidden_control_needs_no_correction() -> None:
    assert correction("dirichlet", ["nonsense"], DEFAULTS) == ""


def test_a_correction_is_short_whatever_the_link_holds() -> None:
    for key in ("workers", "unknown" * 1000):
        assert len(correction(key, ["9" * 10_000] * 100, DEFAULTS)) < 200


LINK = re.compile(r"(?<!\\)\[[^\]]*(?<!\\)\]\(|https?://|www\.\w")
"""What Markdown makes a link of."""


@pytest.mark.parametrize("text", ["[here](//x.y)", "`[here](//x.y)", "![](//x.y)", "https://x.y", "www.x.y"])
def test_what_a_link_holds_is_shown_as_text(text: str) -> None:
    """A visitor must not find somebody else's link in the app's own words."""
    for said in (
        correction("workers", [text], DEFAULTS),
        correction(text, ["1"], DEFAULTS),
        parse_times(f"1, {text}")[1],
    ):
        assert "x.y" in said.replace("\\", "")
        assert not LINK.search(re.sub(r"(`+).+?\1", "", said))


@pytest.mark.parametrize(
    ("text", "value", "alike"),
    [
        ("8", 8, True),
        ("8.0", 8, True),
        ("8.5", 8, False),
        ("", 8, False),
        ("nan", 8, False),
        ("1e-05", 1e-5, True),
        ("true", True, True),
        ("True", True, True),
        ("1", True, False),
        ("false", False, True),
        ("linear", "linear", True),
        ("Linear", "linear", False),
    ],
)
def test_same(text: str, value: Any, alike: bool) -> None:
    assert same(text, value) is alike


@pytest.mark.parametrize(
    ("value", "text"),
    [(5000, "5000"), (100_000, "100000"), (5.0, "5"), (0.05, "0.05"), (1e-6, "1e-06"), (0.125, "0.125")],
)
def test_plain(value: float, text: str) -> None:
    assert plain(value) == text
