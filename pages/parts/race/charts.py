"""The views of the live figure as charts that can be taken away, made when a visitor asks for one."""

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

import plotly.graph_objects as go

from engine import simulate
from engine.theory.predicted_curves import predictions_of
from pages.parts.charts.race_contribution import contribution_chart
from pages.parts.charts.race_gap import gap_chart
from pages.parts.charts.race_map import map_chart
from pages.parts.charts.race_staleness import staleness_chart
from pages.parts.charts.race_timeline import timeline_chart
from pages.parts.live.payload.gap import View
from pages.parts.race.seen import CONTRIBUTION, GAP, MAP, STALENESS, TIMELINE, Seen
from pages.parts.script.call import Call, call
from pages.parts.script.words import first_run_words, method_words, scenario_words
from pages.parts.words.lists import in_row
from pages.parts.words.numbers import measure
from pages.parts.work.cache import Cache


class RaceChart(NamedTuple):
    """One view as a chart."""

    title: str
    figure: go.Figure
    words: str  # the same for those who cannot see it
    made: Call


KEPT: Cache[tuple[Hashable, ...], RaceChart] = Cache(20)
"""Many seeds' own runs take half a second to draw, which a page made anew for another reason need not wait for."""


def race_chart(title: str, seen: Seen) -> RaceChart:
    """The view of this title, one of TITLES."""
    # Equal scenarios give equal simulations, maps and theories.
    scenario, looked = seen.simulation.scenario, (seen.followed, seen.begin) if title == TIMELINE else ()
    pinned = seen.pinned.scenario if seen.pinned and title == GAP else None
    key = title, scenario, seen.view, seen.theory is None, pinned, *looked
    one = KEPT.get(key)
    if one is None:
        one = CHARTS[title](seen, call(simulate, scenario, film=True))
        KEPT.keep(key, one)
    return one


def gap(seen: Seen, of: Call) -> RaceChart:
    look = {name: value for name, value in looked_at(seen.view).items() if value != looked_at(View())[name]}
    what = measure(seen.simulation.problem).capitalize()
    words = f"{what} of {methods(seen)} against {seen.view.axis}; the table has the numbers at the end."
    known = {} if seen.theory is None else {"theory": call(predictions_of, of)}
    if seen.pinned:
        words = f"{words} Thin, A: {', '.join(seen.pinned)} of the pinned race."
        known["pinned"] = call(simulate, seen.pinned.scenario)
    figure = gap_chart(seen.simulation, **looked_at(seen.view), theory=seen.theory, pinned=seen.pinned)
    return RaceChart(GAP, figure, words, call(gap_chart, of, **look, **known))


def looked_at(view: View) -> dict[str, Any]:
    """How the gap is looked at, in the chart's words."""
    return {"axis": view.axis, "logarithmic": view.logarithmic, "relative": view.relative, "runs": view.runs,
            "smooth": view.smooth}  # fmt: skip


def plane(seen: Seen, of: Call) -> RaceChart:
    words = f"The paths of the models of {methods(seen)} on a plane, from the start on."
    known = {} if seen.theory is None else {"theory": call(predictions_of, of)}
    figure = map_chart(seen.simulation, seen.plane_map, seen.theory)
    return RaceChart(MAP, figure, words, call(map_chart, of, **known).told(first_words(seen)))


def timeline(seen: Seen, of: Call) -> RaceChart:
    words = f"The jobs of {seen.followed}, a row a worker, coloured by their staleness."
    figure = timeline_chart(seen.simulation, seen.followed, seen.begin)
    return RaceChart(
        TIMELINE,
        figure,
        words,
        call(timeline_chart, of, seen.followed, seen.begin).told(first_words(seen, seen.followed)),
    )


def staleness(seen: Seen, of: Call) -> RaceChart:
    words = f"How often each staleness arrived in the first seed, for {methods(seen)}."
    return RaceChart(
        STALENESS,
        staleness_chart(seen.simulation),
        words,
        call(staleness_chart, of).told(first_words(seen, filmed=False)),
    )


def contribution(seen: Seen, of: Call) -> RaceChart:
    words = f"Each worker's share of all steps against a fair share, for {methods(seen)}."
    return RaceChart(
        CONTRIBUTION, contribution_chart(seen.simulation), words, call(contribution_chart, of).told(first_words(seen))
    )


def first_words(seen: Seen, label: str | None = None, filmed: bool = True) -> str:
    """What a view of the first seed alone is made of; of one method where it shows no other."""
    scenario = seen.simulation.scenario
    methods = "" if label is None else method_words(scenario.method(label))
    runs = [run for run in seen.simulation.values() if run.film and len(run.film.moved) < len(run.arrivals)]
    seen_words = f" Seen are the first {len(runs[0].filmed.moved):,} arrivals." if runs and filmed else ""
    return f"{scenario_words(scenario, methods=methods)} {first_run_words(scenario)}{seen_words}"


def methods(seen: Seen) -> str:
    return in_row(seen.simulation)


CHARTS: dict[str, Callable[[Seen, Call], RaceChart]] = {
    GAP: gap, MAP: plane, TIMELINE: timeline, STALENESS: staleness, CONTRIBUTION: contribution
}  # fmt: skip
"""A view's chart, by its title; the call is that of the simulation."""
