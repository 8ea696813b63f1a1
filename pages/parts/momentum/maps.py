"""Rate maps for the page, kept while they may be needed again."""

from functools import lru_cache

from engine import Scenario
from engine.theory import Best, NoTheoryError, exact
from engine.theory.best_map import MAP_SHARE, BestMap, best_asgd, best_map, side_of
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Announce
from pages.parts.work.progress import Words

MOST_SIDE, SMALL_SIDE = 60, 40
"""Points a side of the large map and of the small ones; fewer where they would take long."""
MAP_SECONDS, SMALL_SECONDS = 2.5, 1.5
"""What a map may take, about."""
MAPS: Cache[tuple[Scenario, int], BestMap] = Cache(80)
"""By the scenario and the points a side."""


def large_side(scenario: Scenario) -> int:
    """Points a side of the large map of a scenario's only method. Raises NoTheoryError."""
    return side_of(exact(scenario, scenario.methods[0].name), MOST_SIDE, MAP_SECONDS)


def small_side(scenario: Scenario) -> int:
    """Points a side of a small map. Raises NoTheoryError."""
    return side_of(exact(scenario, scenario.methods[0].name), SMALL_SIDE, SMALL_SECONDS)


def map_of(scenario: Scenario) -> BestMap | None:
    """The large map; None where the visitor stopped it. Raises NoTheoryError."""
    side = large_side(scenario)
    stopped = f"The map of {scenario.methods[0].name} was stopped before its end."
    words = Words(stopped=stopped, again="Compute it again")
    return computed(MAPS, (scenario, side), lambda announce: compute_map(scenario, side, announce), words)


def kept_map(scenario: Scenario) -> BestMap | None:
    """Any map of the scenario that is there: a large one serves as a small one, too. Raises NoTheoryError."""
    return MAPS.get((scenario, large_side(scenario))) or MAPS.get((scenario, small_side(scenario)))


def compute_map(scenario: Scenario, side: int, announce: Announce) -> BestMap:
    """A map of so many points a side."""
    doing = f"Rate map of {scenario.methods[0].name}"

    def progress(done: float) -> None:
        announce(done, f"{doing}: {done / MAP_SHARE:.0%}" if done < MAP_SHARE else f"{doing}: its best point")

    return best_map(scenario, side, progress)


@lru_cache(maxsize=32)
def plain_best(scenario: Scenario) -> Best | None:
    """ASGD's best step on the cluster and problem of a map's scenario; None where theory does not know it."""
    try:
        return best_asgd(scenario)
    except NoTheoryError:
        return None
