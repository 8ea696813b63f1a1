"""Lessons from files: read as they are written, or refused in a sentence that names the field."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.lessons.catalogue import FOLDER, NAMES, lesson_of
from pages.parts.lessons.reading import MOST_BYTES, read_lesson

STEP: dict[str, Any] = {
    "title": "One", "say": "Say.", "setting": {"workers": 4}, "question": "What?",
    "options": [{"text": "a", "when": "gap of ASGD < 1"}, {"text": "b", "when": "gap of ASGD >= 1"}],
    "facts": ["gap of ASGD < 1"], "answer": "It is {gap of ASGD}.",
}  # fmt: skip


def lesson(**changes: Any) -> bytes:
    return json.dumps({"title": "T", "summary": "S", "steps": [{**STEP, **changes}]}).encode()


def test_json_and_yaml_are_the_same_lesson() -> None:
    content = lesson()
    assert read_lesson(content) == read_lesson(yaml.safe_dump(json.loads(content)).encode())
    assert read_lesson(content).steps[0].choices()["workers"] == 4


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"setting": {"wrkers": 4}}, "'wrkers' is no control"),
        ({"setting": {"workers": 5000}}, "setting.workers: Workers"),
        ({"setting": {"methods": ["SGD"]}}, "setting.methods"),
        ({"setting": {"problem": "own data"}}, "not possible in a lesson"),
        ({"setting": {"steps": "tuned"}}, "not possible in a lesson"),
        ({"setting": {"speed": "custom", "tau": "1, x"}}, "setting.tau: Seconds per job: left out"),
        ({"setting": {"arrivals": 100_000, "seeds": 32, "dimension": 200}}, "too long"),
        ({"facts": []}, "facts"), ({"facts": ["gap of OrM < 1"]}, "'OrM' does not race"),
        ({"answer": "It is {gap}."}, "no quantity"), ({"answer": "{gap of ASGD in A}"}, "there is no race A"),
        ({"options": []}, "two or more options"), ({"guess": "ASGD"}, "not both"),
        ({"options": [], "guess": "SSGDm"}, "guess: 'SSGDm' does not race"),
        ({"controls": ["slowdown"]}, "'slowdown' changes nothing"), ({"controls": ["seed"]}, "moves along a line"),
        ({"views": ["sky"]}, "views"), ({"at": 1.5}, "at"), ({"color": "red"}, "color"), ({"title": ""}, "title"),
        ({"say": "x" * 5000}, "say"),
    ],
)  # fmt: skip
def test_what_is_no_lesson_is_refused_in_words(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_lesson(lesson(**changes))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "."), (b"[]", "."), (b"a: [", "line 1"), (b"a: 1\na: 2", "line 2: the field 'a' stands twice"),
        (b"1: x", "no name of a field"), (b"x: &a [1]\ny: *a", "line 2: a lesson has no aliases"),
        (b"\xff\xfe\x00", "neither"), (b"[" * 3000, "neither"), (b"a: !!python/object:os.system x", "neither"),
        (b" " * (MOST_BYTES + 1), "at most 100 kB"), (b"? [a]\n: b", "no name of a field"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_a_lesson_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_lesson(content)


@given(st.data())
def test_a_shipped_lesson_that_was_cut_or_changed_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray((FOLDER / f"{data.draw(st.sampled_from(NAMES))}.yaml").read_bytes())
    begin = data.draw(st.integers(0, len(content)))
    content[begin : begin + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
    try:
        read_lesson(bytes(content))
    except ValueError as error:
        assert str(error)


def test_a_lesson_does_not_change_with_its_use() -> None:
    assert lesson_of("bias") is lesson_of("bias")


def test_the_lesson_in_the_docs_is_one() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "lessons.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    assert read_lesson(example.encode()).steps[0].beside == {"heterogeneity": 1}
