"""The race that a visitor has pinned as A: kept in the session, shown beside every later one."""

from typing import NamedTuple

import streamlit as st

from engine import Scenario, Simulation
from pages.parts.controls.types import Choices
from pages.parts.race.differences import differences
from pages.parts.race.result import result_of
from pages.parts.words.numbers import measure

PIN = "_race_pinned"
HELP = "Keeps this race in sight, thin and marked A, while you change something, and tells what that changes."
ALONE = "Links and scenario files hold the current race alone."


class Pinned(NamedTuple):
    """A race as it was pinned."""

    choices: Choices
    scenario: Scenario


class Beside(NamedTuple):
    """The pinned race as it stands beside the current one."""

    simulation: Simulation | None  # None where its gaps cannot be compared
    words: str  # what differs


def pinned() -> Pinned | None:
    """The race that this visitor has pinned."""
    found: Pinned | None = st.session_state.get(PIN)
    return found


def pin(race: Pinned) -> None:
    st.session_state[PIN] = race


def unpin() -> None:
    del st.session_state[PIN]


def beside(choices: Choices, simulation: Simulation) -> Beside | None:
    """What stands beside the current race; None where nothing is pinned, or its result is not to be had."""
    race = pinned()
    result = None if race is None else result_of(race.scenario)
    if race is None or result is None:
        return None
    other = result.simulation
    if other.problem.minimum_known != simulation.problem.minimum_known:
        what, now = measure(other.problem), measure(simulation.problem)
        return Beside(None, f"**A** has a {what} and this race a {now}: neither drawn together nor compared.")
    return Beside(other, difference_words(race, choices, simulation.scenario))


def difference_words(race: Pinned, choices: Choices, scenario: Scenario) -> str:
    """What differs between the pinned race and the current one."""
    found = differences(race.choices, race.scenario, choices, scenario)
    if not found:
        return "**A** is this race. Change something, and A stays in sight."
    return f"From **A** to now: {'; '.join(found)}."


def show_pin(choices: Choices, scenario: Scenario, beside: Beside | None) -> None:
    """The buttons, and what differs."""
    race = Pinned(dict(choices), scenario)
    held = pinned()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        words = "Pin as A" if held is None else "Pin this race instead"
        if held != race:
            st.button(words, icon=":material/keep:", on_click=pin, args=(race,), help=HELP)
        if held is not None:
            st.button("Unpin A", icon=":material/keep_off:", on_click=unpin)
        if beside is not None:
            st.markdown(f"{beside.words} {ALONE}")
