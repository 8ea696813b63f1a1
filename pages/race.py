"""The Race: controls, what happened in sentences, the map, the gap, the table."""

from typing import Any, NamedTuple

import streamlit as st

from engine.results.verdict import judge
from pages.parts.controls import catalogue, live, widgets
from pages.parts.controls.cluster_sidebar import show_speeds
from pages.parts.controls.complaints import show_notes
from pages.parts.controls.scenario_sidebar import show_cluster_and_data
from pages.parts.controls.types import Choices
from pages.parts.links.parts import KINDS, NOT_FRAMED
from pages.parts.links.presets import PRESETS, chosen
from pages.parts.live.component import live_figure, send
from pages.parts.live.payload.figure import key_of, payload
from pages.parts.race.against import against_a
from pages.parts.race.answer import Answer, answer_for, scenario_with_files, show_before_sentences, view_of
from pages.parts.race.captions import captions
from pages.parts.race.copies import show_copies
from pages.parts.race.embedded import show_embedded
from pages.parts.race.export import SHORT, WHOLE, show_export
from pages.parts.race.heading import seen_words
from pages.parts.race.moving import show_live
from pages.parts.race.open_file import show_open, show_told
from pages.parts.race.pinned import show_pin
from pages.parts.race.seen import Seen, Told
from pages.parts.race.sensitivity import show_sensitivity
from pages.parts.race.table import note, rows_of
from pages.parts.race.theory import show_theory, theory_of
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
    show_before_sentences(key, places.figure, places.answer)
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
        show_export(Seen(simulation, result.map, view, theory, playhead, pinned), told, links, choices)


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
        show_notes(arrived, choices, besides=KINDS, make=scenario_with_files)
        if arrived.keys() & KINDS.keys():
            st.warning(NOT_FRAMED)
    return choices, beside, speeds


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
    show_live(choices, answer, {"sidebar": beside, "page": places.live}, ["race_pinned", "race_answer", "race_below"])
    if answer:
        scenario = answer.result.simulation.scenario
        with speeds:
            show_speeds(scenario.cluster, bars=not live.bar_times(scenario.cluster))
        with places.sensitivity:
            show_sensitivity(scenario, choices)


if st.context.is_embedded:
    show_embedded()
else:
    show_race()
