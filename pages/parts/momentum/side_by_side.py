"""The third section: five methods' maps side by side, and their best points in numbers."""

from contextlib import nullcontext
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from engine import Scenario, Simulation, simulate
from engine.methods import METHODS
from engine.scenario import Budget
from engine.theory import NoTheoryError, arrivals_to, exact
from engine.theory.tail import distances, near_for_good
from pages.parts.charts.rate_map import SMALL, costs_of, rate_map_picture
from pages.parts.controls.types import Choices
from pages.parts.momentum.maps import KEPT, SMALL_SECONDS, SMALL_SIDE, Mapped, map_of, map_seconds, side_of
from pages.parts.momentum.settings import COMPARED, MEASURE, SECONDS, map_scenario, scenario_of, settings_of
from pages.parts.momentum.show_map import map_words, shown_of
from pages.parts.words.method_names import linked, marked
from pages.parts.words.numbers import number

SHARE = 1e-5
"""The distance, as a share of the first, that is waited for."""
MOST_ARRIVALS, MOST_NUMBERS = 60_000, 1_000_000
"""Of the simulations at the best points, and the most numbers that they record."""
CLOSE = 1.02
MOST_SECONDS = 10.0
"""Maps that take longer, about, are asked for."""
WANTED = "_maps_wanted"


class Reached(NamedTuple):
    """When a method at its best point stays near its limit."""

    arrivals: float
    seconds: float


@lru_cache(maxsize=16)
def at_best(scenario: Scenario) -> Simulation:
    """The methods at their best points, kept for the next look."""
    return simulate(scenario)


def simulated(choices: Choices, found: dict[str, Mapped]) -> Simulation:
    """All methods, each at its own best point, for as long as the slowest may need."""
    settings = [settings_of(kind, one.best.step, one.best.momentum) for kind, one in found.items()]
    scenario = scenario_of(choices, *settings)
    needed = max((arrivals_to(SHARE, one.best.rate) for one in found.values() if one.best.rate < 1), default=1000.0)
    arrivals = int(np.clip(1.5 * needed, 500, MOST_ARRIVALS))
    records = min(arrivals + 1, 10_000, max(100, MOST_NUMBERS // choices["dimension"]))
    return at_best(scenario.model_copy(update={"budget": Budget(arrivals=arrivals), "records": records}))


def reached(simulation: Simulation, kind: str) -> Reached:
    """When the distance is below SHARE for good; inf where it is not."""
    run = simulation[METHODS[kind].title]
    away = distances(run, simulation.problem.optimum)
    return Reached(near_for_good(run.gradients.astype(np.float64), away, SHARE), near_for_good(run.time, away, SHARE))


def table_of(found: dict[str, Mapped], simulation: Simulation) -> pd.DataFrame:
    """A row a method, as texts."""
    rows = []
    for kind, one in found.items():
        best, end = one.best, reached(simulation, kind)
        rows.append(
            {
                "Method": linked(one.known.settings.kind, one.known.settings.name),
                "Best step": number(best.step),
                "Best momentum": f"{best.momentum:.3f}",
                "Rate per arrival": f"{best.rate:.5f}",
                f"Arrivals to {SHARE:g}, by the rate": count(arrivals_to(SHARE, best.rate)),
                f"Arrivals to {SHARE:g}, simulated": count(end.arrivals),
                f"Simulated seconds to {SHARE:g}": count(end.seconds),
            }
        )
    return pd.DataFrame(rows).set_index("Method")


def count(value: float) -> str:
    return number(value) if np.isfinite(value) else "not reached"


def winners(found: dict[str, Mapped]) -> str:
    """Who is quickest an arrival, and who a second, at the best points."""
    good = {kind: one for kind, one in found.items() if one.best.rate < 1}
    if not good:
        return "No method converges on these maps."
    arrival = {kind: -np.log(one.best.rate) if one.best.rate > 0 else np.inf for kind, one in good.items()}
    second = {kind: speed * good[kind].map.arrivals_per_second for kind, speed in arrival.items()}
    first, quick = best_of(arrival), best_of(second)
    if first == quick:
        return f"Quickest per arrival, and per simulated second, too, each method at its own best point: {first}."
    return f"Each method at its own best point, the quickest per arrival: {first}; per simulated second: {quick}."


def best_of(speed: dict[str, float]) -> str:
    """The quickest, or those that are all but as quick."""
    most = max(speed.values())
    names = [marked(kind, METHODS[kind].title) for kind, value in speed.items() if value * CLOSE >= most]
    return " and ".join(names)


def ask() -> None:
    st.session_state[WANTED] = True


def maps_of(choices: Choices) -> dict[str, Mapped] | None:
    """All maps; where there is none, or they are not asked for yet, the page says why. Raises NoTheoryError."""
    scenarios = {kind: map_scenario(choices, kind) for kind in COMPARED}
    if not all(map(KEPT.get, scenarios.values())) and not st.session_state.get(WANTED):
        facts = [exact(scenario, scenario.methods[0].name) for scenario in scenarios.values()]
        needed = sum(map_seconds(known, side_of(known, SMALL_SIDE, SMALL_SECONDS)) for known in facts)
        if needed > MOST_SECONDS:
            st.button(f"Compute the five maps (some {needed:,.0f} s)", on_click=ask)
            return None
    found = {}
    for kind, scenario in scenarios.items():
        one = map_of(scenario, True, nullcontext)
        if one is None:
            return None
        found[kind] = one
    st.session_state.pop(WANTED, None)
    return found


def show_side_by_side(choices: Choices) -> None:
    """Five maps of one scale, the sentence, the table."""
    try:
        found = maps_of(choices)
    except NoTheoryError as error:
        st.info(f"{error} So there are no maps to compare.")
        return
    if found is None:
        return
    spots = [spot for _ in range(2) for spot in st.columns(3)]
    draw_small(found, choices[MEASURE.key], spots)
    st.markdown(winners(found))
    st.table(table_of(found, simulated(choices, found)), border="horizontal")
    st.caption(
        "Best points and rates: **exact**. Arrivals by the rate: what the rate alone would need; simulated: after "
        f"which the distance to the limit stays below {SHARE:g} of the first (**measured**, without noise). The first "
        "moves and, near a best point, a polynomial factor come on top of the rate."
    )


def draw_small(found: dict[str, Mapped], measure: str, spots: list[Any]) -> None:
    """A map in each spot, all in one scale of colours."""
    costs = [
        float(costs_of(np.array(one.best.rate), one.map.arrivals_per_second if measure == SECONDS else None))
        for one in found.values()
        if one.best.rate < 1
    ]
    lowest = max(min(costs), 1e-6) if costs else 1.0
    for (kind, one), spot in zip(found.items(), spots, strict=False):
        with spot:
            st.markdown(marked(kind, METHODS[kind].title))
            st.image(
                rate_map_picture(shown_of(one, measure, lowest), measure, SMALL), width="stretch",
                alt=map_words(one, measure),
            )  # fmt: skip
    with spots[len(found)]:
        st.caption(
            f"One scale of colours for all, counting {measure}: bright is near the quickest method's best, dark "
            "100 times that or more. Star: each method's best. Axes and lines as in the map above."
        )
