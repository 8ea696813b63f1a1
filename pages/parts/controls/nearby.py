"""Where the times have no short common period: a button that takes nearby ones which do."""

import numpy as np
import streamlit as st

from engine.cluster import Cluster
from engine.theory import NoPeriodError, NoTheoryError, nearby_times
from engine.theory.clock import arrivals_per_period
from pages.parts.controls import widgets
from pages.parts.controls.catalogue import CONTROLS


def offer_nearby(cluster: Cluster, why: NoTheoryError, most: int, key: str, speed: str = "speed") -> None:
    """The button, where it would help; the times that it takes have at most `most` arrivals a period.

    `speed` is the key of the page's control of the speeds.
    """
    if not isinstance(why, NoPeriodError) or cluster.jitter.kind != "none" or cluster.speed.kind == "trace":
        return
    times = cluster.speed.tau(cluster.workers)
    if arrivals_per_period(times) <= most:
        return
    near = nearby_times(times, most)
    text = ", ".join(f"{seconds:.14g}" for seconds in near)
    if len(text) > CONTROLS["tau"].most:  # type: ignore[attr-defined]
        return
    change = float(np.abs(near / times - 1).max())
    label = f"Take nearby times that repeat themselves (largest change {change:.2%})"
    what = "Rational approximations of your job times, whose schedule repeats itself soon."
    st.button(label, key=key, on_click=take_times, args=(text, speed), help=what)


def take_times(text: str, speed: str) -> None:
    """Set the job times. Call it before the controls are drawn."""
    if st.session_state.get(speed) != "custom":
        # The value of a control that is not there yet does not come into the link by itself.
        st.query_params["tau"] = text
    widgets.apply({speed: "custom", "tau": text})
