"""The Bias page: how far each method's limit is from the goal, and why."""

from typing import Any

import streamlit as st

from engine import Scenario
from pages.parts.bias import controls
from pages.parts.bias.changing_speeds import show_changing_speeds
from pages.parts.bias.pulls import show_pulls
from pages.parts.bias.slowdown import show_map, show_slowdown
from pages.parts.bias.steps import show_steps
from pages.parts.controls import uploads, widgets
from pages.parts.controls.cluster_sidebar import show_cluster
from pages.parts.controls.complaints import attempt, show_notes
from pages.parts.controls.types import Choices
from pages.parts.links.corrections import PLAYHEAD

PAGE = "_bias"
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


def scenario_of(choices: Choices) -> Scenario:
    """The scenario of the visitor's cluster. Raises as `controls.scenario_at` and `uploads.brought`."""
    given = {**choices, "problem": controls.FIXED["problem"]}
    return controls.scenario_at(uploads.brought(given), ("ASGD",))


def show_bias() -> None:
    """The sections; what has to be simulated comes when the machine is idle."""
    arrived = widgets.link_parameters()
    choices: dict[str, Any] = dict(controls.FIXED)
    st.title("Bias")
    st.markdown(INTRODUCTION)
    notes = st.container()
    show_sidebar(choices)
    base = attempt(lambda: scenario_of(choices))
    if base is None:
        with notes:
            show_notes(arrived, choices, controls.KNOWN, PAGE, PLAYHEAD)
        return
    show_slowdown(choices, base)
    show_map(choices, base)
    show_steps(choices, base)
    show_pulls(choices, base)
    show_changing_speeds(choices, base)
    with notes:
        show_notes(arrived, choices, controls.KNOWN, PAGE, PLAYHEAD, scenario_of)


show_bias()
