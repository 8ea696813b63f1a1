"""The Momentum page: exact rate maps, the race at a point of them, OrMo's buckets, and asynchrony as momentum."""

from typing import Any

import streamlit as st

from engine.cluster import Cluster
from pages.parts.controls import uploads, widgets
from pages.parts.controls.catalogue import QUADRATIC
from pages.parts.controls.cluster_sidebar import show_changes, show_cluster, show_speeds
from pages.parts.controls.complaints import attempt, show_notes
from pages.parts.momentum import settings
from pages.parts.momentum.implied import show_implied
from pages.parts.momentum.ordered import show_ordered
from pages.parts.momentum.point_race import show_race
from pages.parts.momentum.show_map import draw_map, find_map, map_caption, map_words, set_point
from pages.parts.momentum.side_by_side import show_side_by_side

PAGE = "_momentum"


def show_sidebar() -> tuple[dict[str, Any], Any]:
    """Cluster and problem: their values, and the place for the picture of the speeds."""
    choices: dict[str, Any] = {}
    with st.sidebar:
        show_cluster(settings.CLUSTER_CONTROLS, choices)
        speeds = st.container()
        show_changes(choices)
        st.subheader("Quadratic")
        widgets.draw_all(settings.PROBLEM_CONTROLS, choices)
        st.caption("All workers share the minimiser, and there is no noise: neither would change a rate.")
    return choices, speeds


def show_method(choices: dict[str, Any]) -> None:
    """Whose map, and what it counts."""
    control = settings.METHOD
    title = st.pills(
        control.label, control.options, default=control.default, key=control.key, help=control.help,
        required=True, bind="query-params",
    )  # fmt: skip
    choices[control.key] = title or control.default
    widgets.draw_all((settings.MEASURE,), choices)


def show_map_section(choices: dict[str, Any]) -> None:
    """The map with its two numbers beside it."""
    st.header("The rate map", anchor=False)
    show_method(choices)
    left, right = st.columns([5, 3])
    with right:
        widgets.draw_all((settings.STEP, settings.MOMENTUM), choices)
        beside = st.container()
    with left:
        scenario = settings.map_scenario(choices, settings.kind_of(choices))
        mapped = find_map(scenario)
        if mapped is not None:
            draw_map(mapped, scenario, choices)
    if mapped is not None:
        with beside:
            st.markdown(map_words(mapped, choices[settings.MEASURE.key]))
            point = (mapped.best.step, mapped.best.momentum)
            st.button("Go to the best point", on_click=set_point, args=point, disabled=not mapped.converges)
            st.caption(map_caption(mapped))


def show_sections(choices: dict[str, Any], notes: Any, arrived: dict[str, list[str]], workers: int) -> None:
    """The page below its title. What takes longest comes last, and stands in its place."""
    show_map_section(choices)
    # Drawn further down. Once it was, it is right: more or fewer workers change its bounds.
    slider = settings.playhead(workers)
    besides = (slider.key,) if slider.key in st.session_state else ()
    with notes:
        show_notes(arrived, choices, settings.CONTROLS_HERE | {slider.key: slider}, PAGE, besides)
    st.header("The race at the point", anchor=False)
    show_race(choices)
    st.header("Side by side", anchor=False)
    together = st.container()
    st.header("The ordered buffer", anchor=False)
    show_ordered(choices)
    st.header("Asynchrony acts like momentum", anchor=False)
    show_implied(choices)
    with together:
        show_side_by_side(choices)


def given_cluster(choices: dict[str, Any]) -> tuple[dict[str, Any], Cluster]:
    """The choices with the visitor's files, and the cluster that they make. Raises as `uploads.brought`."""
    # Own data belong to the Race alone.
    given = dict(uploads.brought(choices | {"problem": QUADRATIC}))
    return given, settings.map_scenario(given, "ormo").cluster


def show_momentum() -> None:
    """The page."""
    widgets.read_shared_link(settings.CONTROLS_HERE)
    arrived = widgets.link_parameters()
    st.title("Momentum")
    st.markdown(
        "How quickly each momentum method closes in on its limit, for every step and momentum, computed without "
        "simulating: the map that is drawn of heavy ball in every course, here with asynchrony."
    )
    notes = st.container()
    choices, speeds = show_sidebar()
    made = attempt(lambda: given_cluster(choices))
    if made is None:
        with notes:
            show_notes(arrived, choices, settings.CONTROLS_HERE, PAGE, (settings.playhead(1).key,))
        return
    given, cluster = made
    with speeds:
        show_speeds(cluster)
    show_sections(given, notes, arrived, cluster.workers)


show_momentum()
