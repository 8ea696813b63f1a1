"""One step of a lesson on the screen: words, figure, question, and the answer once it is asked for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from pages.parts.controls import live, widgets
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.lessons.answers import answer_of, choice_words, guess_words
from pages.parts.lessons.place import Place, go
from pages.parts.lessons.quantities import Races
from pages.parts.lessons.races import choices_of, races_of, results_of
from pages.parts.live.component import LESSON_FEED, Look, lesson_figure, offer, send
from pages.parts.live.controls_component import live_controls
from pages.parts.live.payload.figure import key_of, payload
from pages.parts.live.payload.gap import View
from pages.parts.race.preview import Previews
from pages.parts.race.result import Result
from pages.parts.words.plain_text import as_text

MARKS = "★ goal, ◇ biased limit, ○ start."
THIN = " Thin, marked A: the other race."
VIEW = View()
GUESS = "Choose before you ask for the answer, which is computed from this very run."


def moved_key(place: Place, control: str) -> str:
    return f"lesson_{place.key}_{control}"


def moved(place: Place) -> dict[str, Any]:
    """What a visitor has moved in this step."""
    state = st.session_state
    keys = {key: moved_key(place, key) for key in place.step.controls}
    return {key: state[name] for key, name in keys.items() if name in state}


def shown_key(place: Place) -> str:
    return f"_lesson_shown_{place.key}"


def show_step(place: Place) -> None:
    """The step from top to bottom; in a classroom in large letters, and by keys."""
    step = place.step
    name = "lesson_large" if place.teach else "lesson"
    with st.container(key=name):
        st.caption(f"{as_text(place.lesson.title)} · step {place.number} of {len(place.lesson.steps)}")
        st.title(as_text(step.title), anchor=False)
        st.markdown(as_text(step.say))
        above, figure = st.container(), st.container()
        show_controls(place, above)
        results = results_of(step, moved(place))
        if results is not None:
            guessed = show_figure(place, results, above, figure)
            both = choices_of(step, moved(place))
            races = races_of({name: (both[name], result.simulation) for name, result in results.items()})
            show_question(place, races, guessed)
        show_ways(place)


def show_controls(place: Place, above: Any) -> None:
    """The step's ordinary controls; the live ones stand for them where there is a socket."""
    choices = place.step.choices()
    with above:
        for key in place.step.controls:
            # The container's name is what the live control hides.
            with st.container(key=key):
                widgets.draw(replace(CONTROLS[key], key=moved_key(place, key), default=choices[key]), kept={})


def show_figure(place: Place, results: Mapping[str, Result], above: Any, figure: Any) -> float | None:
    """The race as far as it may be seen. Returns the gap that a visitor guesses."""
    step, choices, result = place.step, place.step.choices(moved(place)), results[""]
    pinned = results["A"].simulation if "A" in results else None
    veiled = not st.session_state.get(shown_key(place), False)
    captions = {"map": MARKS + (THIN if pinned else ""), "gap": THIN.strip() if pinned else ""}
    key = key_of(result.simulation, VIEW, captions, pinned)
    send(key, lambda: payload(key, result.simulation, result.map, VIEW, captions, pinned=pinned), LESSON_FEED)
    look = Look(veiled, step.at, step.views, step.guess or None, place.teach)
    with figure:
        guessed = lesson_figure(place.key, key, as_text(step.question), look)
    offer(Previews(choices, result.simulation.scenario, VIEW, pinned), LESSON_FEED)
    if step.controls:
        described = live.described(choices, [])
        described["ranges"] = [told for told in described["ranges"] if told["key"] in step.controls]
        with above:
            live_controls(f"lesson_{place.key}", described, take_moved(place), ["lesson_answer"], LESSON_FEED)
    return guessed


def take_moved(place: Place) -> Any:
    """Takes what a live control was moved to, where that is possible."""

    def take(values: Mapping[str, Any]) -> None:
        for key, value in live.changes({key: values[key] for key in place.step.controls if key in values}).items():
            st.session_state[moved_key(place, key)] = value

    return take


def show_question(place: Place, races: Races, guessed: float | None) -> None:
    """The question, and the answer once it is asked for."""
    step, shown = place.step, st.session_state.get(shown_key(place), False)
    chosen: str | None = None
    if step.options:
        options = [option.text for option in step.options]
        chosen = st.radio(step.question, options, index=None, key=f"_lesson_choice_{place.key}", help=GUESS)
    else:
        st.markdown(f"**{as_text(step.question)}**")
    if not shown:
        # On a primary button the key's name would be too pale.
        look = {"shortcut": "Enter"} if place.teach else {"type": "primary"}
        st.button("Show the answer", on_click=show_answer, args=(place,), **look)
        return
    found = answer_of(step, races)
    with st.container(key="lesson_answer"):
        worth = (
            choice_words(chosen, found.right)
            if step.options
            else guess_words(guessed, races[""].verdicts[step.guess].gap)
        )
        st.markdown(as_text(f"{worth} {found.words}".strip()))


def show_answer(place: Place) -> None:
    st.session_state[shown_key(place)] = True


def show_ways(place: Place) -> None:
    """Back, on, and out; by the keys of a presenter in a classroom."""
    last = len(place.lesson.steps)
    with st.container(horizontal=True):
        keys = ({"shortcut": "PageUp"}, {"shortcut": "PageDown"}) if place.teach else ({}, {})
        st.button(
            "Back", icon=":material/arrow_back:", disabled=place.number == 1, on_click=go,
            args=(place.link(place.number - 1),), **keys[0],
        )  # fmt: skip
        st.button(
            "Next", icon=":material/arrow_forward:", icon_position="right", disabled=place.number == last, on_click=go,
            args=(place.link(place.number + 1),), **keys[1],
        )  # fmt: skip
        st.button("All lessons", on_click=go, args=({},))
        label = "Leave the classroom view" if place.teach else "Classroom view"
        words = "Large letters. Page Up and Page Down go back and on, as a presenter does; Enter shows the answer."
        st.button(label, on_click=go, args=(place.link(place.number, not place.teach),), help=words)
