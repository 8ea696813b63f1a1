"""Rate maps for the page: kept while they may be needed again, with progress and a way to stop."""

import time
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import streamlit as st

from engine import Scenario
from engine.kernel.state import Floats
from engine.simulate import build_problem
from engine.theory import Best, NoTheoryError, RateMap, best_plain_step, best_point, exact, rate_map, steps_for
from engine.theory.best_point import SIDE
from engine.theory.exact import Exact
from pages.parts.momentum.settings import HIGHEST_STEP, LARGEST_MOMENTUM, LOWEST_STEP
from pages.parts.work.cache import Kept
from pages.parts.work.progress import STOPPED, Bar, Telling

MOST_SIDE, SMALL_SIDE, LEAST_SIDE = 60, 40, 16
"""Points a side of the large map and of the small ones; fewer where they would take long."""
MAP_SECONDS, SMALL_SECONDS, ZOOM_SECONDS = 2.5, 1.5, 1.0
"""What a map, and the finer ones around its best, may take, about."""
POINT_COST, ARRIVAL_COST, ROOT_COST = 1.5e-4, 7e-9, 1.3e-8
"""Seconds of one curvature at a point; of a row of the state and an arrival of the period; of the cube of the rows."""
MOST_KEPT = 40


class Mapped(NamedTuple):
    """A method's map and its best point, looked for more finely around the map's own."""

    map: RateMap
    best: Best
    seconds: float  # real seconds that it took
    known: Exact


KEPT: Kept[Scenario, Mapped] = Kept(lambda scenarios: len(scenarios) <= MOST_KEPT)


def lane_seconds(known: Exact) -> float:
    """Seconds of one curvature at one point of a map, about."""
    rows = known.cycle.layout.rows
    return POINT_COST + ARRIVAL_COST * known.arrivals_per_period * rows + ROOT_COST * rows**3


def map_seconds(known: Exact, side: int) -> float:
    """Seconds of a map with so many points a side, about."""
    d = known.problem.dimension
    differ = bool(np.ptp(known.blocks.curvatures, axis=0).any())
    # Where all workers share their curvatures, most products of step and curvature stand in the map several times.
    lanes = side * d if differ else side + d
    return side * lanes * lane_seconds(known)


def side_of(known: Exact, most: int, seconds: float) -> int:
    """Points a side of a map that takes about so many seconds."""
    sides = range(most, LEAST_SIDE, -1)
    return next((side for side in sides if map_seconds(known, side) <= seconds), LEAST_SIDE)


def zooms_of(known: Exact) -> int:
    """How finely the best point is looked for: three times where that is quick."""
    return 3 if 3 * SIDE**2 * known.problem.dimension * lane_seconds(known) <= ZOOM_SECONDS else 1


def steps_of(scenario: Scenario, count: int) -> Floats:
    """The steps of a map, spaced so that it is quick."""
    workers = scenario.cluster.workers
    problem = build_problem(scenario.problem, workers, scenario.seed)
    return steps_for(problem.data.matrix.mean(axis=0), LOWEST_STEP / workers, HIGHEST_STEP / workers, count)


def map_of(scenario: Scenario, small: bool, telling: Telling) -> Mapped | None:
    """The map of a scenario's only method; None when the visitor stopped it. Raises NoTheoryError.

    A small one may be any that is there. What is to be told stands inside `telling()`.
    """
    (settings,) = scenario.methods
    known = exact(scenario, settings.name)
    side = side_of(known, SMALL_SIDE if small else MOST_SIDE, SMALL_SECONDS if small else MAP_SECONDS)
    found = KEPT.get(scenario)
    if found is not None and (small or found.map.momenta.size >= side):
        return found
    if st.session_state.get(STOPPED) == scenario:
        with telling():
            st.warning(f"The map of {settings.name} was stopped before its end.")
            if st.button("Compute it again", key=f"again_{settings.kind}_{small}"):
                del st.session_state[STOPPED]
                st.rerun()
        return None
    found = computed(scenario, known, side, telling)
    KEPT.keep(scenario, found)
    return found


def computed(scenario: Scenario, known: Exact, side: int, telling: Telling) -> Mapped:
    """The map, with its progress. Streamlit ends the script here when a control has been moved meanwhile."""
    label = known.settings.name
    bar, began = Bar(scenario, telling), time.perf_counter()
    doing = f"Rate map of {label}"
    momenta = np.linspace(0, LARGEST_MOMENTUM, side)
    seen = rate_map(
        scenario,
        label,
        steps_of(scenario, side),
        momenta,
        progress=lambda done: bar.show(0.9 * done, f"{doing}: {done:.0%}"),
    )
    bar.show(0.9, f"{doing}: its best point")
    best = best_point(scenario, label, seen, zooms_of(known))
    bar.leave()
    return Mapped(seen, best, time.perf_counter() - began, known)


@lru_cache(maxsize=32)
def plain_best(scenario: Scenario) -> Best | None:
    """ASGD's best step on the cluster and problem of a map's scenario; None where theory does not know it."""
    try:
        return best_plain_step(scenario, steps_of(scenario, MOST_SIDE))
    except NoTheoryError:
        return None
