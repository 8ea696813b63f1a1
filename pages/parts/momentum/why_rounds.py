"""Why rounds win where they do, what ordering gains, and the way to a setting where it beats waiting."""

import math
from collections.abc import Mapping

import streamlit as st

from engine import Simulation
from engine.methods import METHODS
from engine.theory.best_map import BestMap
from engine.theory.rate_races import CLOSE, largest_staleness, quickest, share_in_rounds
from pages.parts.controls import widgets
from pages.parts.controls.nearby import take_times
from pages.parts.momentum.settings import SPEED, START
from pages.parts.words.method_names import marked
from pages.parts.words.numbers import number, share_words

ROUNDS, ORDERED, NAIVE = "ssgdm", "ormo", "naive_momentum"
TIMES = "1, 1, 1, 4"
ORDER_MATTERS = {**START, "curvature_spread": 0.0, "jitter": "none", "power": "steady"}
"""With these job times: few workers, one of them slow, in a narrow valley."""


def show_why_rounds(maps: dict[str, BestMap], simulation: Simulation) -> None:
    """Why rounds win where they do; else what ordering gains. The button, where ordering does not beat waiting."""
    speeds = {kind: mapped.best_speed(True) for kind, mapped in maps.items() if mapped.converges}
    ordering = order_words(speeds)
    words = why_rounds(simulation) if speeds and ROUNDS in quickest(speeds) else ordering
    if words:
        st.markdown(words)
    if not ordering:
        st.button(
            "Open a setting where ordering beats waiting", on_click=take_order_matters,
            help="Four workers, one of them four times slower, in the narrow valley that this page begins with.",
        )  # fmt: skip


def order_words(speeds: Mapping[str, float]) -> str:
    """How much quicker ordered momentum is per second than waiting and than no order; '' where it beats not both."""
    if ORDERED not in speeds:
        return ""
    gains = {kind: speeds[ORDERED] / speeds[kind] if kind in speeds else math.inf for kind in (ROUNDS, NAIVE)}
    if min(gains.values()) <= CLOSE:
        return ""
    parts = [f"{number(gain)} times as quick as {name(kind)}" for kind, gain in gains.items() if math.isfinite(gain)]
    if not parts:
        return ""
    return f"Ordering beats waiting here: per simulated second {name(ORDERED)} is {' and '.join(parts)}."


def name(kind: str) -> str:
    return marked(kind, METHODS[kind].title)


def why_rounds(simulation: Simulation) -> str:
    """What waiting costs and what it gains, counted; '' where nobody's gradients are stale."""
    rounds, ordered = METHODS[ROUNDS].title, METHODS[ORDERED].title
    late = largest_staleness(simulation[ordered])
    if late == 0 or largest_staleness(simulation[rounds]) > 0:
        return ""
    share = share_in_rounds(simulation.scenario.cluster.means())
    who, other = name(ROUNDS), name(ORDERED)
    fresh = f"none of its gradients is stale, while those of {other} come up to {late} update{'s' * (late > 1)} late"
    if share == 1:
        return f"Why {who} wins: to wait for all workers costs nothing, as all take equally long, and {fresh}."
    return (
        f"Why {who} wins: as it waits for all workers, it uses only {share_words(share)} of the gradients that others "
        f"use, but {fresh}."
    )


def take_order_matters() -> None:
    """Set the controls. Call it before they are drawn."""
    widgets.apply(ORDER_MATTERS)
    take_times(TIMES, SPEED)
