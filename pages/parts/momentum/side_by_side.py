"""The third section: five methods' maps side by side, and their best points in numbers."""

from typing import Any

import streamlit as st

from engine import Scenario, Simulation, simulate
from engine.methods import METHODS
from engine.scenario import Budget
from engine.theory import NoTheoryError, arrivals_to, exact
from engine.theory.best_map import BestMap, map_seconds
from engine.theory.rate_races import SHARE, compared_arrivals, compared_records, quickest, reached
from pages.parts.charts.rate_map import LEAST_COST, rate_map_chart
from pages.parts.controls.types import Choices
from pages.parts.momentum.maps import MAPS, compute_map, kept_map, small_side
from pages.parts.momentum.settings import COMPARED, MEASURE, SECONDS, map_scenario, scenario_of, settings_of
from pages.parts.momentum.show_map import made_map, map_words
from pages.parts.momentum.why_rounds import show_why_rounds
from pages.parts.script.call import call
from pages.parts.show import show_chart, show_table
from pages.parts.words.method_names import linked, marked
from pages.parts.words.numbers import number, number_or
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed, when_idle
from pages.parts.work.desk import Announce, stage

NOT_REACHED = "not reached"
MOST_SECONDS = 10.0
"""Maps that take longer, about, are asked for."""
WANTED = "_maps_wanted"


SMALL_MAPS: Cache[tuple[tuple[Scenario, int], ...], dict[str, BestMap]] = Cache(16)
"""By the scenarios and the points a side of those that were missing."""
SIMULATIONS: Cache[Scenario, Simulation] = Cache(16)


def at_best(choices: Choices, maps: dict[str, BestMap]) -> Scenario:
    """All methods, each at its own best point, for as long as the slowest may need."""
    settings = [settings_of(kind, mapped.best.step, mapped.best.momentum) for kind, mapped in maps.items()]
    scenario = scenario_of(choices, *settings)
    arrivals = compared_arrivals([mapped.best.rate for mapped in maps.values()])
    records = compared_records(arrivals, choices["dimension"])
    return scenario.model_copy(update={"budget": Budget(arrivals=arrivals), "records": records})


def rows_of(maps: dict[str, BestMap], simulation: Simulation) -> list[dict[str, str]]:
    """A row a method."""
    rows = []
    for kind, mapped in maps.items():
        best, end = mapped.best, reached(simulation, METHODS[kind].title)
        rows.append(
            {
                "Method": linked(kind, METHODS[kind].title),
                "Best step": number(best.step),
                "Best momentum": f"{best.momentum:.3f}",
                "Rate per arrival": f"{best.rate:.5f}",
                f"Arrivals to {SHARE:g}, by the rate": number_or(arrivals_to(SHARE, best.rate), NOT_REACHED),
                f"Arrivals to {SHARE:g}, simulated": number_or(end.arrivals, NOT_REACHED),
                f"Simulated seconds to {SHARE:g}": number_or(end.seconds, NOT_REACHED),
            }
        )
    return rows


def winner_words(maps: dict[str, BestMap]) -> str:
    """Who is quickest an arrival, and who a second, at the best points."""
    good = {marked(kind, METHODS[kind].title): mapped for kind, mapped in maps.items() if mapped.converges}
    if not good:
        return "No method converges on these maps."
    per_arrival, per_second = (
        " and ".join(quickest({name: mapped.best_speed(seconds) for name, mapped in good.items()}))
        for seconds in (False, True)
    )
    if per_arrival == per_second:
        return f"Quickest per arrival, and per simulated second, too, each method at its own best point: {per_arrival}."
    return (
        f"Each method at its own best point, the quickest per arrival: {per_arrival}; per simulated second: "
        f"{per_second}."
    )


def comparison_of(choices: Choices) -> tuple[dict[str, BestMap], Simulation] | None:
    """The methods' maps by their kinds, and their simulation, each at its own best point. Raises NoTheoryError.

    Where they are not there yet or not asked for, the page says so.
    """
    maps = maps_of(choices)
    if maps is None:
        return None
    scenario = at_best(choices, maps)
    progress = "Simulating the best points"
    simulation = when_idle(
        SIMULATIONS, scenario, lambda announce: simulate(scenario, progress=stage(announce, progress))
    )
    return None if simulation is None else (maps, simulation)


def maps_of(choices: Choices) -> dict[str, BestMap] | None:
    """The maps by kind; None where they are not there yet or not asked for. Raises NoTheoryError."""
    scenarios = {kind: map_scenario(choices, kind) for kind in COMPARED}
    kept = {kind: one for kind, scenario in scenarios.items() if (one := kept_map(scenario)) is not None}
    missing = [kind for kind in scenarios if kind not in kept]
    if not missing:
        return kept
    sides = {kind: small_side(scenarios[kind]) for kind in missing}
    needed = sum(map_seconds(exact(scenarios[kind], METHODS[kind].title), side) for kind, side in sides.items())
    asked = st.session_state.pop(WANTED, False)
    if needed > MOST_SECONDS and not asked:
        text = f"Compute the five maps (some {needed:,.0f} s)"
        st.button(text, on_click=st.session_state.update, args=({WANTED: True},))
        return None

    def compute(announce: Announce) -> dict[str, BestMap]:
        computed_maps = {kind: compute_map(scenarios[kind], side, announce) for kind, side in sides.items()}
        for kind, one in computed_maps.items():
            MAPS.keep((scenarios[kind], sides[kind]), one)
        return computed_maps

    key = tuple((scenarios[kind], side) for kind, side in sides.items())
    maps = (computed if asked else when_idle)(SMALL_MAPS, key, compute)
    return maps and {kind: (kept | maps)[kind] for kind in COMPARED}


def show_side_by_side(choices: Choices) -> None:
    """Five maps of one scale, the sentence, the table."""
    try:
        comparison = comparison_of(choices)
    except NoTheoryError as error:
        st.info(f"{error} So there are no maps to compare.")
        return
    if comparison is None:
        return
    maps, simulation = comparison
    spots = [spot for _ in range(2) for spot in st.columns(3)]
    draw_small(maps, choices, spots)
    st.markdown(winner_words(maps))
    show_why_rounds(maps, simulation)
    show_table(
        rows_of(maps, simulation),
        "Best points and rates: **exact**. Arrivals by the rate: what the rate alone would need; simulated: after "
        f"which the distance to the limit stays below {SHARE:g} of the first (**measured**, without noise). The first "
        "moves and, near a best point, a polynomial factor come on top of the rate.",
    )


def draw_small(maps: dict[str, BestMap], choices: Choices, spots: list[Any]) -> None:
    """A map in each spot, all in one scale of colours."""
    measure = choices[MEASURE.key]
    costs = [mapped.best_cost(measure == SECONDS) for mapped in maps.values() if mapped.converges]
    lowest = max(min(costs, default=1.0), LEAST_COST)
    for (kind, mapped), spot in zip(maps.items(), spots, strict=False):
        with spot:
            st.markdown(marked(kind, METHODS[kind].title))
            look = {"per_second": measure == SECONDS, "lowest": lowest, "small": True}
            made = call(rate_map_chart, made_map(mapped, map_scenario(choices, kind)), **look)
            show_chart(rate_map_chart(mapped, **look), map_words(mapped, measure), f"rate_map_{kind}", made)
    with spots[len(maps)]:
        st.caption(
            f"One scale of colours for all, counting {measure}: bright is near the quickest method's best, dark "
            "100 times that or more. Star: each method's best. Axes and lines as in the map above."
        )
