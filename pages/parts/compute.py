"""Simulations for the pages: kept while they may be needed again, with progress and a way to stop."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from engine import Scenario, Simulation, simulate
from engine.film import BYTES_PER_ARRIVAL, MOST_FILMED
from engine.plane import Map, draw_map

MOST_BYTES = 5e8
"""Results kept, by the bytes that their scenarios may take; the newest stays in any case."""
MOST_WORK = 1e11
"""Numbers that one simulation of the app may touch: about a minute. The command line has a higher limit."""
PATIENCE = 0.3
"""Seconds before a run shows its progress."""
SIMULATING = 0.8
"""The share of the bar that the simulation takes."""
STOPPED = "_stopped"

Telling = Callable[[], AbstractContextManager[object]]


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


def memory(scenario: Scenario) -> float:
    """Bytes of a scenario's result with its films, about."""
    filmed = min(scenario.arrivals, MOST_FILMED)
    return scenario.memory + len(scenario.methods) * filmed * BYTES_PER_ARRIVAL


def keep(scenario: Scenario, result: Result) -> None:
    with LOCK:
        KEPT[scenario] = result
        while len(KEPT) > 1 and sum(map(memory, KEPT)) > MOST_BYTES:
            KEPT.popitem(last=False)


def stop(scenario: Scenario) -> None:
    st.session_state[STOPPED] = scenario


def result_of(scenario: Scenario, telling: Telling) -> Result | None:
    """The result of `scenario`, computed if need be; None when the visitor stopped it or it is too large.

    A control that is moved meanwhile ends the computation: every look at the progress gives Streamlit
    the chance to stop this script. What is to be told stands inside `telling()`.
    """
    result = kept(scenario)
    if result is not None:
        return result
    if scenario.work > MOST_WORK:
        with telling():
            st.warning(
                f"This would touch about {scenario.work:.1e} numbers; the app stops at {MOST_WORK:.0e}. "
                "Lower the seeds or the budget, or run it from the command line."
            )
        return None
    if st.session_state.get(STOPPED) == scenario:
        with telling():
            st.warning("Stopped before the end.")
            if st.button("Run it again"):
                del st.session_state[STOPPED]
                st.rerun()
        return None
    try:
        return compute(scenario, telling)
    except (ArithmeticError, RuntimeError) as error:
        with telling():
            st.error(f"This could not be computed: {error}.")
        return None


class Bar:
    """Progress that shows once a computation takes longer than a moment, with a button to stop it."""

    def __init__(self, scenario: Scenario, telling: Telling) -> None:
        self.scenario = scenario
        self.telling = telling
        self.place: Any = None
        self.began = time.perf_counter()
        self.bar: Any = None

    def show(self, fraction: float, doing: str) -> None:
        """Tell how far it is. Streamlit ends the script here when a control has been moved meanwhile."""
        if self.bar is None and time.perf_counter() - self.began > PATIENCE:
            with self.telling():
                self.place = st.empty()
            with self.place.container(horizontal=True, vertical_alignment="center"):
                self.bar = st.progress(0.0, text=doing)
                st.button("Stop", key=f"stop_{hash(self.scenario)}", on_click=stop, args=(self.scenario,))
        if self.bar is None:
            # Reading the session's state lets Streamlit end the script as drawing would.
            _ = STOPPED in st.session_state
        else:
            self.bar.progress(fraction, text=doing)

    def leave(self) -> None:
        if self.place is not None:
            self.place.empty()


def compute(scenario: Scenario, telling: Telling) -> Result:
    """Find the minimisers, simulate, then measure the gaps and draw the map. Raises ArithmeticError, RuntimeError."""
    bar = Bar(scenario, telling)
    bar.show(0.0, "Finding the goal")
    simulation = simulate(
        scenario, progress=lambda done: bar.show(SIMULATING * done, f"Simulating: {done:.0%}"), film=True
    )
    seconds = time.perf_counter() - bar.began
    for index, run in enumerate(simulation.values()):
        share = index / len(simulation)
        bar.show(SIMULATING + (1 - SIMULATING) * share, f"Measuring the gap of {run.label}")
        _ = run.gap
    bar.show(1.0, "Drawing the map")
    result = Result(simulation, draw_map(simulation), seconds)
    keep(scenario, result)
    bar.leave()
    return result
