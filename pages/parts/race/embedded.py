"""The Race in a frame on another site's page: the parts that its link asks for, and nothing else."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

import streamlit as st

from engine.results.verdict import judge
from pages.parts.controls import uploads, widgets
from pages.parts.controls.complaints import show_notes
from pages.parts.controls.types import Choices
from pages.parts.links.parts import CAPTIONS, KINDS, LAB, SENTENCES, TABLE, Frame, frame_of
from pages.parts.live.component import live_figure, send
from pages.parts.live.payload.figure import key_of, payload
from pages.parts.race.answer import Answer, answer_for, scenario_with_files, show_before_sentences, view_of
from pages.parts.race.captions import captions
from pages.parts.race.moving import show_live
from pages.parts.race.table import note, rows_of
from pages.parts.race.theory import theory_of
from pages.parts.server.waiting import wait_for
from pages.parts.show import show_table
from pages.parts.words.plain_text import unmarked
from pages.parts.words.verdicts import describe_all, fastest

NO_METHOD = "No method races here: the link names none."
NEEDS_FILE = "This race needs a file that its visitor brings, and no link holds files: it cannot be embedded."


class Places(NamedTuple):
    """The frame from top to bottom."""

    notes: Any
    answer: Any
    live: Any
    figure: Any
    table: Any
    link: Any


def show_embedded() -> None:
    """The page in a frame; the controls are as the link says, until a live one is moved."""
    widgets.read_old_link()
    arrived = widgets.link_parameters()
    frame, choices = frame_of(arrived), widgets.read_link()
    with st.container(key="frame"):
        places = Places(*(st.container(key=f"frame_{name}") for name in Places._fields))
    with places.notes:
        show_notes(arrived, choices, besides=KINDS, make=scenario_with_files)
        if frame.notes:
            st.warning("  \n".join(frame.notes))
    with places.answer:
        answer = answer_in_frame(choices)
    playhead = show_answer(answer, choices, frame, places) if answer else {}
    if frame.figure and frame.controls:
        show_live(choices, answer, {"frame": places.live}, ["frame_answer", "frame_table"], frame.controls)
    if LAB in frame.parts:
        places.link.markdown(lab_words(choices, playhead))


def answer_in_frame(choices: Choices) -> Answer | None:
    """The answer; where there is none, a sentence that does not speak of controls that are not there."""
    if not choices["methods"] or uploads.needs_file(choices):
        st.info(NEEDS_FILE if choices["methods"] else NO_METHOD)
        return None
    return answer_for(choices)


def show_answer(answer: Answer, choices: Choices, frame: Frame, places: Places) -> dict[str, str | None]:
    """The figure, the sentences and the table, as far as they are asked for; what the link says of the playhead."""
    result, view = answer.result, view_of(choices)
    simulation = result.simulation
    with places.answer:
        if view.theory:
            wait_for("theory")
        theory = theory_of(simulation) if view.theory else None
    words = captions(result, view) if CAPTIONS in frame.parts else {}
    key = key_of(simulation, view, words)
    if frame.figure:
        send(key, lambda: payload(key, simulation, result.map, view, words, theory))
        show_before_sentences(key, places.figure, places.answer, frame.figure)
    wait_for("theory", place=places.answer)
    target = choices["target"] * float(simulation.problem.gaps(simulation.problem.start))
    verdicts = judge(simulation, target)
    lines = [line for line in (*describe_all(simulation, verdicts), fastest(simulation, verdicts, target)) if line]
    if SENTENCES in frame.parts:
        places.answer.markdown("  \n".join(lines))
    if TABLE in frame.parts:
        show_table(rows_of(simulation, verdicts, target), note(simulation), places.table)
    if not frame.figure:
        return {}
    with places.figure:
        return live_figure(key, " ".join(map(unmarked, lines)), frame.figure)


def lab_words(choices: Choices, playhead: dict[str, str | None]) -> str:
    """The way to this race in the lab, with everything that a frame leaves out."""
    link = {**widgets.whole_setting(choices), **playhead}
    given = {name: value for name, value in link.items() if value is not None}
    return f"[Open this race in Asynchrony Lab](race?{urlencode(given, doseq=True)})"
