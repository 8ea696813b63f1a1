"""The cluster in the sidebar of a page: its controls, and a picture of the speeds."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from engine.cluster import Cluster
from pages.parts.charts.speeds import speeds_picture, speeds_words
from pages.parts.controls import uploads, widgets
from pages.parts.controls.cluster import JITTER, MEASURED, POWER
from pages.parts.controls.types import Control
from pages.parts.show import show_picture


def show_cluster(controls: Iterable[Control], choices: dict[str, Any]) -> None:
    """The controls of workers and speeds, with a place for a file of measured times."""
    st.subheader("Cluster")
    widgets.draw_all(controls, choices)
    if choices["speed"] == MEASURED:
        uploads.trace_upload()


def show_changes(choices: dict[str, Any]) -> None:
    """The controls of times that scatter or change."""
    with st.expander("Jitter and changing power"):
        widgets.draw_all((*JITTER, *POWER), choices)


def show_speeds(cluster: Cluster, bars: bool = True) -> None:
    """A bar a worker, unless the page has them already, and the same in words."""
    means = cluster.means()
    words = speeds_words(means, cluster.frequencies())
    if bars:
        show_picture(speeds_picture(means), words, words)
    else:
        st.caption(words)
