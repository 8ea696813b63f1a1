"""The Bias page: how far each method's limit is from the goal, and why."""

from typing import Any, NamedTuple

import streamlit as st

from engine import Scenario
from pages.parts.bias import controls
from pages.parts.bias.changing_speeds import show_changing_speeds
from pages.parts.bias.pulls import show_pulls
from pages.parts.bias.slowdown import show_group_controls, show_map, show_slowdown
from pages.parts.bias.steps import show_steps
from pages.parts.controls import uploads, widgets
from pages.parts.controls.cluster import MEASURED
from pages.parts.controls.complaints import attempt, show_notes
from pages.parts.controls.types import Choices
from pages.parts.links.corrections import PLAYHEAD

PAGE = "_bias"
TWO_GROUPS, CUSTOM = "two groups", "custom"
INTRODUCTION = (
    "Workers that come often pull the model towards their own data. The **goal** is the minimiser of the mean "
    "objective $f$; the **bias** is the distance from it to the point where a method ends. **Exact** numbers come from "
    "the linear map of one period of the schedule, **small-step** ones are its limit as the step tends to 0, "
    "**measured** ones are simulated. No published bound is drawn here: all lines hold without unknown constants."
)


class Places(NamedTuple):
    """The page from top to bottom."""

    notes: Any
    groups: Any
    map: Any
    cluster: Any
    further: Any


def show_sidebar(choices: dict[str, Any]) -> None:
    """The controls that every section depends on."""
    with st.sidebar:
        st.subheader("Cluster")
        widgets.draw_all(controls.WORKERS, choices)
        if choices["speed"] in (CUSTOM, MEASURED):
            st.caption("As many workers as the cluster of your own has, further down.")
        st.subheader("Data")
        widgets.draw_all(controls.DATA_HERE, choices)
        with st.expander("Shape of the problem"):
            widgets.draw_all(controls.DATA_FOLDED, choices)
        st.subheader("Methods")
        widgets.draw_all(controls.STEP, choices)


def show_speeds(choices: dict[str, Any]) -> None:
    """The speeds that the further sections are about; the first ones have two groups."""
    st.header("In a cluster of your own", anchor=False)
    with st.container(horizontal=True, gap="large"):
        widgets.draw_all(controls.SPEEDS, choices)
    if choices["speed"] == MEASURED:
        uploads.trace_upload()
    if choices["speed"] == TWO_GROUPS:
        st.caption("Slowdown and share of the slow workers: as chosen at the top.")


def show_controls(choices: dict[str, Any], places: Places) -> None:
    """Each control beside what it changes. Which are shown depends on others, so they come in another order."""
    with places.cluster:
        show_speeds(choices)
    show_sidebar(choices)
    with places.map:
        widgets.draw_all((controls.FOCUS,), choices)
    with places.groups:
        show_group_controls(choices)


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
    places = Places(*(st.container() for _ in Places._fields))
    show_controls(choices, places)
    with places.cluster:
        base = attempt(lambda: scenario_of(choices))
    if base is None:
        with places.notes:
            show_notes(arrived, choices, controls.KNOWN, PAGE, PLAYHEAD)
        return
    with places.groups:
        show_slowdown(choices, base)
    with places.map:
        show_map(choices, base)
    with places.further:
        show_steps(choices, base)
        show_pulls(choices, base)
        show_changing_speeds(choices, base)
    with places.notes:
        show_notes(arrived, choices, controls.KNOWN, PAGE, PLAYHEAD, scenario_of)


show_bias()
