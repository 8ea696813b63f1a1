"""A race against the pinned one: the cells of the table, and the methods that the pinned one alone has."""

import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.results.verdict import Outcome, Verdict
from pages.parts.race.against import gap_change, only_words, seconds_change
from pages.parts.words.numbers import number
from tests.support.sentences import verdict


def ended(gap: float = 0.1, reached: float = math.inf, outcome: Outcome = Outcome.AT_GOAL, **more: Any) -> Verdict:
    quartiles = {"gap_low": gap, "gap_high": gap}
    return verdict(outcome, **{"gap": gap, "target_seconds": reached, **quartiles, **more})


GONE = ended(math.inf, outcome=Outcome.DIVERGED)


@pytest.mark.parametrize(
    ("now", "was", "words"),
    [
        (ended(0.02), ended(0.1), "5 times smaller (0.1 in A)"),
        (ended(0.3), ended(0.1), "3 times larger (0.1 in A)"),
        (ended(0.3, gap_low=0.05), ended(0.1), "3 times larger, quartiles overlap (0.1 in A)"),
        (ended(0.1), ended(0.1), "the same"),
        (ended(0.1001), ended(0.1), "nearly the same (0.1 in A)"),
        (ended(0.0), ended(1e-19), "the same"),
        (GONE, ended(0.1), "0.1 in A"),
        (ended(0.1), GONE, "diverged in A"),
        (GONE, GONE, "diverged in both"),
    ],
)
def test_gaps(now: Verdict, was: Verdict, words: str) -> None:
    assert gap_change(now, was) == words


@pytest.mark.parametrize(
    ("now", "was", "words"),
    [
        (50.0, 80.0, "30 sooner (80 in A)"),
        (80.0, 50.0, "30 later (50 in A)"),
        (50.0, 50.0, "the same"),
        (math.inf, 50.0, "50 in A"),
        (50.0, math.inf, "not reached in A"),
        (math.inf, math.inf, "reached in neither"),
    ],
)
def test_seconds(now: float, was: float, words: str) -> None:
    assert seconds_change(ended(reached=now), ended(reached=was)) == words


GAPS = st.floats(0, 1e6) | st.just(math.inf)


@given(GAPS, GAPS, st.sampled_from(list(Outcome)), st.sampled_from(list(Outcome)))
def test_the_words_are_true_of_the_numbers(gap: float, before: float, ends: Outcome, ended_before: Outcome) -> None:
    text = gap_change(ended(gap, outcome=ends), ended(before, outcome=ended_before))
    assert not re.search("beyond|nan|inf", text)
    if "smaller" in text:
        assert gap < before
    if "larger" in text:
        assert gap > before
    if text == "the same":
        assert gap == pytest.approx(before, rel=1e-9, abs=1e-17)
    assert ("diverged" in text) == (ended_before is Outcome.DIVERGED or math.isinf(before))


def test_methods_that_a_alone_has_are_named() -> None:
    one, other = verdict(Outcome.AT_GOAL), verdict(Outcome.AT_GOAL, "*Own*", gap=0.5)
    assert only_words([one], [one]) == []
    assert only_words([one], [one, other]) == [rf"Only in A: \*Own\* ({number(0.5)})."]
