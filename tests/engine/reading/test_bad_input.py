"""Bad input: one line that names the field and says what must hold, and never a traceback."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine import Scenario, sentence
from tests.engine.reading.bad_numbers import NUMBERS
from tests.engine.reading.bad_parts import PARTS
from tests.engine.reading.bad_types import TYPES
from tests.support.refusals import wrong

BAD: list[tuple[Any, str]] = [*NUMBERS, *TYPES, *PARTS]
"""What is wrong, and how the sentence about it begins."""


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
