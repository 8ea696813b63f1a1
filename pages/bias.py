"""The Bias page: how far each method's limit is from the goal, and why."""

from typing import Any

import streamlit as st
from pydantic import ValidationError

from engine import Scenario, sentence
from pages.parts import uploads, widgets
from pages.parts.bias import controls
from pages.parts.bias.pulls import show_pulls
from pages.parts.bias.slowdown import show_map, show_slowdown
from pages.parts.bias.steps import show_steps
from pages.parts.bias.unsteady import show_unsteady
from pages.parts.cluster_sidebar import show_cluster
from pages.parts.control_types import Choices
from pages.parts.typed_times import parse_times

INTRODUCTION = (
    "Workers that come often pull the model towards their own data. The **goal** is the minimiser of the mean "
    "objective $f$; the **bias** is the distance from it to the point where a method ends. **Exact** numbers come from "
    "the linear map of one period of the schedule, **small-step** ones are its limit as the step tends to 0, "
    "**measured** ones are simulated. No published bound is drawn here: all lines hold without unknown constants."
)


def show_sidebar(choices: dict[str, Any]) -> None:
    """The Race's controls, where they matter here."""
    with st.sidebar:
        show_cluster(controls.SPEEDS, choices)
        st.subheader("Data")
        widgets.draw_all(controls.DATA_HERE, choices)
        with st.expander("Shape of the problem"):
            widgets.draw_all(controls.DATA_FOLDED, choices)
        st.subheader("Methods")
        widgets.draw_all((*controls.METHOD, controls.FOCUS), choices)


def show_notes(arrived: dict[str, list[str]], choices: Choices) -> None:
    """What the link or a typed list held that could not be used."""
    asked = {key: texts for key, texts in arrived.items() if key not in widgets.PLAYHEAD}
    notes = widgets.note_corrections(asked, choices, controls.KNOWN)
    if choices["speed"] == "custom" and (complaint := parse_times(choices["tau"])[1]):
        notes.append(complaint)
    if notes:
        st.warning("  \n".join(notes))


def base_of(choices: Choices) -> Scenario | None:
    """The scenario of the visitor's cluster; where there is none, the page says why."""
    try:
        return controls.scenario_at(uploads.brought({**choices, "problem": controls.FIXED["problem"]}), ("ASGD",))
    except uploads.MissingFileError as error:
        st.info(str(error))
    except ValidationError as error:
        st.warning(sentence(error))
    except ValueError as error:
        st.warning(str(error))
    return None


def show_bias() -> None:
    """Exact curves come first; what has to be simulated follows in its place."""
    arrived = widgets.link_parameters()
    choices: dict[str, Any] = dict(controls.FIXED)
    st.title("Bias")
    st.markdown(INTRODUCTION)
    notes = st.container()
    show_sidebar(choices)
    base = base_of(choices)
    if base is None:
        return
    later = [show_slowdown(choices, base)]
    show_map(choices, base)
    later.append(show_steps(choices, base))
    later.append(show_pulls(choices, base))
    later.append(show_unsteady(choices, base))
    with notes:
        show_notes(arrived, choices)
    for simulate in later:
        simulate()


show_bias()
