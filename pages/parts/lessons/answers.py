"""What a step's race answers: the right options, whether its facts hold, how far a guess is off. No screen."""

import math
from typing import NamedTuple

from pages.parts.lessons.lesson import Step
from pages.parts.lessons.quantities import Races
from pages.parts.lessons.statements import filled, statement
from pages.parts.words.numbers import number


class Answer(NamedTuple):
    """What is told once the answer is asked for."""

    right: list[str]  # the options that are true of this race
    holds: bool  # do the step's facts hold, so that its words are true
    words: str


def answer_of(step: Step, races: Races) -> Answer:
    """The answer, computed from the step's race as it is now."""
    right = [option.text for option in step.options if statement(option.when).holds(races)]
    failed = [found for found in map(statement, step.facts) if not found.holds(races)]
    if not failed:
        return Answer(right, True, filled(step.answer, races))
    numbers = "; ".join(found.numbers(races) for found in failed)
    return Answer(right, False, f"At this setting the lesson's answer does not hold: {numbers}.")


def choice_words(chosen: str | None, right: list[str]) -> str:
    """What a visitor's choice was worth."""
    if not right:
        return "None of these holds at this setting."
    said = f"It is: {', and '.join(right)}."
    if chosen is None:
        return said
    return "Right." if chosen in right else f"Not so. {said}"


def guess_words(guessed: float | None, gap: float) -> str:
    """How far a guess of a gap is off."""
    if guessed is None:
        return ""
    if not math.isfinite(gap):
        return f"Your guess was {number(guessed)}; the method diverged."
    if min(guessed, gap) <= 0:
        return f"Your guess was {number(guessed)}; it is {number(gap)}."
    factor = max(guessed, gap) / min(guessed, gap)
    near = (
        "as good as it gets" if factor < 1.25 else f"{number(factor)} times too {'large' if guessed > gap else 'small'}"
    )
    return f"Your guess was {number(guessed)}: {near}."
