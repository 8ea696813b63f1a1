"""Where a visitor is among the lessons, as the link has it, and the lesson that stands there."""

from typing import NamedTuple

import streamlit as st

from pages.parts.lessons.catalogue import NAMES, lesson_of
from pages.parts.lessons.lesson import Lesson, Step
from pages.parts.words.plain_text import as_text

OWN = "own"
OWN_LESSON = "_own_lesson"


class Place(NamedTuple):
    """A step of a lesson."""

    name: str
    lesson: Lesson
    number: int  # from 1
    teach: bool

    @property
    def step(self) -> Step:
        return self.lesson.steps[self.number - 1]

    @property
    def key(self) -> str:
        """Tells this step from all others."""
        return f"{self.name}_{self.number}"

    def link(self, number: int, teach: bool | None = None) -> dict[str, str]:
        """The parameters of another step's link."""
        taught = self.teach if teach is None else teach
        return {"lesson": self.name, "step": str(number)} | ({"teach": "true"} if taught else {})


def place_in_link() -> tuple[Place | None, str]:
    """The step that the link names; and what is wrong with the link, "" for nothing."""
    given = st.query_params
    name, number = given.get("lesson"), given.get("step", "1")
    if name is None:
        return None, ""
    lesson = st.session_state.get(OWN_LESSON) if name == OWN else lesson_of(name) if name in NAMES else None
    if lesson is None:
        if name == OWN:
            return None, "A lesson of your own stays in your session: open its file again."
        return None, f"Lesson: {as_text(name[:40])} is not one of {', '.join(NAMES)}."
    teach = given.get("teach", "").lower() == "true"
    last = len(lesson.steps)
    if not (number.isdecimal() and len(number) < 4 and 1 <= int(number) <= last):
        return Place(
            name, lesson, 1, teach
        ), f"Step: {as_text(number[:40])} is not one of 1 to {last}; this is the first."
    return Place(name, lesson, int(number), teach), ""


def go(link: dict[str, str]) -> None:
    """Go to a step, or with nothing to the list; call it from a button."""
    st.query_params.from_dict(link)
