"""Rate maps for the page: kept while they may be needed again, with progress and a way to stop."""

from functools import lru_cache

import streamlit as st

from engine import Scenario
from engine.theory import Best, NoTheoryError, exact
from engine.theory.best_map import MAP_SHARE, BestMap, best_asgd, best_map, side_of
from pages.parts.work.cache import Kept
from pages.parts.work.progress import STOPPED, Bar, Telling

MOST_SIDE, SMALL_SIDE = 60, 40
"""Points a side of the large map and of the small ones; fewer where they would take long."""
MAP_SECONDS, SMALL_SECONDS = 2.5, 1.5
"""What a map may take, about."""
MOST_KEPT = 40

KEPT: Kept[Scenario, BestMap] = Kept(lambda scenarios: len(scenarios) <= MOST_KEPT)


def map_of(scenario: Scenario, small: bool, telling: Telling) -> BestMap | None:
    """The map of a scenario's only method; None when the visitor stopped it. Raises NoTheoryError.

    A small one may be any that is there. What is to be told stands inside `telling()`.
    """
    (settings,) = scenario.methods
    known = exact(scenario, settings.name)
    side = side_of(known, SMALL_SIDE if small else MOST_SIDE, SMALL_SECONDS if small else MAP_SECONDS)
    kept = KEPT.get(scenario)
    if kept is not None and (small or kept.map.momenta.size >= side):
        return kept
    if st.session_state.get(STOPPED) == scenario:
        with telling():
            st.warning(f"The map of {settings.name} was stopped before its end.")
            if st.button("Compute it again", key=f"again_{settings.kind}_{small}"):
                del st.session_state[STOPPED]
                st.rerun()
        return None
    mapped = computed(scenario, side, telling)
    KEPT.keep(scenario, mapped)
    return mapped


def computed(scenario: Scenario, side: int, telling: Telling) -> BestMap:
    """The map, with its progress. Streamlit ends the script here when a control has been moved meanwhile."""
    bar, doing = Bar(scenario, telling), f"Rate map of {scenario.methods[0].name}"

    def show(done: float) -> None:
        bar.show(done, f"{doing}: {done / MAP_SHARE:.0%}" if done < MAP_SHARE else f"{doing}: its best point")

    mapped = best_map(scenario, side, show)
    bar.leave()
    return mapped


@lru_cache(maxsize=32)
def plain_best(scenario: Scenario) -> Best | None:
    """ASGD's best step on the cluster and problem of a map's scenario; None where theory does not know it."""
    try:
        return best_asgd(scenario)
    except NoTheoryError:
        return None
