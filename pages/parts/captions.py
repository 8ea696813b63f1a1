"""What stands under the figures: only what is drawn in them is explained."""

import plotly.graph_objects as go

from engine import Simulation
from pages.parts.compute import Result
from pages.parts.figures.gap import BIASED_LINE
from pages.parts.figures.map import MOST_MARKS


def map_caption(result: Result) -> str:
    """The marks of the map."""
    simulation = result.simulation
    parts = [
        ":violet[★] goal, the minimiser of f. :violet[◇] biased limit, the minimiser of the frequency-weighted F_p. "
        ":violet[○] start. Lines: the models of the first seed."
    ]
    if result.drawn.workers is not None:
        shown = len(result.drawn.workers)
        which = "the workers'" if shown <= MOST_MARKS else f"the first {MOST_MARKS} workers'"
        parts.append(f"Grey discs: {which} own minimisers, larger the more often they are heard.")
    if simulation.problem.dimension > 2:
        parts.append("Seen on the plane through start, goal and biased limit.")
    return " ".join(parts)


def gap_caption(figure: go.Figure, simulation: Simulation, seconds: float) -> str:
    """The lines of the gap figure, and the real seconds that the simulation took."""
    seeds = simulation.scenario.seeds
    parts = [
        f"Lines: median of {seeds} seeds. Bands: the middle half (25% to 75%)." if seeds > 1 else "Lines: one seed."
    ]
    if any(trace.name == BIASED_LINE for trace in figure.data):
        parts.append("Thin line: gap of the biased limit.")
    parts.append(f"Simulated in {seconds:.2f} real seconds.")
    return " ".join(parts)
