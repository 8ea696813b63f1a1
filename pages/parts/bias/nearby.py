"""Where the times have no short common period: a button that takes nearby ones which do."""

import numpy as np
import streamlit as st

from engine import Scenario
from engine.state import Floats
from engine.theory import NoPeriodError, NoTheoryError, nearby_times
from engine.theory.bias_curves import MOST_COST
from engine.theory.clock import arrivals_per_period
from pages.parts import widgets

MOST_ARRIVALS = 2000


def offer_nearby(scenario: Scenario, why: NoTheoryError, key: str) -> None:
    """The button, where it would help."""
    if not isinstance(why, NoPeriodError):
        return
    workers = scenario.cluster.workers
    if not hasattr(scenario.cluster.speed, "tau") or scenario.cluster.speed.kind == "trace":
        return
    times = scenario.cluster.speed.tau(workers)
    most = int(min(MOST_ARRIVALS, MOST_COST / workers))
    if arrivals_per_period(times) <= most:
        return
    near = nearby_times(times, most)
    change = float(np.abs(near / times - 1).max())
    st.button(
        f"Take nearby times with a period (changes of at most {change:.2%})",
        key=key,
        on_click=widgets.apply,
        args=({"speed": "custom", "tau": typed(near)},),
    )


def typed(times: Floats) -> str:
    """Times as a visitor would type them, with all digits that matter."""
    return ", ".join(f"{time:.14g}" for time in times)
