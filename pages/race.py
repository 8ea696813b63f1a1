"""The Race: controls, what happened in sentences, the map, the gap, the table."""

import contextlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import streamlit as st

from engine import Scenario
from engine.results.verdict import judge
from pages.parts.controls import catalogue, live, uploads, widgets
from pages.parts.controls.cluster_sidebar import show_speeds
from pages.parts.controls.complaints import attempt, show_notes
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.scenario_sidebar import show_cluster_and_data
from pages.parts.controls.types import Choices
from pages.parts.links.presets import PRESETS, chosen
from pages.parts.live.component import live_figure, offer, send
from pages.parts.live.controls_component import live_controls
from pages.parts.live.payload.figure import key_of, payload
from pages.parts.live.payload.gap import View
from pages.parts.race.against import against_a
from pages.parts.race.captions import captions
from pages.parts.race.copies import show_copies
from pages.parts.race.export import SHORT, WHOLE, show_export
from pages.parts.race.heading import seen_words
from pages.parts.race.open_file import show_open, show_told
from pages.parts.race.pinned import Beside, beside, show_pin
from pages.parts.race.preview import Previews
from pages.parts.race.result import Result, result_of
from pages.parts.race.seen import Seen, Told
from pages.parts.race.sensitivity import show_sensitivity
from pages.parts.race.steps import steps_of
from pages.parts.race.table import note, rows_of
from pages.parts.race.theory import show_theory, theory_of
from pages.parts.server import warm_up
from pages.parts.server.waiting import wait_for
from pages.parts.show import show_table
from pages.parts.words.plain_text import unmarked
from pages.parts.words.verdicts import describe_all, fastest


def show_sidebar() -> tuple[dict[str, Any], Any, Any]:
    """All controls but those of the view: their values, and the places of the live ones and of the speeds' picture."""
    choices: dict[str, Any] = {}
    with st.sidebar:
        beside = st.container()
        speeds = show_cluster_and_data(choices)
        st.subheader("Methods")
        widgets.draw_all(catalogue.METHOD_CONTROLS, choices)
        show_copies(choices)
        st.subheader("Run")
        widgets.draw_all(catalogue.RUN, choices)
        show_open()
    return choices, beside, speeds


def show_presets(choices: Choices) -> None:
    """One row of buttons, the chosen one marked, and what to look at."""
    marked = chosen(choices)
    with st.container(horizontal=True, gap="small"):
        for index, preset in enumerate(PRESETS):
            icon = ":material/check:" if index == marked else None
            st.button(preset.title, icon=icon, on_click=widgets.apply_here, args=(preset.choices(),))
    st.caption("Your own setting; the buttons show one effect each." if marked is None else PRESETS[marked].look)


AGAIN = "_race_again"
"""The choices for which the page is being made once more."""


class Places(NamedTuple):
    """The page from top to bottom."""

    heading: Any
    notes: Any
    buttons: Any
    answer: Any
    view: Any
    pinned: Any
    live: Any
    figure: Any
    below: Any
    sensitivity: Any


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


def show_results(answer: Answer, choices: Choices, places: Places) -> None:
    """The figure, the sentences and the table."""
    result = answer.result
    simulation = result.simulation
    view = view_of(choices)
    with places.answer:
        if view.theory:
            wait_for("theory")
        theory = theory_of(simulation) if view.theory else None
    pinned = answer.pinned and answer.pinned.simulation
    words = captions(result, view, pinned)
    key = key_of(simulation, view, words, pinned)
    send(key, lambda: payload(key, simulation, result.map, view, words, theory, pinned=pinned))
    show_before_sentences(key, places)
    target = choices["target"] * float(simulation.problem.gaps(simulation.problem.start))
    verdicts = judge(simulation, target)
    cells, alone = against_a(pinned, verdicts, target) if pinned else ({}, [])
    lines = [*describe_all(simulation, verdicts), fastest(simulation, verdicts, target), *alone]
    places.answer.markdown("  \n".join(line for line in lines if line))
    # Beside the figure the buttons of the pinned race say this.
    lines += [answer.pinned.words] if answer.pinned else []
    with places.figure:
        playhead = live_figure(key, " ".join(map(unmarked, lines)))
    with places.pinned:
        show_pin(choices, simulation.scenario, answer.pinned)
    places.answer.caption(answer.steps)
    places.heading.caption(seen_words(simulation.scenario, simulation.problem))
    with places.below:
        rows = rows_of(simulation, verdicts, target, cells)
        show_table(rows, note(simulation))
        if theory:
            show_theory(simulation, theory, choices["target"])
        told = Told(lines, answer.steps, rows, note(simulation))
        links = {WHOLE: widgets.whole_setting(choices), SHORT: widgets.setting(choices)}
        show_export(Seen(simulation, result.map, view, theory, playhead, pinned), told, links)


