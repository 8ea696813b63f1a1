"""The first section: the map of one method, its best point, and the point that the visitor chooses in it."""

import streamlit as st

from engine import Scenario
from engine.theory import NoTheoryError
from engine.theory.best_map import LARGEST_MOMENTUM, BestMap, best_map
from pages.parts.charts.rate_map import rate_map_chart
from pages.parts.charts.rate_map_parts import step_edges
from pages.parts.controls.nearby import offer_nearby
from pages.parts.controls.types import Choices
from pages.parts.momentum.maps import map_of
from pages.parts.momentum.settings import MEASURE, SECONDS, SPEED, STEP
from pages.parts.script.call import Call, call
from pages.parts.script.words import scenario_words
from pages.parts.show import show_chart
from pages.parts.words.numbers import number

NEARBY_ARRIVALS = 1000
"""Most arrivals a period of the times that are offered."""
DIGITS = 3


def set_point(step: float, momentum: float) -> None:
    """Move the visitor's point. Call it before the controls are drawn."""
    rounded = float(f"{step:.{DIGITS}g}")
    st.session_state[STEP.key] = min(max(rounded, STEP.low), STEP.high)
    st.session_state["momentum"] = min(max(round(momentum, 2), 0.0), LARGEST_MOMENTUM)


def find_map(scenario: Scenario) -> BestMap | None:
    """The map; where there is none, the page says why."""
    try:
        return map_of(scenario)
    except NoTheoryError as error:
        st.info(f"{error} So there is no exact map here; what follows is simulated.")
        offer_nearby(scenario.cluster, error, NEARBY_ARRIVALS, "_nearby_map", SPEED)
        return None


def draw_map(mapped: BestMap, scenario: Scenario, choices: Choices) -> None:
    """The map of a scenario, which can be clicked: the point goes to the cell, or to the star."""
    measure, steps = choices[MEASURE.key], mapped.map.steps
    inside = steps[0] <= choices[STEP.key] <= steps[-1]
    look = measure == SECONDS, (choices[STEP.key], choices["momentum"]) if inside else None
    low, high = step_edges(steps)
    show_chart(
        rate_map_chart(mapped, *look),
        f"{map_words(mapped, measure)} Step runs to the right from {number(low)} to {number(high)}, momentum upwards "
        f"from 0 to {LARGEST_MOMENTUM}.",
        "rate_map",
        call(rate_map_chart, made_map(mapped, scenario), *look),
        "Click on the map to choose a point, or set step and momentum beside it.",
        clicked=set_point,
    )


def made_map(mapped: BestMap, scenario: Scenario) -> Call:
    """The map of a scenario in a script. It runs over step and momentum, so that no value of these is told."""
    made = call(best_map, scenario, mapped.map.momenta.size)
    return made.told(scenario_words(scenario, ("step", "momentum")))


def map_words(mapped: BestMap, measure: str) -> str:
    """The best point in a sentence."""
    best, label, per_second = mapped.best, mapped.known.settings.name, measure == SECONDS
    if not mapped.converges:
        return f"{label} converges nowhere on this map."
    cost = f"{number(mapped.best_cost(per_second))} {measure}"
    return (
        f"{label} is best at step {number(best.step)} and momentum {best.momentum:.3f}: a rate of {best.rate:.5f} an "
        f"arrival, {cost} to shrink the distance by 10."
    )


def map_caption(mapped: BestMap) -> str:
    """How the map was made and what is drawn in it."""
    side = f"{mapped.map.steps.size} x {mapped.map.momenta.size}"
    period = mapped.known.arrivals_per_period
    return (
        f"**Exact**, the linear map of one period of the schedule ({period:,} arrival{'s' if period > 1 else ''}), at "
        f"{side} points in {mapped.seconds:.1f} real seconds; the best point more finely. Star: best. Ring: your "
        "point. Thin lines: 1.1, 1.5 and 3 times the best. Thick line: the stability edge, a rate of 1; beyond it the "
        "method diverges and there is no colour."
    )
