"""The cluster and the data in the sidebar of a page that is about any scenario."""

from typing import Any

import streamlit as st

from pages.parts.controls import catalogue, uploads, widgets
from pages.parts.controls.cluster_sidebar import show_changes, show_cluster


def show_cluster_and_data(choices: dict[str, Any]) -> Any:
    """Their controls, with places for own files; the place for the picture of the speeds."""
    show_cluster(catalogue.CLUSTER, choices)
    speeds = st.container()
    show_changes(choices)
    st.subheader("Data")
    first = st.container()
    widgets.draw_all((catalogue.PROBLEM,), choices)
    with first:
        widgets.draw_all(catalogue.DATA, choices)
        if choices["problem"] == catalogue.OWN:
            uploads.data_upload()
    with st.expander("Noise and shape of the problem"):
        widgets.draw_all(catalogue.DATA_MORE, choices)
    return speeds
