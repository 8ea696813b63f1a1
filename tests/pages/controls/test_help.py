"""Every control of every page says what it does, in this lab's words, and in which unit."""

import ast
import re
from pathlib import Path

import pytest

from pages.parts.controls.types import Control, Ladder, Number, Slider
from pages.parts.glossary.words import EVERY
from tests.support.controls import all_controls

PAGES = Path(__file__).parents[3] / "pages"
CONTROLS = all_controls()
WIDGETS = {"slider", "select_slider", "selectbox", "number_input", "text_input", "text_area", "file_uploader"}
WIDGETS |= {"toggle", "checkbox", "radio", "pills", "segmented_control", "multiselect"}
WRONG = [synonym for word in EVERY.values() for synonym in word.elsewhere]
QUANTITIES = (
    "number of|the number that|how many|how far|how much|how differently|how often|standard deviation|share of|factor|"
    "total weight|weighted by|share|in updates|simulated seconds"
)
"""Words that say what a number counts or is a multiple of."""


@pytest.mark.parametrize("control", CONTROLS.values(), ids=lambda control: control.key)
def test_help_is_there_and_in_the_labs_words(control: Control) -> None:
    assert re.search(r"\w{3}.*[.]$", control.help), control.label
    said = [word for word in WRONG if re.search(rf"\b{re.escape(word)}s?\b", control.help, re.IGNORECASE)]
    assert not said, f"{control.label} says {said}"
    if re.search(r"\bseconds?\b(?!:)", control.help):
        assert re.search(r"\b(simulated|real)\b", control.help, re.IGNORECASE), f"{control.label}: which seconds?"
    if isinstance(control, Slider | Ladder | Number):
        assert re.search(QUANTITIES, control.help, re.IGNORECASE), f"{control.label}: of what?"


def test_controls_of_all_pages_are_looked_at() -> None:
    keys = {key for key, _ in CONTROLS}
    prefixes = {key.partition("_")[0] for key in keys}
    assert {"speedup", "shift", "advisor", "map"} <= prefixes
    assert {"methods", "workers", "curves", "changing", "shift_link_step", "shift_data_rows", "speedup_tab"} <= keys


@pytest.mark.parametrize("file", sorted(PAGES.rglob("*.py")), ids=lambda file: str(file.relative_to(PAGES)))
def test_widgets_without_a_control_have_help_too(file: Path) -> None:
    for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in WIDGETS:
            # A name of None stands for `**common`, which has it.
            assert {"help", None} & {keyword.arg for keyword in call.keywords}, f"{file.name}:{call.lineno}"
