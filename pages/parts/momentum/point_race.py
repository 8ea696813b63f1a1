"""The second section: the race at the visitor's point, without noise, beside what theory predicts."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import streamlit as st

from engine import Scenario, Simulation, simulate
from engine.kernel.state import Floats
from engine.methods import METHODS
from engine.scenario import Budget
from engine.theory import Best, NoTheoryError, arrivals_to, exact
from engine.theory.tail import distances, tail_rate
from pages.parts.charts.lines import Curve, lines_picture
from pages.parts.controls.types import Choices
from pages.parts.momentum.maps import plain_best
from pages.parts.momentum.settings import STEP, kind_of, map_scenario, scenario_of, settings_of
from pages.parts.style import FAINT, style_of
from pages.parts.words.method_names import marked
from pages.parts.words.numbers import number

NEAR = 1e-7
"""The race goes on until the distance has shrunk to this share, if theory says when;"""
FEWEST, MOST, UNKNOWN, DIVERGING = 200, 30_000, 3000, 1000
"""within these bounds; else for so many arrivals."""
RECORDS = 601
LOWEST, HIGHEST = 1e-8, 1e2
"""Distances that are drawn, as shares of the first."""
AGREE = 0.02
"""Rates are said to agree where their distances to 1 differ by less than this share."""


class Raced(NamedTuple):
    """A race of the chosen method and ASGD."""

    simulation: Simulation
    label: str
    predicted: float | None  # rate an arrival; None where theory does not apply
    measured: float  # nan where the run does not show one
    plain: Best | None  # ASGD's best step
    plain_measured: float

    def away(self, label: str) -> Floats:
        """Distance to the goal (R,), as a share of the first."""
        return distances(self.simulation[label], self.simulation.problem.optimum)


@lru_cache(maxsize=32)
def race(scenario: Scenario) -> Simulation:
    """A simulation without film, kept for the next look."""
    return simulate(scenario)


def run_race(choices: Choices) -> Raced:
    """Simulate the visitor's point. All workers share the goal, so that is where every method's limit lies."""
    kind = kind_of(choices)
    chosen = settings_of(kind, choices[STEP.key], choices["momentum"])
    plain = plain_best(map_scenario(choices, "naive_momentum"))
    asgd = settings_of("asgd", plain.step if plain else chosen.step)
    scenario = scenario_of(choices, chosen, asgd)
    try:
        predicted = exact(scenario, chosen.name).rate
    except NoTheoryError:
        predicted = None
    scenario = scenario.model_copy(update={"budget": Budget(arrivals=length(predicted)), "records": RECORDS})
    simulation = race(scenario)
    rates = {}
    for label, run in simulation.items():
        away = distances(run, simulation.problem.optimum)
        rates[label] = tail_rate(run.gradients.astype(np.float64), away)
    return Raced(simulation, chosen.name, predicted, rates[chosen.name], plain, rates[asgd.name])


def length(rate: float | None) -> int:
    """Arrivals of a race."""
    if rate is None:
        return UNKNOWN
    needed = arrivals_to(NEAR, rate)
    return int(np.clip(needed, FEWEST, MOST)) if np.isfinite(needed) else DIVERGING


def race_picture(raced: Raced) -> str:
    """Distance against arrivals of both runs, and the predicted line."""
    curves = []
    end = float(raced.simulation[raced.label].gradients[-1])
    if raced.predicted is not None:
        at = np.linspace(0, end, 200)
        with np.errstate(over="ignore", under="ignore"):
            curves.append(Curve(at, np.float64(raced.predicted) ** at, FAINT, (), 9.0, 0.35))
    for label, run in raced.simulation.items():
        style = style_of(run.settings.kind)
        curves.append(Curve(run.gradients.astype(np.float64), raced.away(label), style.colour, style.dash, 2.5))
    reached = np.concatenate([raced.away(label) for label in raced.simulation])
    good = reached[np.isfinite(reached) & (reached > LOWEST)]
    low = float(np.clip(good.min() / 1.5, LOWEST, 0.5)) if good.size else LOWEST
    high = float(np.clip(good.max() * 1.5, 1.5, HIGHEST)) if good.size else HIGHEST
    return lines_picture(curves, "arrivals", "distance to the limit / first", end, (low, high), True)


def race_words(raced: Raced) -> str:
    """What was predicted and what was measured."""
    settings = raced.simulation[raced.label].settings
    who = marked(settings.kind, settings.name)
    if raced.predicted is None:
        seen = f"The tail of the run shrinks by {raced.measured:.5f} an arrival" if np.isfinite(raced.measured) else ""
        told = f"{who}: no rate is predicted here. {seen}{'.' if seen else ''}"
    elif not np.isfinite(raced.measured):
        told = f"{who}: predicted rate {rate(raced.predicted)} an arrival; the run is too short to measure one."
    else:
        told = (
            f"{who}: predicted rate {rate(raced.predicted)} an arrival (exact), measured {rate(raced.measured)} "
            f"(simulated, a line through the last half of the logarithms){verdict(raced)}."
        )
    return f"{told}  \n{plain_words(raced)}"


def rate(value: float) -> str:
    return f"{value:.5f}" if value < 10 else number(value)


def verdict(raced: Raced) -> str:
    """Do the two agree?"""
    assert raced.predicted is not None
    if raced.predicted > 1:
        return ": it diverges" if raced.measured > 1 else ""
    same = abs(np.log(raced.measured) / np.log(raced.predicted) - 1) < AGREE
    return ": they agree" if same else ""


def plain_words(raced: Raced) -> str:
    """What ASGD does meanwhile."""
    who = marked("asgd", METHODS["asgd"].title)
    asgd = raced.simulation[METHODS["asgd"].title].settings
    if raced.plain is None:
        return f"{who} at the same step: its own best step is not known without theory."
    told = f"{who} at its own best step {number(asgd.step)}: rate {rate(raced.plain.rate)} an arrival (exact)"
    if raced.predicted is not None and raced.predicted < 1 and raced.plain.rate < 1:
        times = np.log(raced.predicted) / np.log(raced.plain.rate)
        how = f"{number(times)} times as quick" if times >= 1 else f"{number(1 / times)} times as slow"
        return f"{told}. In the long run {raced.label} is {how} here."
    return f"{told}."


def show_race(choices: Choices) -> None:
    """The picture and the sentences."""
    raced = run_race(choices)
    words = (
        f"Distance to the limit against arrivals: {raced.label} at the chosen point, and ASGD. The text has the rates."
    )
    left, right = st.columns([5, 4], vertical_alignment="center")
    with left:
        st.image(race_picture(raced), width="stretch", alt=words)
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
