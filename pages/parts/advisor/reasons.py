"""Why a method is the better one here: who is heard how often, how stale gradients are, where runs end."""

import streamlit as st

from engine import Scenario, Simulation, simulate
from engine.advisor.advise import Advice
from engine.advisor.horizon import in_seconds
from engine.results.verdict import Verdict, judge
from pages.parts.advisor.asked import Asked
from pages.parts.advisor.race_link import methods_of
from pages.parts.words.numbers import number
from pages.parts.words.verdicts import describe_all, named
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import stage

SEEDS = 8
RECORDS = 201
RACES: Cache[Scenario, Simulation] = Cache(20)


def race_scenario(asked: Asked, advice: Advice) -> Scenario:
    """A race of the recommended method and the simple ones at their own best steps, as long as those of the search."""
    methods = tuple(settings.model_copy(update={"label": title}) for title, settings in methods_of(advice).items())
    changes = {"methods": methods, "seeds": SEEDS, "records": RECORDS}
    return in_seconds(asked.search.scenario).model_copy(update=changes)


def race_of(scenario: Scenario) -> Simulation | None:
    """The race; None where the page says why there is none."""
    return computed(
        RACES,
        scenario,
        lambda announce: simulate(scenario, progress=stage(announce, "Simulating the race")),
        work=scenario.work,
    )


def show_reasons(asked: Asked, advice: Advice) -> None:
    """A race of these methods in sentences; nothing where there is no method to race."""
    if not methods_of(advice):
        return
    st.header("Why", anchor=False)
    simulation = race_of(race_scenario(asked, advice))
    if simulation is None:
        return
    target = advice.goal.share * float(simulation.problem.gaps(simulation.problem.start))
    verdicts = judge(simulation, target)
    lines = [heard_words(simulation), *staleness_words(simulation, verdicts), *describe_all(simulation, verdicts)]
    st.markdown("  \n".join(line for line in lines if line))
    st.caption(f"A race of these methods over {SEEDS} seeds of the Race, as long as every run of the search.")


def heard_words(simulation: Simulation) -> str:
    """Who is heard how often by a server that waits for nobody."""
    shares = simulation.frequencies * len(simulation.frequencies)
    loudest, quietest = int(shares.argmax()), int(shares.argmin())
    if shares[loudest] - shares[quietest] < 1e-3:
        return "A server that waits for nobody hears all workers equally often."
    most, least = number(float(shares[loudest])), number(float(shares[quietest]))
    return (
        f"A server that waits for nobody hears worker {loudest + 1} most, {most} times its fair share, and worker "
        f"{quietest + 1} least, {least} times."
    )


def staleness_words(simulation: Simulation, verdicts: list[Verdict]) -> list[str]:
    """How stale each method's gradients are."""
    told = [
        f"{named(simulation, verdict.label)} {number(verdict.mean_staleness)} (at most {verdict.largest_staleness:,})"
        for verdict in verdicts
    ]
    return [f"Updates that a gradient comes late, on average: {', '.join(told)}."] if told else []
