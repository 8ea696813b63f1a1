"""The second section: the race at the visitor's point, without noise, beside what theory predicts."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from engine import Scenario, Simulation, simulate
from engine.methods import METHODS
from engine.scenario import Budget
from engine.theory import Best, NoTheoryError, exact
from engine.theory.rate_races import agree, race_arrivals, shown_rate, times_as_quick
from pages.parts.charts.momentum_race import momentum_race_chart
from pages.parts.controls.types import Choices
from pages.parts.momentum.maps import plain_best
from pages.parts.momentum.settings import STEP, kind_of, map_scenario, scenario_of, settings_of
from pages.parts.script.call import call
from pages.parts.show import show_chart
from pages.parts.words.method_names import marked
from pages.parts.words.numbers import number
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import stage

RACES: Cache[Scenario, Simulation] = Cache(32)
RECORDS = 601


class Raced(NamedTuple):
    """A race of the chosen method and ASGD."""

    simulation: Simulation
    label: str
    predicted: float | None  # rate an arrival; None where theory does not apply
    measured: float  # nan where the run does not show one
    plain: Best | None  # ASGD's best step


def run_race(choices: Choices) -> Raced | None:
    """Simulate the visitor's point; None where the page says why not.

    All workers share the goal, so that is where every method's limit lies.
    """
    kind = kind_of(choices)
    chosen = settings_of(kind, choices[STEP.key], choices["momentum"])
    plain = plain_best(map_scenario(choices, "naive_momentum"))
    asgd = settings_of("asgd", plain.step if plain else chosen.step)
    scenario = scenario_of(choices, chosen, asgd)
    try:
        predicted = exact(scenario, chosen.name).rate
    except NoTheoryError:
        predicted = None
    budget = Budget(arrivals=race_arrivals(predicted))
    scenario = scenario.model_copy(update={"budget": budget, "records": RECORDS})
    simulation = computed(
        RACES, scenario, lambda report: simulate(scenario, progress=stage(report, "Simulating the race"))
    )
    if simulation is None:
        return None
    return Raced(simulation, chosen.name, predicted, shown_rate(simulation, chosen.name), plain)


def race_words(raced: Raced) -> str:
    """What was predicted and what was measured."""
    settings = raced.simulation[raced.label].settings
    who = marked(settings.kind, settings.name)
    if raced.predicted is None:
        tail = (
            f" The tail of the run shrinks by {raced.measured:.5f} an arrival." if np.isfinite(raced.measured) else " "
        )
        text = f"{who}: no rate is predicted here.{tail}"
    elif not np.isfinite(raced.measured):
        text = f"{who}: predicted rate {rate_text(raced.predicted)} an arrival; the run is too short to measure one."
    else:
        text = (
            f"{who}: predicted rate {rate_text(raced.predicted)} an arrival (exact), measured "
            f"{rate_text(raced.measured)} (simulated, a line through the last half of the logarithms)"
            f"{verdict(raced.predicted, raced.measured)}."
        )
    return f"{text}  \n{plain_words(raced)}"


def rate_text(value: float) -> str:
    return f"{value:.5f}" if value < 10 else number(value)


def verdict(predicted: float, measured: float) -> str:
    """Do the two agree?"""
    if predicted > 1:
        return ": it diverges" if measured > 1 else ""
    return ": they agree" if agree(measured, predicted) else ""


def plain_words(raced: Raced) -> str:
    """What ASGD does meanwhile."""
    who = marked("asgd", METHODS["asgd"].title)
    asgd = raced.simulation[METHODS["asgd"].title].settings
    if raced.plain is None:
        return f"{who} at the same step: its own best step is not known without theory."
    text = f"{who} at its own best step {number(asgd.step)}: rate {rate_text(raced.plain.rate)} an arrival (exact)"
    if raced.predicted is not None and raced.predicted < 1 and raced.plain.rate < 1:
        times = times_as_quick(raced.predicted, raced.plain.rate)
        how = f"{number(times)} times as quick" if times >= 1 else f"{number(1 / times)} times as slow"
        return f"{text}. In the long run {raced.label} is {how} here."
    return f"{text}."


def show_race(choices: Choices) -> None:
    """The picture and the sentences."""
    raced = run_race(choices)
    if raced is None:
        return
    words = (
        f"Distance to the limit against arrivals: {raced.label} at the chosen point, and ASGD. The text has the rates."
    )
    left, right = st.columns([5, 4], vertical_alignment="center")
    with left:
        scenario, label, known = raced.simulation.scenario, raced.label, raced.predicted is not None
        predicted = call(exact, scenario, label).get("rate") if known else None
        made = call(momentum_race_chart, call(simulate, scenario), label, predicted)
        figure = momentum_race_chart(raced.simulation, label, raced.predicted)
        show_chart(figure, words, "momentum_race", made)
    with right:
        st.markdown(race_words(raced))
        arrivals = int(raced.simulation[raced.label].gradients[-1])
        broad = (
            "Broad grey line: the predicted rate to the power of the arrivals. " if raced.predicted is not None else ""
        )
        st.caption(
            f"**Measured**: {arrivals:,} arrivals simulated, no noise, all workers with one goal, which is then every "
            f"method's limit. {broad}At first a run may lie above that line: the rate tells of the long run."
        )
