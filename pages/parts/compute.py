"""Simulations for the pages: kept while they may be needed again, with progress and a way to stop."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

import streamlit as st

from engine import Scenario, Simulation, simulate
from engine.plane import Map, draw_map

MOST_KEPT = 16
MOST_WORK = 1e11
"""Numbers that one simulation of the app may touch: about a minute. The command line has a higher limit."""
PATIENCE = 0.3
"""Seconds before a run shows its progress."""
STOPPED = "_stopped"


@dataclass(frozen=True)
class Result:
    """A simulation and its map."""

    simulation: Simulation
    drawn: Map
    seconds: float  # real seconds that the simulation took


KEPT: OrderedDict[Scenario, Result] = OrderedDict()
LOCK = threading.Lock()


def kept(scenario: Scenario) -> Result | None:
    """The result, where it is still there."""
    with LOCK:
        if scenario in KEPT:
            KEPT.move_to_end(scenario)
        return KEPT.get(scenario)


def keep(scenario: Scenario, result: Result) -> None:
    with LOCK:
        KEPT[scenario] = result
        while len(KEPT) > MOST_KEPT:
            KEPT.popitem(last=False)


def stop(scenario: Scenario) -> None:
    st.session_state[STOPPED] = scenario


def result_of(scenario: Scenario) -> Result | None:
    """The result of `scenario`, computed if need be; None when the visitor stopped it or it is too large.

    A control that is moved meanwhile ends the computation: every look at the progress gives Streamlit
    the chance to stop this script.
    """
    result = kept(scenario)
    if result is not None:
        return result
    if scenario.work > MOST_WORK:
        st.warning(
            f"This would touch about {scenario.work:.1e} numbers; the app stops at {MOST_WORK:.0e}. "
            "Lower the seeds or the budget, or run it from the command line."
        )
        return None
    if st.session_state.get(STOPPED) == scenario:
        st.warning("Stopped before the end.")
        if st.button("Run it again"):
            del st.session_state[STOPPED]
            st.rerun()
        return None
    return compute(scenario)


def compute(scenario: Scenario) -> Result:
    """Run the scenario, with a bar and a button once it takes longer than a moment."""
    place = st.empty()
    began = time.perf_counter()
    bar = None

    def show(fraction: float) -> None:
        nonlocal bar
        if bar is None and time.perf_counter() - began > PATIENCE:
            with place.container(horizontal=True, vertical_alignment="center"):
                bar = st.progress(0.0, text="Simulating")
                st.button("Stop", on_click=stop, args=(scenario,))
        if bar is None:
            # Reading the session's state lets Streamlit stop a run that a moved control has outdated.
            _ = STOPPED in st.session_state
        else:
            bar.progress(fraction, text=f"Simulating: {fraction:.0%}")

    simulation = simulate(scenario, progress=show)
    result = Result(simulation, draw_map(simulation), time.perf_counter() - began)
    keep(scenario, result)
    place.empty()
    return result
