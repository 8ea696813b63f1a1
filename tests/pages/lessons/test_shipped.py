"""The lessons that come with the lab: what each step says is so, at three seeds."""

import pytest

from pages.parts.lessons.answers import answer_of
from pages.parts.lessons.catalogue import FOLDER, NAMES, lesson_of
from pages.parts.lessons.races import races_of, simulated_of
from pages.parts.lessons.statements import statement

STEPS = [(name, number) for name in NAMES for number in range(1, len(lesson_of(name).steps) + 1)]


def test_every_file_is_in_the_list() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == sorted(NAMES)
    assert len(NAMES) == 7
    assert all(3 <= len(lesson_of(name).steps) <= 6 for name in NAMES)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("name", "number"), STEPS)
def test_a_steps_facts_hold_and_one_option_is_right(name: str, number: int, seed: int) -> None:
    step = lesson_of(name).steps[number - 1]
    races = races_of(simulated_of(step, seed))
    failed = [fact for fact in step.facts if not statement(fact).holds(races)]
    assert failed == []
    found = answer_of(step, races)
    assert found.holds
    assert len(found.right) == (1 if step.options else 0)
    assert "{" not in found.words
    assert not {"nan", "inf", "no number"} & set(found.words.split())
