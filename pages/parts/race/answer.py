"""What the Race answers to a visitor's choices, on its page and in a frame."""

from typing import Any, NamedTuple

import streamlit as st

from engine import Scenario
from pages.parts.controls import catalogue, uploads
from pages.parts.controls.complaints import attempt
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.types import Choices
from pages.parts.live import component
from pages.parts.live.payload.gap import View
from pages.parts.race.pinned import Beside, beside
from pages.parts.race.result import Result, result_of
from pages.parts.race.steps import steps_of
from pages.parts.server import warm_up
from pages.parts.server.waiting import wait_for


class Answer(NamedTuple):
    """A result, a sentence on where its steps come from, and the pinned race beside it."""

    result: Result
    steps: str
    pinned: Beside | None


def answer_for(choices: Choices) -> Answer | None:
    """The answer to the choices; where there is none, the page says why."""
    if not choices["methods"]:
        st.info("Choose at least one method in the sidebar.")
        return None
    scenario = attempt(lambda: scenario_with_files(choices))
    steps = None if scenario is None else steps_of(scenario, choices)
    result = None if steps is None else result_of(steps.scenario)
    if steps is None or result is None:
        return None
    return Answer(result, steps.words, beside(choices, result.simulation))


def scenario_with_files(choices: Choices) -> Scenario:
    """The scenario of the choices and the visitor's files. Raises as `scenario_of` and `uploads.brought`."""
    return scenario_of(uploads.brought(choices))


def view_of(choices: Choices) -> View:
    """What is seen of the gap."""
    relative, smooth = choices["show"] == catalogue.RELATIVE, catalogue.WINDOWS[choices["smooth"]]
    return View(choices["axis"], choices["scale"] == "log", relative, choices["runs"], choices["theory"], smooth)


def show_before_sentences(key: str, figure: Any, answer: Any, parts: list[str] | None = None) -> None:
    """On a first start the figure does not wait until the theory is compiled that the sentences need.

    `figure` and `answer` are their places; `parts` are those of the figure that are shown, or None for all.
    """
    if warm_up.STATE.waits_for(["theory"]) is None:
        return
    with figure:
        component.live_figure(key, "The sentences follow as soon as they can be computed.", parts)
    wait_for("theory", place=answer)
    st.rerun()
