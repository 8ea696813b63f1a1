"""Simulations for the pages: kept while they may be needed again, with progress and a way to stop."""

import time
from collections.abc import Collection
from dataclasses import dataclass

import streamlit as st

from engine import Scenario, Simulation, simulate
from engine.kernel.film import BYTES_PER_ARRIVAL, MOST_FILMED
from engine.results.plane import Map, draw_map
from pages.parts.words.plain_text import as_text
from pages.parts.work.cache import Kept
from pages.parts.work.progress import Bar, Telling, Words, may_begin

MOST_BYTES = 5e8
"""Results kept, by the bytes that their scenarios may take."""
SIMULATING = 0.8
"""The share of the bar that the simulation takes."""
WORDS = Words(
    what="This",
    instead="Lower the seeds or the budget, or run it from the command line",
    stopped="Stopped before the end.",
    again="Run it again",
)


@dataclass(frozen=True)
class Result:
    """A simulation and its map."""

    simulation: Simulation
    drawn: Map
    seconds: float  # real seconds that the simulation took


def memory(scenario: Scenario) -> float:
    """Bytes of a scenario's result with its films, about."""
    filmed = min(scenario.arrivals, MOST_FILMED)
    return scenario.memory + len(scenario.methods) * filmed * BYTES_PER_ARRIVAL


def fits(scenarios: Collection[Scenario]) -> bool:
    return sum(map(memory, scenarios)) <= MOST_BYTES


KEPT: Kept[Scenario, Result] = Kept(fits)


def result_of(scenario: Scenario, telling: Telling) -> Result | None:
    """The result of `scenario`, computed if need be; None when the visitor stopped it or it is too large.

    A control that is moved meanwhile ends the computation: every look at the progress gives Streamlit
    the chance to stop this script.
    """
    result = KEPT.get(scenario)
    if result is not None:
        return result
    if not may_begin(scenario, scenario.work, WORDS, telling):
        return None
    try:
        return compute(scenario, telling)
    except (ArithmeticError, RuntimeError) as error:
        with telling():
            st.error(f"This could not be computed: {as_text(str(error))}.")
        return None


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
        bar.show(SIMULATING + (1 - SIMULATING) * share, f"Measuring the gap of {as_text(run.label)}")
        _ = run.gap
    bar.show(1.0, "Drawing the map")
    result = Result(simulation, draw_map(simulation), seconds)
    KEPT.keep(scenario, result)
    bar.leave()
    return result
