"""The views of the live figure as charts that can be taken away, made when a visitor asks for one."""

from typing import NamedTuple

import plotly.graph_objects as go

from engine import Simulation, simulate
from engine.results.plane import Map
from engine.theory.predicted_curves import Predictions
from engine.theory.prediction import predictions_of
from pages.parts.charts.race_contribution import contribution_chart
from pages.parts.charts.race_gap import gap_chart
from pages.parts.charts.race_map import map_chart
from pages.parts.charts.race_staleness import staleness_chart
from pages.parts.charts.race_timeline import timeline_chart
from pages.parts.live.payload.gap import View
from pages.parts.script.call import Call, call
from pages.parts.words.numbers import measure

GAP, MAP, TIMELINE, STALENESS, CONTRIBUTION = "Gap", "Map", "Timeline", "Staleness", "Contribution"
TITLES = (GAP, MAP, TIMELINE, STALENESS, CONTRIBUTION)


class RaceChart(NamedTuple):
    """One view as a chart."""

    title: str
    figure: go.Figure
    words: str  # the same for those who cannot see it
    made: Call


class Seen(NamedTuple):
    """What the live figure shows: a race, and how a visitor looks at it."""

    simulation: Simulation
    plane_map: Map
    view: View
    theory: Predictions | None
    follow: str | None = None  # whose jobs the timeline shows; the first method's unless a visitor has chosen
    arrival: int | None = None  # where a visitor has left the playhead

    @property
    def begin(self) -> float:
        """The simulated second at which the timeline begins: that of the playhead."""
        if not self.arrival:
            return 0.0
        times = self.simulation[self.follow or self.simulation.scenario.methods[0].name].arrivals["time"]
        # The last jobs are seen as well where the playhead rests at the end.
        return float(times[min(self.arrival, len(times)) - 1]) if self.arrival < len(times) else 0.0


def race_chart(title: str, seen: Seen) -> RaceChart:
    """The view of this title, one of TITLES."""
    simulation, theory = seen.simulation, seen.theory
    of = call(simulate, simulation.scenario, film=True)
    known = {} if theory is None else {"theory": call(predictions_of, of)}
    shown = {} if theory is None else {"theory": theory}
    methods = ", ".join(simulation)
    match title:
        case "Gap":
            what = measure(simulation.problem).capitalize()
            words = f"{what} of {methods} against {seen.view.axis}; the table has the numbers at the end."
            look = gap_look(seen.view)
            return RaceChart(title, gap_chart(simulation, **look, **shown), words, call(gap_chart, of, **look, **known))
        case "Map":
            words = f"The paths of the models of {methods} on a plane, from the start towards the goal."
            figure = map_chart(simulation, seen.plane_map, **shown)
            return RaceChart(title, figure, words, call(map_chart, of, **known))
        case "Timeline":
            window = {"label": seen.follow, "begin": seen.begin}
            words = f"The jobs of {seen.follow or next(iter(simulation))}, a row a worker, coloured by their staleness."
            figure = timeline_chart(simulation, **window)
            return RaceChart(title, figure, words, call(timeline_chart, of, **window))
        case "Staleness":
            words = f"How often each staleness arrived, for {methods}."
            return RaceChart(title, staleness_chart(simulation), words, call(staleness_chart, of))
        case _:
            words = f"Each worker's share of all steps against a fair share, for {methods}."
            return RaceChart(title, contribution_chart(simulation), words, call(contribution_chart, of))


def gap_look(view: View) -> dict[str, object]:
    """What of a visitor's view differs from the chart's own."""
    look = {"axis": view.axis, "logarithmic": view.logarithmic, "relative": view.relative, "runs": view.runs}
    usual = View()
    return {name: value for name, value in look.items() if value != getattr(usual, name)}
