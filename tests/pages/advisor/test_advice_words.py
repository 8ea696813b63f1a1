"""The recommendation's sentences are claims: each is said where it is true, and nowhere else."""

import math
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.advisor import Advice
from engine.advisor.advise import AT_BEST
from engine.advisor.seeds import MISSED
from engine.advisor.tries import Try
from engine.methods import METHODS
from engine.search import Goal
from pages.parts.advisor.words import (
    TITLES,
    middle,
    nothing,
    recommendation,
    safe_words,
    short_words,
    untold_words,
    wanted,
)
from pages.parts.words.numbers import number
from tests.support.advice import advices


@given(advices())
def test_what_is_recommended_holds_and_is_told_with_its_numbers(advice: Advice) -> None:
    text = recommendation(advice)
    assert not re.search(r"\b(nan|inf)\b", text)
    if advice.recommended is None:
        assert text.startswith("Nothing can be recommended")
        assert not any(found.holds for found in advice.validation.values())
        return
    found = advice.validation[advice.recommended]
    assert found.holds
    assert f"**{METHODS[found.settings.kind].title}**" in text
    assert f"step {found.settings.step}" in text
    assert f"{number(middle(advice, found))}" in text
    assert f"median of {len(found.ends)} fresh seeds" in text


@given(advices())
def test_it_is_compared_with_each_simple_method_as_the_numbers_say(advice: Advice) -> None:
    if advice.recommended is None:
        return
    text, found = recommendation(advice), advice.validation[advice.recommended]
    what = "as quick as" if advice.goal.kind == "time" else "as small a gap as"
    for rival in TITLES:
        other = advice.validation.get(AT_BEST.format(rival))
        told = re.search(rf"([\d.,e-]+) times {what} {rival} at its own best step", text)
        if other is None:
            assert f"No step of {rival} that was tried holds." in text
            assert told is None
        elif other is found:
            assert f"No other method that was judged holds and does better than {rival} at its own best step." in text
            assert told is None
            best = min(one.worth.score for one in advice.validation.values() if one.holds)
            assert found.worth.score == best
        elif not other.holds:
            assert told is None
            assert f"{rival} at its own best step ({number(other.settings.step)}) does not hold on fresh seeds" in text
            never = advice.goal.kind == "time" and not math.isfinite(middle(advice, other))
            assert ("does not come there" in text) >= never
        else:
            assert told is not None
            assert told[1] == number(middle(advice, other) / middle(advice, found))
            assert middle(advice, other) >= middle(advice, found) * (1 - 1e-9)


@given(advices(), st.booleans())
def test_tries_that_were_not_judged_are_not_said_to_fail(advice: Advice, reached: bool) -> None:
    one = Try(METHODS["asgd"].settings(kind="asgd"), 1.0, (), 0.1, "" if reached else MISSED)
    text = nothing(replace(advice, tries=(one,)))
    assert ("none of 1 tries" in text) == (not reached)
    assert ("none of the methods that were judged on fresh seeds holds" in text) == reached


@given(advices(), st.sampled_from([(1e-6, "0.0001%"), (0.01, "1%"), (0.015, "1.5%"), (0.9, "90%")]))
def test_no_target_is_said_to_be_nothing(advice: Advice, target: tuple[float, str]) -> None:
    share, words = target
    assert wanted(replace(advice, goal=Goal(share=share))) == f"{words} of the first gap"


@given(advices())
def test_what_the_seeds_cannot_tell_apart_is_said(advice: Advice) -> None:
    text = untold_words(advice)
    if advice.recommended is None:
        assert text == ""
    elif advice.untold:
        assert text.endswith(f": {', '.join(advice.untold)}.")
    elif sum(found.holds for found in advice.validation.values()) > 1:
        assert "tell it from all others that hold" in text
    else:
        assert text == "No other method that was judged holds on fresh seeds."


@given(advices())
def test_the_safe_steps_are_told(advice: Advice) -> None:
    text, safe = safe_words(advice), advice.safe
    assert bool(text) == (safe is not None)
    if safe is None:
        return
    if safe.low < safe.high:
        assert f"from {number(safe.low)} to {number(safe.high)}" in text
        told = re.search(r"; none (.*) was tried", text)
        sides = [side for side, there in (("below", safe.open_below), ("above", safe.open_above)) if there]
        assert (told[1].split(" or ") if told else []) == sides
    else:
        assert text.startswith("Its step matters")
    assert bool(short_words(advice)) == advice.short