def show_before_sentences(key: str, places: Places) -> None:
    """On a first start the figure does not wait until the theory is compiled that the sentences need."""
    if warm_up.STATE.waits_for(["theory"]) is None:
        return
    with places.figure:
        live_figure(key, "The sentences follow as soon as they can be computed.")
    wait_for("theory", place=places.answer)
    st.rerun()


def show_controls(places: Places) -> tuple[Choices, Any, Any]:
    """All controls, the presets, and what the link got wrong: the choices, and two places of the sidebar."""
    arrived = widgets.link_parameters()
    choices, beside, speeds = show_sidebar()
    with places.buttons:
        show_presets(choices)
    with places.view.container(horizontal=True):
        widgets.draw_all(catalogue.VIEW, choices)
    with places.notes:
        show_told()
        show_notes(arrived, choices, make=scenario_with_files)
    return choices, beside, speeds


def previews(answer: Answer, choices: Choices) -> Previews:
    """What is shown while a control is being moved."""
    pinned = answer.pinned and answer.pinned.simulation
    return Previews(uploads.brought(choices), answer.result.simulation.scenario, view_of(choices), pinned)


def show_live(choices: Choices, answer: Answer | None, places: Mapping[str, Any]) -> None:
    """The controls that move the figure while they are moved."""
    scenario = answer.result.simulation.scenario if answer else None
    offer(previews(answer, choices) if answer else None)
    described = live.described(choices, live.bar_times(scenario.cluster) if scenario else [])
    for name, place in places.items():
        with place:
            live_controls(name, described, take_moved, pale=["race_pinned", "race_answer", "race_below"])


def take_moved(values: Mapping[str, Any]) -> None:
    """Set the ordinary controls to what a live one was moved to; what is not possible leaves them as they are."""
    with contextlib.suppress(ValueError):
        widgets.apply_here(live.changes(values))


def answered(choices: Choices, places: Places) -> Answer | None:
    """The answer to the choices, shown."""
    with places.answer:
        answer = answer_for(choices)
    if answer:
        show_results(answer, choices, places)
    return answer


def show_race() -> None:
    """What a visitor waits for comes first.

    A browser takes longer to draw the controls than the figure, and while it draws them, the simulation takes
    longer, too: so the controls follow the results.
    """
    widgets.read_old_link()
    places = Places(*(st.container(key=f"race_{name}") for name in Places._fields))
    places.heading.title("Race", anchor=False)
    expected = widgets.remembered()
    answer = answered(expected, places) if expected else None
    choices, beside, speeds = show_controls(places)
    if expected is None:
        answer = answered(choices, places)
    elif choices not in (expected, st.session_state.get(AGAIN)):
        # A control that was hidden until now had a value in the link, or a visitor went back. Once is enough for these
        # choices to be remembered; who goes back again meanwhile comes with others.
        st.session_state[AGAIN] = choices
        st.rerun()
    st.session_state.pop(AGAIN, None)
    show_live(choices, answer, {"sidebar": beside, "page": places.live})
    if answer:
        scenario = answer.result.simulation.scenario
        with speeds:
            show_speeds(scenario.cluster, bars=not live.bar_times(scenario.cluster))
        with places.sensitivity:
            show_sensitivity(scenario, choices)


show_race()
