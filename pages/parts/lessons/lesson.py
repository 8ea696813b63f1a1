"""A lesson as its file holds it: steps with a setting, a question, and an answer that is computed from the race.

Knows nothing of the screen.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from engine.schema import Part
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS, OWN
from pages.parts.controls.cluster import MEASURED
from pages.parts.controls.method import TUNED
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.spoken import spoken
from pages.parts.controls.typed_times import parse_times
from pages.parts.controls.types import Choices, Ladder, Slider, Text
from pages.parts.lessons.statements import Labels, places, statement
from pages.parts.links.corrections import unfit
from pages.parts.links.texts import complaint, in_link

Line = Annotated[str, Field(min_length=1, max_length=200)]
Prose = Annotated[str, Field(min_length=1, max_length=1200)]
View = Literal["timeline", "staleness", "contribution"]
MOST_STEPS = 12
MOST_WORK = 3e8
"""Numbers that a step's race may touch: a tenth of a second or two."""


class Option(Part):
    """One possible answer, and the statement that makes it the right one."""

    text: Line
    when: Line


class Step(Part):
    """One setting of the race, one question, one answer."""

    title: Line
    say: Prose
    setting: Mapping[str, Any]
    beside: Mapping[str, Any] | None = None  # what is otherwise in a second race, A
    controls: tuple[str, ...] = ()
    views: tuple[View, ...] = ()
    at: Annotated[float, Field(ge=0, le=0.95)] = 0.0  # the share of the run that is seen before the answer
    question: Line
    options: Annotated[tuple[Option, ...], Field(max_length=6)] = ()
    guess: str = ""  # instead of options: the method whose last gap is to be guessed
    facts: Annotated[tuple[Line, ...], Field(min_length=1, max_length=6)]
    answer: Prose

    @model_validator(mode="after")
    def check(self) -> Self:
        if bool(self.guess) == (len(self.options) >= 2):
            raise ValueError("a step needs two or more options, or the method of a guess, and not both")
        labels = self.labels()
        for text in (*self.facts, *(option.when for option in self.options)):
            statement(text).check(labels)
        for value in places(self.answer):
            value.check(labels)
        if self.guess and self.guess not in labels[""]:
            raise ValueError(f"guess: {self.guess!r} does not race here")
        for key in self.controls:
            if not isinstance(CONTROLS.get(key), Slider | Ladder):
                raise ValueError(f"controls: {key!r} is no control that moves along a line")
            if not CONTROLS[key].when(self.choices()):
                raise ValueError(f"controls: {key!r} changes nothing at this setting")
        return self

    def labels(self) -> Labels:
        """The methods that race, by the race."""
        first = {"": tuple(self.choices()["methods"])}
        return first if self.beside is None else {**first, "A": tuple(self.choices_beside({})["methods"])}

    def choices(self, moved: Choices | None = None) -> dict[str, Any]:
        """The controls' values, with what a visitor has moved. Raises ValueError where a value is not possible."""
        return {**DEFAULTS, **possible(self.setting), **(moved or {})}

    def choices_beside(self, moved: Choices) -> dict[str, Any]:
        """Those of the second race."""
        return {**self.choices(moved), **possible(self.beside or {})}


class Lesson(Part):
    """A thread of steps."""

    title: Line
    summary: Line
    source: str = Field(default="", max_length=100)  # arXiv number of the paper it rests on
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MOST_STEPS)]


def possible(setting: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a setting as the controls have them. Raises ValueError with a sentence that names the control."""
    return {key: value_of(key, value) for key, value in setting.items()}


def value_of(key: str, value: Any) -> Any:
    """One control's value."""
    control = CONTROLS.get(key)
    if control is None:
        raise ValueError(f"setting: {key!r} is no control of the Race")
    if value in (OWN, MEASURED, TUNED):
        raise ValueError(f"setting.{key}: {value!r} is not possible in a lesson")
    texts = in_link(tuple(value) if isinstance(value, list | tuple) else value)
    texts = texts if isinstance(texts, list) else [texts]
    if not isinstance(control, Text) and (wrong := unfit(control, texts)):
        raise ValueError(f"setting.{key}: {complaint(control, wrong)}")
    if key == "tau" and (wrong_times := parse_times(str(value))[1]):
        raise ValueError(f"setting.tau: {wrong_times.rstrip('.')}")
    if isinstance(value, list):
        return tuple(value)
    return float(value) if isinstance(control.default, float) else value


def check_races(lesson: Lesson) -> None:
    """Raises ValueError where a step's setting makes no race, or one that takes longer than a moment."""
    for number, step in enumerate(lesson.steps, 1):
        both = [step.choices()] if step.beside is None else [step.choices(), step.choices_beside({})]
        for choices in both:
            try:
                scenario = scenario_of(choices)
            except ValidationError as error:
                raise ValueError(f"step {number}: {spoken(error).rstrip('.')}") from error
            if scenario.work > MOST_WORK:
                raise ValueError(f"step {number}: its race takes too long for a lesson: lower seeds or budget")
