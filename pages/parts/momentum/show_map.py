"""The first section: the map of one method, its best point, and the point that the visitor chooses in it."""

from contextlib import nullcontext
from functools import partial
from typing import NamedTuple

import numpy as np
import streamlit as st

from engine import Scenario
from engine.theory import NoTheoryError, arrivals_to
from pages.parts.charts.rate_map import (
    LARGE,
    SPAN,
    WIDER_SPAN,
    Shown,
    costs_of,
    rate_map_picture,
    short,
    speeds_of,
)
from pages.parts.controls.nearby import offer_nearby
from pages.parts.controls.types import Choices
from pages.parts.momentum.clickable import clickable_picture
from pages.parts.momentum.maps import Mapped, map_of
from pages.parts.momentum.settings import LARGEST_MOMENTUM, MEASURE, SECONDS, STEP
from pages.parts.words.numbers import number

NEARBY_ARRIVALS = 1000
"""Most arrivals a period of the times that are offered."""
DIGITS = 3


class Point(NamedTuple):
    """Where a click on a map leads."""

    steps: tuple[float, float]  # the map's ends
    momenta: tuple[float, float]


def set_point(step: float, momentum: float) -> None:
    """Move the visitor's point. Call it before the controls are drawn."""
    rounded = float(f"{step:.{DIGITS}g}")
    st.session_state[STEP.key] = min(max(rounded, STEP.low), STEP.high)
    st.session_state["momentum"] = min(max(round(momentum, 2), 0.0), LARGEST_MOMENTUM)


def at_click(ends: Point, x: float, y: float) -> None:
    """The point at a place in the map, each from 0 to 1."""
    (low, high), (bottom, top) = ends
    set_point(low * (high / low) ** x, bottom + (top - bottom) * y)


def find_map(scenario: Scenario) -> Mapped | None:
    """The map; where there is none, the page says why."""
    try:
        return map_of(scenario, False, nullcontext)
    except NoTheoryError as error:
        st.info(f"{error} So there is no exact map here; what follows is simulated.")
        offer_nearby(scenario.cluster, error, NEARBY_ARRIVALS, "_nearby_map")
        return None


def shown_of(
    mapped: Mapped, measure: str, lowest: float | None = None, point: tuple[float, float] | None = None
) -> Shown:
    """A map in the visitor's measure; `lowest` is the cost of the brightest colour, its own best unless given."""
    pace = mapped.map.arrivals_per_second if measure == SECONDS else None
    costs = costs_of(mapped.map.rates, pace)
    best = mapped.best
    found = best.rate < 1
    own = float(costs_of(np.array(best.rate), pace)) if found else 1.0
    # A method that ends at once would have a cost of 0.
    lowest, span = (max(own, 1e-6), SPAN) if lowest is None else (lowest, WIDER_SPAN)
    seen = mapped.map
    where = (best.step, best.momentum) if found else None
    return Shown(seen.steps, seen.momenta, costs, speeds_of(seen.rates), lowest, span, where, point)


def draw_map(mapped: Mapped, choices: Choices) -> None:
    """The map, which can be clicked."""
    measure = choices[MEASURE.key]
    shown = shown_of(mapped, measure, point=(choices[STEP.key], choices["momentum"]))
    inside = shown.steps[0] <= choices[STEP.key] <= shown.steps[-1]
    shown = shown if inside else shown._replace(point=None)
    half = np.sqrt(shown.steps[1] / shown.steps[0])
    width = (shown.momenta[1] - shown.momenta[0]) / 2
    ends = Point(
        (float(shown.steps[0] / half), float(shown.steps[-1] * half)),
        (float(shown.momenta[0] - width), float(shown.momenta[-1] + width)),
    )
    clickable_picture(
        "rate_map",
        rate_map_picture(shown, measure),
        f"{map_words(mapped, measure)} Step runs to the right from {number(ends.steps[0])} to "
        f"{number(ends.steps[1])}, momentum upwards from 0 to {LARGEST_MOMENTUM}.",
        LARGE[:4],
        cells_of(shown, measure),
        "Click on the map to choose a point, or set step and momentum beside it.",
        partial(at_click, ends),
    )


def cells_of(shown: Shown, measure: str) -> list[list[str]]:
    """What each cell says under the pointer."""
    found = []
    for momentum, row in zip(shown.momenta, shown.costs, strict=True):
        here = f"momentum {momentum:.2f}: "
        found.append(
            [
                f"step {short(step)}, {here}{f'{short(cost)} {measure}' if np.isfinite(cost) else 'diverges'}"
                for step, cost in zip(shown.steps, row, strict=True)
            ]
        )
    return found


def map_words(mapped: Mapped, measure: str) -> str:
    """The best point in a sentence."""
    best, label = mapped.best, mapped.known.settings.name
    if not best.rate < 1:
        return f"{label} converges nowhere on this map."
    arrivals = arrivals_to(0.1, best.rate)
    pace = mapped.map.arrivals_per_second
    cost = f"{number(arrivals)} arrivals" if measure != SECONDS else f"{number(arrivals / pace)} simulated seconds"
    return (
        f"{label} is best at step {number(best.step)} and momentum {best.momentum:.3f}: a rate of {best.rate:.5f} an "
        f"arrival, {cost} to shrink the distance by 10."
    )


def map_caption(mapped: Mapped) -> str:
    """How the map was made and what is drawn in it."""
    side = f"{mapped.map.steps.size} x {mapped.map.momenta.size}"
    period = mapped.known.arrivals_per_period
    return (
        f"**Exact**, the linear map of one period of the schedule ({period:,} arrival{'s' if period > 1 else ''}), at "
        f"{side} points in {mapped.seconds:.1f} real seconds; the best point more finely. Star: best. Ring: your "
        "point. Lines: 1.1, 1.5 and 3 times the best. Thick grey line: the stability edge, a rate of 1; beyond it the "
        "method diverges."
    )
