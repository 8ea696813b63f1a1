"""The Race's simulation with its map: kept for all visitors, computed with progress and a way to stop."""

import time
from dataclasses import dataclass

from engine import Scenario, Simulation, simulate
from engine.kernel.film import BYTES_PER_ARRIVAL, MOST_FILMED
from engine.results.plane import Map, draw_map
from pages.parts.words.plain_text import as_text
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import DESK, Announce, stage

MOST_BYTES = 5e8
"""Results kept, by the bytes that their scenarios may take."""
SIMULATING = 0.8
"""The share of the bar that the simulation takes."""


@dataclass(frozen=True)
class Result:
    """A simulation and its map."""

    simulation: Simulation
    map: Map
    seconds: float  # real seconds that the simulation took


def memory(scenario: Scenario) -> float:
    """Bytes of a scenario's result with its films, about."""
    filmed = min(scenario.arrivals, MOST_FILMED)
    return scenario.memory + len(scenario.methods) * filmed * BYTES_PER_ARRIVAL


RESULTS: Cache[Scenario, Result] = Cache(MOST_BYTES, memory)


def result_of(scenario: Scenario) -> Result | None:
    """The result of `scenario`, computed if need be; None where the page says why there is none."""
    return computed(RESULTS, scenario, lambda announce: simulated(scenario, announce), work=scenario.work)


def make_ready(scenario: Scenario) -> None:
    """Compute the result of `scenario` for whoever will want it, unless it is kept. Raises as `simulated`."""
    if scenario in RESULTS:
        return
    with DESK.job(RESULTS, scenario, lambda announce: simulated(scenario, announce)) as job:
        job.ended.wait()
    if job.error is not None:
        raise job.error


def simulated(scenario: Scenario, announce: Announce) -> Result:
    """Find the minimisers, simulate, then measure the gaps and draw the map. Raises ArithmeticError, RuntimeError."""
    began = time.perf_counter()
    announce(0.0, "Finding the goal")
    simulation = simulate(scenario, progress=stage(announce, "Simulating", 0.0, SIMULATING), film=True)
    seconds = time.perf_counter() - began
    for index, run in enumerate(simulation.values()):
        share = index / len(simulation)
        announce(SIMULATING + (1 - SIMULATING) * share, f"Measuring the gap of {as_text(run.label)}")
        _ = run.gap
    announce(1.0, "Drawing the map")
    return Result(simulation, draw_map(simulation), seconds)
